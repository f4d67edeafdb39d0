import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { BoundVisualization } from '../../src/protocol/visualizationPanel.ts';
import { onThemeChange } from '../shared/theme.ts';
import { chartSummary } from './chartSummary.ts';
import { ChartView, type ChartListeners } from './chartView.ts';

interface ChartProps extends ChartListeners {
  readonly bound: BoundVisualization;
  readonly name: string;
}

/** The chart, filling what is left of the panel. */
export function Chart({ bound, name, ...listeners }: ChartProps): ComponentChild {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<ChartView | undefined>(undefined);
  useEffect(() => {
    if (element.current === null) {
      return undefined;
    }
    const view = new ChartView(element.current, listeners);
    chart.current = view;
    const theme = onThemeChange(() => view.redraw());
    return () => {
      chart.current = undefined;
      theme.dispose();
      view.dispose();
    };
  }, []);
  useEffect(() => chart.current?.show(bound), [bound]);
  return (
    <figure class="chart">
      <div class="vega" ref={element} />
      <figcaption class="visually-hidden">{chartSummary(name, bound)}</figcaption>
    </figure>
  );
}

import { effect, useSignal, type Signal } from '@preact/signals';
import type { ComponentChild, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { describeError } from '../../src/model/describeError.ts';
import { formatNumber } from '../../src/model/formatNumber.ts';
import { fromWireError, type WireError } from '../../src/model/wireError.ts';
import type { RunSeries } from '../../src/protocol/experimentPanel.ts';
import { english } from '../../src/util/l10n.ts';
import type { ChartLine, Extent } from '../shared/chartLines.ts';
import { ChartControls } from '../shared/chartControls.tsx';
import { IconButton } from '../shared/controls.ts';
import { LineChart } from '../shared/lineChart.ts';
import { runColor } from '../shared/theme.ts';
import { MetricSeries } from './metricSeries.ts';
import type { RunPage } from './runPage.ts';

interface MetricChartProps {
  readonly page: RunPage;
  readonly metricKey: string;
}

/** One metric, large. Grows while the run logs. */
export function MetricChart({ page, metricKey }: MetricChartProps): ComponentChild {
  const parent = useRef<HTMLDivElement>(null);
  const series = useSignal<RunSeries | undefined>(undefined);
  const problem = useSignal<WireError | undefined>(undefined);
  const range = useSignal<Extent | undefined>(undefined);
  const reset = useRef<() => void>(() => undefined);
  useChart({ page, metricKey, parent, series, problem, range, reset });
  return (
    <figure class="metric-chart" aria-label={`Chart of ${metricKey}`}>
      <figcaption>
        <h3 title={metricKey}>{metricKey}</h3>
        {series.value?.isSampled === true && (
          <span
            class="quiet"
            title="Of long histories the server gave evenly spaced points. Zoom in to see every point."
          >
            sampled
          </span>
        )}
        <span class="spring" />
        <ChartControls look={page.ui.value} onChange={(change) => page.update(change)}>
          {range.value !== undefined && (
            <IconButton icon="screen-full" label="Show everything" onClick={() => reset.current()} />
          )}
        </ChartControls>
      </figcaption>
      {problem.value !== undefined && (
        <p class="refusal" role="status">
          {describeError(fromWireError(problem.value), english)}
        </p>
      )}
      <div class="plot" ref={parent} role="img" aria-label={summary(metricKey, series.value)} />
    </figure>
  );
}

interface ChartParts extends MetricChartProps {
  readonly parent: RefObject<HTMLDivElement | null>;
  readonly series: Signal<RunSeries | undefined>;
  readonly problem: Signal<WireError | undefined>;
  readonly range: Signal<Extent | undefined>;
  readonly reset: { current: () => void };
}

function useChart({ page, metricKey, parent, series, problem, range, reset }: ChartParts): void {
  useEffect(() => {
    const element = parent.current;
    if (element === null) {
      return undefined;
    }
    const chart = new LineChart(element, { syncKey: 'run', onRange: (extent) => (range.value = extent) });
    reset.current = () => chart.reset();
    const loader = new MetricSeries(page.rpc, (answer) => {
      series.value = answer.series[0];
      problem.value = answer.problems[0];
    });
    const ask = (): void => {
      const { axis, smoothing } = page.ui.value;
      loader.ask({
        key: metricKey,
        axis,
        smoothing,
        pixels: chart.pixels,
        ...(range.value && { range: { from: range.value.min, to: range.value.max } }),
      });
    };
    const stopAsking = effect(ask);
    const stopDrawing = effect(() => {
      const { axis, isLog } = page.ui.value;
      chart.setLines(series.value === undefined ? [] : [chartLine(metricKey, series.value)], { axis, isLog });
    });
    const subscription = page.onDidLogMetrics((keys) => {
      if (keys.includes(metricKey)) {
        ask();
      }
    });
    return () => {
      stopAsking();
      stopDrawing();
      subscription.dispose();
      loader.dispose();
      chart.dispose();
    };
  }, [page, metricKey]);
}

function chartLine(metricKey: string, { runId, line, smoothed, nonFinite, points }: RunSeries): ChartLine {
  return { id: runId, name: metricKey, color: runColor(runId), line, smoothed, nonFinite, points };
}

function summary(metricKey: string, series: RunSeries | undefined): string {
  return series === undefined
    ? `${metricKey} is being read`
    : `${metricKey}: ${series.points} points, the last is ${formatNumber(series.line.y.at(-1))}`;
}

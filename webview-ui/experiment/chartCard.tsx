import { effect, useSignal, type Signal } from '@preact/signals';
import type { ComponentChild, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatNumber } from '../../src/model/formatNumber.ts';
import type { SeriesAnswer } from '../../src/protocol/experimentPanel.ts';
import { IconButton } from '../shared/controls.ts';
import type { ChartLine, Extent } from '../shared/chartLines.ts';
import { LineChart } from '../shared/lineChart.ts';
import { runColor } from '../shared/theme.ts';
import { DataTable } from './chartData.tsx';
import type { ExperimentPage, SelectedRun } from './experimentPage.ts';
import { SeriesLoader } from './seriesLoader.ts';

interface ChartCardProps {
  readonly page: ExperimentPage;
  readonly metricKey: string;
}

/** One metric of the selected runs. Nothing is asked for or drawn before the card comes into view. */
export function ChartCard({ page, metricKey }: ChartCardProps): ComponentChild {
  const parent = useRef<HTMLDivElement>(null);
  const lines = useSignal<readonly ChartLine[]>([]);
  const problems = useSignal(0);
  const isSampled = useSignal(false);
  const range = useSignal<Extent | undefined>(undefined);
  const reset = useRef<() => void>(() => undefined);
  useChart({ page, metricKey, parent, lines, problems, isSampled, range, reset });
  return (
    <section class="card" aria-label={metricKey}>
      <header>
        <h2 title={metricKey}>{metricKey}</h2>
        {problems.value > 0 && <span class="problems">{problems.value} could not be read</span>}
        {isSampled.value && (
          <span
            class="sampled"
            title="Of long histories the server gave evenly spaced points. Zoom in to see every point."
          >
            sampled
          </span>
        )}
        {range.value !== undefined && (
          <IconButton icon="screen-full" label="Show everything" onClick={() => reset.current()} />
        )}
      </header>
      <div class="plot" ref={parent} role="img" aria-label={summary(metricKey, lines.value)} />
      <DataTable metricKey={metricKey} lines={lines.value} />
    </section>
  );
}

interface ChartParts extends ChartCardProps {
  readonly parent: RefObject<HTMLDivElement | null>;
  readonly lines: Signal<readonly ChartLine[]>;
  readonly problems: Signal<number>;
  readonly isSampled: Signal<boolean>;
  readonly range: Signal<Extent | undefined>;
  readonly reset: RefObject<() => void>;
}

function useChart({ page, metricKey, parent, lines, problems, isSampled, range, reset }: ChartParts): void {
  useEffect(() => {
    const element = parent.current;
    if (element === null) {
      return undefined;
    }
    const chart = new LineChart(element, { syncKey: 'experiment', onRange: (extent) => (range.value = extent) });
    reset.current = () => chart.reset();
    const loader = new SeriesLoader(page, metricKey, (answer) => {
      lines.value = toLines(answer, page.selectedRuns.value);
      problems.value = answer.problems.length;
      isSampled.value = answer.series.some((series) => series.isSampled);
    });
    const view = new IntersectionObserver((entries) =>
      loader.setVisible(entries.some(({ isIntersecting }) => isIntersecting)),
    );
    view.observe(element);
    const stopAsking = effect(() => loader.ask(chart.pixels, range.value));
    const stopDrawing = effect(() => {
      const options = { axis: page.axis.value, isLog: page.isLog.value, emphasized: page.emphasized.value };
      chart.setLines(lines.value, options);
    });
    const subscription = page.onDidChangeMetrics(({ runIds, keys }) => {
      if (keys?.includes(metricKey) !== false && runIds.some((runId) => page.isSelected(runId))) {
        loader.ask(chart.pixels, range.value);
      }
    });
    return () => {
      view.disconnect();
      stopAsking();
      stopDrawing();
      subscription.dispose();
      loader.dispose();
      chart.dispose();
    };
  }, [page, metricKey]);
}

function toLines({ series }: SeriesAnswer, runs: readonly SelectedRun[]): ChartLine[] {
  return series.map(({ runId, line, smoothed, nonFinite, points }) => ({
    id: runId,
    name: runs.find((run) => run.runId === runId)?.name ?? runId,
    color: runColor(runId),
    line,
    smoothed,
    nonFinite,
    points,
  }));
}

function summary(metricKey: string, lines: readonly ChartLine[]): string {
  const ends = lines.map(({ name, line }) => `${name} ends at ${formatNumber(line.y.at(-1))}`);
  return `${metricKey} of ${lines.length} runs. ${ends.slice(0, 5).join(', ')}.`;
}

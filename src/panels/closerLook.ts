import type { MetricHistory } from '../model/metricHistory.ts';
import type { SeriesAxis } from '../model/series.ts';
import type { SampledHistory, StepRange } from '../store/trackingStore.ts';
import type { HistorySource } from './metricHistories.ts';

/** The visible part of an x axis. */
export interface AxisRange {
  readonly axis: SeriesAxis;
  readonly from: number;
  readonly to: number;
}

/**
 * Samples with the visible part read anew, as closely as the store gives it: exact as soon as that part is short enough. What is exact
 * already stays as it is.
 */
export async function closerLook(
  source: HistorySource,
  samples: ReadonlyMap<string, SampledHistory>,
  key: string,
  range: AxisRange,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, SampledHistory>> {
  const closer = await Promise.all(
    groupBySteps(samples, range).map(async ({ steps, runIds }) => {
      const parts = await source.sampledHistories?.(runIds, key, steps, signal);
      return await Promise.all(
        runIds.map(async (runId): Promise<readonly [string, SampledHistory][]> => {
          const [sample, part] = [samples.get(runId), parts?.get(runId)];
          if (sample === undefined || part === undefined) {
            return [];
          }
          // MLflow 2 forgets the end of a part that it has to sample, and then looks as if it had given all.
          const isBelievable = !part.isExact || hasAllOf(part.history, sample.history, steps);
          return isBelievable
            ? [[runId, { history: mergeHistories(sample.history, part.history, steps), isExact: part.isExact }]]
            : [[runId, { history: await source.metricHistory(runId, key, signal), isExact: true }]];
        }),
      );
    }),
  );
  return new Map([...samples, ...closer.flat(2)]);
}

interface SameSteps {
  readonly steps: StepRange;
  readonly runIds: string[];
}

/** Runs whose visible part is the same are asked for together: on the step axis, all. */
function groupBySteps(samples: ReadonlyMap<string, SampledHistory>, range: AxisRange): readonly SameSteps[] {
  const groups = new Map<string, SameSteps>();
  for (const [runId, { history, isExact }] of samples) {
    if (!isExact) {
      const steps = stepsWithin(history, range);
      const name = `${steps.from} ${steps.to}`;
      const group = groups.get(name) ?? { steps, runIds: [] };
      groups.set(name, group);
      group.runIds.push(runId);
    }
  }
  return [...groups.values()];
}

/** The steps of a visible part. By time, they are those of the sampled points in it and of its neighbours. */
function stepsWithin({ steps, timestamps }: MetricHistory, { axis, from, to }: AxisRange): StepRange {
  if (axis === 'step') {
    return { from: Math.floor(from), to: Math.ceil(to) };
  }
  const start = axis === 'time' ? 0 : timestamps.reduce((least, time) => Math.min(least, time), Infinity);
  let [before, after] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const time of timestamps) {
    before = time - start < from ? Math.max(before, time) : before;
    after = time - start > to ? Math.min(after, time) : after;
  }
  const visible = steps.filter((_, i) => (timestamps[i] ?? 0) >= before && (timestamps[i] ?? 0) <= after);
  return {
    from: visible.reduce((least, step) => Math.min(least, step), Infinity),
    to: visible.reduce((greatest, step) => Math.max(greatest, step), -Infinity),
  };
}

function hasAllOf(part: MetricHistory, sample: MetricHistory, { from, to }: StepRange): boolean {
  const steps = new Set(part.steps);
  return sample.steps.every((step) => step < from || step > to || steps.has(step));
}

/** The part in the place of what the sample has of its steps. Both are ordered by step. */
function mergeHistories(sample: MetricHistory, part: MetricHistory, { from, to }: StepRange): MetricHistory {
  const merged = (column: 'steps' | 'timestamps' | 'values'): Float64Array<ArrayBuffer> =>
    Float64Array.from([
      ...sample[column].filter((_, i) => (sample.steps[i] ?? 0) < from),
      ...part[column],
      ...sample[column].filter((_, i) => (sample.steps[i] ?? 0) > to),
    ]);
  return { key: sample.key, steps: merged('steps'), timestamps: merged('timestamps'), values: merged('values') };
}

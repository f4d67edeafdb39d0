import { throwIfAborted } from '../model/mlflowError.ts';
import { toWireError } from '../model/wireError.ts';
import type { RunSeries, SeriesAnswer, SeriesRequest } from '../protocol/experimentPanel.ts';
import type { SampledHistory } from '../store/trackingStore.ts';
import { closerLook } from './closerLook.ts';
import type { HistorySource, MetricHistories } from './metricHistories.ts';
import { runSeries } from './runSeries.ts';

interface SeriesParts {
  readonly histories: MetricHistories;
  readonly tracking: HistorySource;
}

/** The lines of a chart, and what could not be read. A closer look that fails leaves the wider one. @throws MlflowError cancelled */
export async function readSeries(
  { histories, tracking }: SeriesParts,
  request: SeriesRequest,
  signal: AbortSignal,
): Promise<SeriesAnswer> {
  const { runIds, key, axis, range } = request;
  const settled = await histories.get(runIds, key);
  throwIfAborted(signal, key);
  const read: ReadonlyMap<string, SampledHistory> = new Map(
    settled.flatMap((result, index) =>
      result.status === 'fulfilled' && result.value !== undefined ? [[runIds[index] ?? '', result.value]] : [],
    ),
  );
  const problems = settled.flatMap((result) => (result.status === 'rejected' ? [toWireError(result.reason)] : []));
  const seriesFrom = (samples: typeof read): readonly RunSeries[] =>
    [...samples].map(([runId, sample]) => runSeries(runId, sample, request));
  if (range === undefined) {
    return { series: seriesFrom(read), problems };
  }
  try {
    return { series: seriesFrom(await closerLook(tracking, read, key, { axis, ...range }, signal)), problems };
  } catch (error) {
    throwIfAborted(signal, key);
    return { series: seriesFrom(read), problems: [...problems, toWireError(error)] };
  }
}

import { decimate } from '../model/decimate.ts';
import { seriesOf } from '../model/series.ts';
import { smooth } from '../model/smooth.ts';
import type { RunSeries, SeriesRequest } from '../protocol/experimentPanel.ts';
import type { SampledHistory } from '../store/trackingStore.ts';

/** What of a history a chart can show in the requested window. */
export function runSeries(runId: string, sample: SampledHistory, request: SeriesRequest): RunSeries {
  const series = seriesOf(sample.history, request.axis);
  const [first = 0] = series.x;
  const { from, to } = request.range ?? { from: first, to: series.x.at(-1) ?? first };
  const window = { from, to, pixels: request.pixels };
  const { line, nonFinite, isExact } = decimate(series, window);
  return {
    runId,
    line,
    nonFinite,
    isExact,
    isSampled: !sample.isExact,
    points: series.x.length,
    ...(request.smoothing > 0 && { smoothed: decimate(smooth(series, request.smoothing), window).line }),
  };
}

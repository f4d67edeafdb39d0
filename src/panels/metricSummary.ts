import { decimate } from '../model/decimate.ts';
import { seriesOf, type Series } from '../model/series.ts';
import type { Extreme, MetricSummary } from '../protocol/runPanel.ts';
import type { SampledHistory } from '../store/trackingStore.ts';

/** A history at a glance: what a row of the metrics table says of it. */
export function metricSummary(key: string, { history, isExact }: SampledHistory, pixels: number): MetricSummary {
  const series = seriesOf(history, 'step');
  const [from = 0] = series.x;
  const { line } = decimate(series, { from, to: series.x.at(-1) ?? from, pixels });
  return { key, line, points: series.x.length, isSampled: !isExact, ...extremes(series) };
}

function extremes({ x, y }: Series): Pick<MetricSummary, 'min' | 'max' | 'nonFinite'> {
  let [least, greatest, nonFinite] = [-1, -1, 0];
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      nonFinite++;
      continue;
    }
    least = least < 0 || value < (y[least] ?? value) ? i : least;
    greatest = greatest < 0 || value > (y[greatest] ?? value) ? i : greatest;
  }
  const at = (index: number): Extreme => ({ value: y[index] ?? 0, step: x[index] ?? 0 });
  return { nonFinite, ...(least >= 0 && { min: at(least), max: at(greatest) }) };
}

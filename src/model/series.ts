import type { MetricHistory } from './metricHistory.ts';

/** Points of a line, ordered by x. The arrays are parallel. */
export interface Series {
  readonly x: Float64Array<ArrayBuffer>;
  readonly y: Float64Array<ArrayBuffer>;
}

/** What the points of a metric are laid out by: its step, milliseconds since 1970, or milliseconds since its first point. */
export const seriesAxes = ['step', 'time', 'relative'] as const;
export type SeriesAxis = (typeof seriesAxes)[number];

/** The points of a history by x; points with equal x keep the order in which they were logged. */
export function seriesOf(history: MetricHistory, axis: SeriesAxis): Series {
  const x = axis === 'step' ? history.steps : history.timestamps;
  const series = isAscending(x) ? { x, y: history.values } : sortedByX(x, history.values);
  if (axis !== 'relative') {
    return series;
  }
  const [start = 0] = series.x;
  return { x: series.x.map((time) => time - start), y: series.y };
}

function isAscending(x: Float64Array): boolean {
  for (let i = 1; i < x.length; i++) {
    if ((x[i - 1] ?? 0) > (x[i] ?? 0)) {
      return false;
    }
  }
  return true;
}

function sortedByX(x: Float64Array<ArrayBuffer>, y: Float64Array<ArrayBuffer>): Series {
  const order = Uint32Array.from(x, (_, index) => index).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
  return {
    x: Float64Array.from(order, (index) => x[index] ?? 0),
    y: Float64Array.from(order, (index) => y[index] ?? 0),
  };
}

/** The first place whose x is at least `value`; the length when there is none. */
export function lowerBound(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((x[middle] ?? 0) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

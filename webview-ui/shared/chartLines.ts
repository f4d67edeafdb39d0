import { lowerBound, type Series } from '../../src/model/series.ts';

/** One line of a chart. */
export interface ChartLine {
  readonly id: string;
  readonly name: string;
  /** A CSS colour, `var(…)` included. */
  readonly color: string;
  readonly line: Series;
  /** Drawn in the line's place, which is then drawn faintly behind it. */
  readonly smoothed?: Series | undefined;
  /** Where NaN and the infinities are. */
  readonly nonFinite: Series;
  /** Points of the whole history, of which `line` may hold only what can be seen. */
  readonly points: number;
}

export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** Where the lines' x lies; absent when there is no point. */
export function xExtent(lines: readonly ChartLine[]): Extent | undefined {
  return extentOf(lines.flatMap(({ line, nonFinite }) => [ends(line.x), ends(nonFinite.x)].flat()));
}

/** Where the drawn values lie in a part of the x axis. On a logarithmic axis only positive values can be drawn. */
export function yExtent(lines: readonly ChartLine[], window: Extent, isLog: boolean): Extent | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const { line, smoothed } of lines) {
    const { x, y } = smoothed ?? line;
    const end = lowerBound(x, window.max + Number.EPSILON * Math.abs(window.max));
    for (let i = lowerBound(x, window.min); i < Math.max(end, 0) || x[i] === window.max; i++) {
      const value = y[i] ?? 0;
      if (!isLog || value > 0) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
  }
  return min > max ? undefined : { min, max };
}

/** A little room around values, so that no line lies on the frame. */
export function padded({ min, max }: Extent, isLog: boolean): Extent {
  if (isLog) {
    const factor = min === max ? 2 : (max / min) ** 0.05;
    return { min: min / factor, max: max * factor };
  }
  const room = min === max ? Math.abs(min) * 0.1 || 1 : (max - min) * 0.05;
  return { min: min - room, max: max + room };
}

/** The value drawn at the point nearest to `x`; absent where the line has no point. */
export function nearestPoint({ x, y }: Series, at: number): { readonly x: number; readonly y: number } | undefined {
  const after = lowerBound(x, at);
  const isBefore = after > 0 && (after === x.length || at - (x[after - 1] ?? 0) <= (x[after] ?? 0) - at);
  const index = isBefore ? after - 1 : after;
  const [foundX, foundY] = [x[index], y[index]];
  return foundX === undefined || foundY === undefined ? undefined : { x: foundX, y: foundY };
}

/** Where the point of any line lies that is nearest to `at`; `at` itself when there is no point. */
export function nearestX(lines: readonly ChartLine[], at: number): number {
  const found = lines.flatMap(({ line, smoothed }) => nearestPoint(smoothed ?? line, at)?.x ?? []);
  return found.reduce((best, x) => (Math.abs(x - at) < Math.abs(best - at) ? x : best), found[0] ?? at);
}

/** Dash patterns for lines that share a colour: the second of a colour is dashed, the third dotted, and so on. */
export function dashPatterns(colors: readonly string[]): number[][] {
  const patterns = [[], [6, 4], [2, 3], [8, 3, 2, 3]];
  const seen = new Map<string, number>();
  return colors.map((color) => {
    const count = seen.get(color) ?? 0;
    seen.set(color, count + 1);
    return patterns[count % patterns.length] ?? [];
  });
}

function ends(x: Float64Array): number[] {
  const [first] = x;
  const last = x.at(-1);
  return first === undefined || last === undefined ? [] : [first, last];
}

function extentOf(values: readonly number[]): Extent | undefined {
  return values.length === 0 ? undefined : { min: Math.min(...values), max: Math.max(...values) };
}

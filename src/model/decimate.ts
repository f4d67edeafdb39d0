import { lowerBound, type Series } from './series.ts';

export interface DecimationWindow {
  readonly from: number;
  readonly to: number;
  /** How many columns of pixels there are to draw on. */
  readonly pixels: number;
}

export interface DecimatedSeries {
  /** Finite points only: enough of them that drawing them looks like drawing all, every peak and dip included. */
  readonly line: Series;
  /** Where NaN and the infinities occur, at most one of each kind per pixel column. */
  readonly nonFinite: Series;
  /** Whether `line` holds every finite point of the window. */
  readonly isExact: boolean;
}

/**
 * Reduces a series to what a window can show: the least and the greatest point of each column of pixels, and the ends. One point
 * beyond either end of the window is kept, so that the line runs to the edges.
 */
export function decimate(series: Series, { from, to, pixels }: DecimationWindow): DecimatedSeries {
  const start = Math.max(0, lowerBound(series.x, from) - 1);
  const end = Math.min(series.x.length, upperBound(series.x, to) + 1);
  const isExact = end - start <= pixels * 2;
  const kept = new Points(Math.min(end - start, pixels * 2 + 8));
  const nonFinite = new Points(0);
  const columnOf = isExact ? (_: number, index: number) => index : pixelColumns(from, to, pixels);
  let column = new ColumnExtremes();
  let current = Number.NaN;
  for (let i = start; i < end; i++) {
    const x = series.x[i] ?? 0;
    const y = series.y[i] ?? 0;
    const pixel = columnOf(x, i);
    if (pixel !== current) {
      column.flush(series, kept, false);
      column = new ColumnExtremes();
      current = pixel;
    }
    if (Number.isFinite(y)) {
      column.add(i, y);
    } else if (column.isNewKind(y)) {
      nonFinite.push(x, y);
    }
  }
  column.flush(series, kept, true);
  return { line: kept.toSeries(), nonFinite: nonFinite.toSeries(), isExact };
}

function upperBound(x: Float64Array, value: number): number {
  let index = lowerBound(x, value);
  while (x[index] === value) {
    index++;
  }
  return index;
}

function pixelColumns(from: number, to: number, pixels: number): (x: number) => number {
  const scale = to > from ? pixels / (to - from) : 0;
  return (x) => Math.floor((x - from) * scale);
}

/** The points of one column of pixels that have to be drawn. */
class ColumnExtremes {
  #first = -1;
  #last = -1;
  #least = -1;
  #greatest = -1;
  #leastValue = Infinity;
  #greatestValue = -Infinity;
  readonly #kinds = new Set<number>();

  add(index: number, value: number): void {
    this.#first = this.#first < 0 ? index : this.#first;
    this.#last = index;
    if (value < this.#leastValue) {
      this.#least = index;
      this.#leastValue = value;
    }
    if (value > this.#greatestValue) {
      this.#greatest = index;
      this.#greatestValue = value;
    }
  }

  isNewKind(value: number): boolean {
    const isNew = !this.#kinds.has(value);
    this.#kinds.add(value);
    return isNew;
  }

  flush({ x, y }: Series, target: Points, isEnd: boolean): void {
    const [near, far] = this.#least < this.#greatest ? [this.#least, this.#greatest] : [this.#greatest, this.#least];
    let previous = -1;
    const first = target.length === 0 ? this.#first : -1;
    const last = isEnd ? this.#last : -1;
    for (const index of [first, near, far, last]) {
      if (index > previous) {
        target.push(x[index] ?? 0, y[index] ?? 0);
        previous = index;
      }
    }
  }
}

class Points {
  #x: Float64Array<ArrayBuffer>;
  #y: Float64Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity: number) {
    this.#x = new Float64Array(capacity);
    this.#y = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(x: number, y: number): void {
    if (this.#length === this.#x.length) {
      this.#x = grown(this.#x);
      this.#y = grown(this.#y);
    }
    this.#x[this.#length] = x;
    this.#y[this.#length] = y;
    this.#length++;
  }

  toSeries(): Series {
    return { x: this.#x.slice(0, this.#length), y: this.#y.slice(0, this.#length) };
  }
}

function grown(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(16, values.length * 2));
  larger.set(values);
  return larger;
}

import type { BinOptions } from '../../vizmod/pushdown/pushdownSteps.ts';
import { lengthOf, readColumn, type RowColumn } from './rowColumn.ts';

/** Bins as Vega's signal names them. */
export interface Bins {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** Nice bins over an extent, as `bin` of vega-statistics 2 chooses them. */
export function chooseBins([least, greatest]: readonly [number, number], options: BinOptions): Bins {
  const base = options.base ?? 10;
  const span = (options.span ?? 0) || greatest - least || Math.abs(least) || 1;
  const step = chooseStep(span, base, options);
  if (options.nice === false) {
    return { start: least, stop: greatest === least ? least + step : greatest, step };
  }
  const level = Math.log(step);
  const precision = level >= 0 ? 0 : Math.trunc(-level / Math.log(base)) + 1;
  const floor = Math.floor(least / step + base ** (-precision - 1)) * step;
  const start = least < floor ? floor - step : floor;
  const stop = Math.ceil(greatest / step) * step;
  return { start, stop: stop === start ? start + step : stop, step };
}

function chooseStep(span: number, base: number, options: BinOptions): number {
  const maxbins = (options.maxbins ?? 0) || 20;
  if (options.step !== undefined && options.step !== 0) {
    return options.step;
  }
  if (options.steps !== undefined) {
    const wanted = options.steps.findIndex((step) => step >= span / maxbins);
    const above = wanted < 0 ? options.steps.length : wanted;
    return options.steps[Math.max(0, above - 1)] ?? Number.NaN;
  }
  const logBase = Math.log(base);
  const minstep = options.minstep ?? 0;
  const level = Math.ceil(Math.log(maxbins) / logBase);
  let step = Math.max(minstep, base ** (Math.round(Math.log(span) / logBase) - level));
  while (Math.ceil(span / step) > maxbins) {
    step *= base;
  }
  for (const divisor of options.divide ?? [5, 2]) {
    const finer = step / divisor;
    step = finer >= minstep && span / finer <= maxbins ? finer : step;
  }
  return step;
}

/** Vega's bias against rounding (vega/vega#1737). */
const epsilon = 1e-14;

/** The start and the end of each row's bin, as Vega's bin transform (vega-transforms 5) computes them. */
export function binColumn(
  column: RowColumn,
  rows: Uint32Array,
  bins: Bins,
  anchor: number | undefined,
): { readonly starts: RowColumn; readonly ends: RowColumn; readonly bins: Bins } {
  const { step } = bins;
  const shift = anchor === undefined ? 0 : anchor - (bins.start + step * Math.floor((anchor - bins.start) / step));
  const start = bins.start + shift;
  const stop = bins.start + Math.ceil((bins.stop - bins.start) / step) * step + shift;
  const starts: number[] = [];
  const coder = new BinCoder({ start, stop, step }, starts);
  const codes = new Int32Array(lengthOf(column)).fill(-1);
  const read = readColumn(column);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0;
    const value = read(row);
    if (typeof value === 'number') {
      codes[row] = coder.codeOf(value);
    } else if (value !== null && value !== undefined && value !== '') {
      codes[row] = coder.codeOf(Number(value));
    }
  }
  const ends = starts.map((bin) => start + step * (1 + (bin - start) / step));
  return {
    starts: { kind: 'coded', codes, list: starts },
    ends: { kind: 'coded', codes, list: ends },
    bins: { start, stop, step },
  };
}

const [noNumber, below, above, firstInside] = [0, 1, 2, 3];

/** Counts bins in order of first appearance. */
class BinCoder {
  readonly #bins: Bins;
  readonly #starts: number[];
  readonly #codes: (number | undefined)[] = [];

  /** @param starts takes the start of each bin that appears */
  constructor(bins: Bins, starts: number[]) {
    this.#bins = bins;
    this.#starts = starts;
  }

  codeOf(value: number): number {
    const place = this.#placeOf(value);
    const known = this.#codes[place];
    if (known !== undefined) {
      return known;
    }
    const code = this.#starts.push(this.#startOf(place)) - 1;
    this.#codes[place] = code;
    return code;
  }

  #placeOf(value: number): number {
    const { start, stop, step } = this.#bins;
    if (value < start) {
      return below;
    }
    if (value > stop) {
      return above;
    }
    const inside = Math.max(start, Math.min(value, stop - step));
    return Number.isNaN(inside) ? noNumber : firstInside + Math.floor(epsilon + (inside - start) / step);
  }

  #startOf(place: number): number {
    const { start, step } = this.#bins;
    switch (place) {
      case noNumber:
        return Number.NaN;
      case below:
        return Number.NEGATIVE_INFINITY;
      case above:
        return Number.POSITIVE_INFINITY;
      default:
        return start + step * (place - firstInside);
    }
  }
}

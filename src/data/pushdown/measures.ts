import type { ExactAggregate, Measure } from '../../vizmod/pushdown/pushdownSteps.ts';
import { keyCodes, readColumn, type RowColumn } from './rowColumn.ts';

/** What a measure has of each group; absent as Vega leaves it, such as the mean of nothing. */
export type MeasureValues = readonly (number | undefined)[];

/** The rows that a measure goes over, and their groups. */
export interface GroupedRows {
  readonly rows: Uint32Array;
  readonly groups: Int32Array;
  readonly count: number;
}

/**
 * One measure of one column for every group, added up in the order of rows as Vega does (vega-transforms 5, AggregateOps.js), so that
 * sums agree to the last bit. Absent for the least or greatest of what is no number.
 */
export function measureColumn({ op }: Measure, column: RowColumn, grouped: GroupedRows): MeasureValues | undefined {
  if (op === 'distinct') {
    return countDistinct(column, grouped);
  }
  const numbers = numbersOf(column, grouped.rows);
  if (['min', 'max'].includes(op) && numbers.hasOthers) {
    return undefined;
  }
  return measureNumbers(op, numbers, grouped);
}

export function countRows({ groups, count }: GroupedRows): MeasureValues {
  const counts = new Float64Array(count);
  for (const group of groups) {
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return [...counts];
}

const [isMissing, isNaN, isValid] = [0, 1, 2];

/** A column as the aggregates take it, by position in the rows. */
interface Numbers {
  readonly values: Float64Array;
  readonly states: Uint8Array;
  /** Whether there are values that are no numbers. */
  readonly hasOthers: boolean;
}

function numbersOf(column: RowColumn, rows: Uint32Array): Numbers {
  if (column.kind === 'numbers') {
    return plainNumbers(column.values, rows);
  }
  const values = new Float64Array(rows.length);
  const states = new Uint8Array(rows.length);
  const read = readColumn(column);
  let hasOthers = false;
  for (let index = 0; index < rows.length; index++) {
    const value = read(rows[index] ?? 0);
    if (typeof value === 'number') {
      values[index] = value;
      states[index] = Number.isNaN(value) ? isNaN : isValid;
    } else if (value !== null && value !== undefined && value !== '') {
      values[index] = Number(value);
      states[index] = isValid;
      hasOthers = true;
    }
  }
  return { values, states, hasOthers };
}

function plainNumbers(source: Float64Array, rows: Uint32Array): Numbers {
  const values = new Float64Array(rows.length);
  const states = new Uint8Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const value = source[rows[index] ?? 0] ?? Number.NaN;
    values[index] = value;
    states[index] = Number.isNaN(value) ? isMissing : isValid;
  }
  return { values, states, hasOthers: false };
}

function measureNumbers(op: ExactAggregate, numbers: Numbers, grouped: GroupedRows): MeasureValues {
  switch (op) {
    case 'count':
      return countRows(grouped);
    case 'valid':
      return [...countStates(numbers, grouped, isValid)];
    case 'missing':
      return [...countStates(numbers, grouped, isMissing)];
    case 'sum':
      return fold(numbers, grouped, 0, (sum, value) => sum + value);
    case 'product':
      return fold(numbers, grouped, 1, (product, value) => product * value);
    case 'min':
      return fold(numbers, grouped, Number.POSITIVE_INFINITY, (least, value) => (value < least ? value : least));
    case 'max':
      return fold(numbers, grouped, Number.NEGATIVE_INFINITY, (most, value) => (value > most ? value : most));
    case 'median':
    case 'q1':
    case 'q3':
      return quantiles(numbers, grouped, { median: 0.5, q1: 0.25, q3: 0.75 }[op]);
    case 'distinct':
      return [];
    default:
      return spread(op, numbers, grouped);
  }
}

function countStates({ states }: Numbers, { groups, count }: GroupedRows, state: number): Float64Array {
  const counts = new Float64Array(count);
  for (let index = 0; index < groups.length; index++) {
    if (states[index] === state) {
      const group = groups[index] ?? 0;
      counts[group] = (counts[group] ?? 0) + 1;
    }
  }
  return counts;
}

function fold(
  { values, states }: Numbers,
  { groups, count }: GroupedRows,
  start: number,
  add: (total: number, value: number) => number,
): MeasureValues {
  const totals = new Float64Array(count).fill(start);
  const hasValid = new Uint8Array(count);
  for (let index = 0; index < groups.length; index++) {
    if (states[index] === isValid) {
      const group = groups[index] ?? 0;
      totals[group] = add(totals[group] ?? start, values[index] ?? 0);
      hasValid[group] = 1;
    }
  }
  return Array.from(totals, (total, group) => (hasValid[group] === 0 ? undefined : total));
}

type Spread = Exclude<
  ExactAggregate,
  'count' | 'valid' | 'missing' | 'distinct' | 'sum' | 'product' | 'min' | 'max' | 'median' | 'q1' | 'q3'
>;

/** Mean and deviation in one pass (Welford), as Vega keeps them. */
function spread(op: Spread, { values, states }: Numbers, { groups, count }: GroupedRows): MeasureValues {
  const [valid, means, deviations] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let index = 0; index < groups.length; index++) {
    if (states[index] === isValid) {
      const [group, value] = [groups[index] ?? 0, values[index] ?? 0];
      const seen = (valid[group] ?? 0) + 1;
      const difference = value - (means[group] ?? 0);
      const mean = (means[group] ?? 0) + difference / seen;
      valid[group] = seen;
      means[group] = mean;
      deviations[group] = (deviations[group] ?? 0) + difference * (value - mean);
    }
  }
  return Array.from(valid, (seen, group) => spreadOf(op, seen, means[group] ?? 0, Math.max(0, deviations[group] ?? 0)));
}

function spreadOf(op: Spread, valid: number, mean: number, deviation: number): number | undefined {
  switch (op) {
    case 'mean':
    case 'average':
      return valid > 0 ? mean : undefined;
    case 'variancep':
      return valid > 0 ? deviation / valid : undefined;
    case 'stdevp':
      return valid > 0 ? Math.sqrt(deviation / valid) : undefined;
    case 'variance':
      return valid > 1 ? deviation / (valid - 1) : undefined;
    case 'stdev':
      return valid > 1 ? Math.sqrt(deviation / (valid - 1)) : undefined;
    case 'stderr':
      return valid > 1 ? Math.sqrt(deviation / (valid * (valid - 1))) : undefined;
  }
}

function quantiles({ values, states }: Numbers, { groups, count }: GroupedRows, share: number): MeasureValues {
  const counts = new Uint32Array(count);
  const isCounted = (index: number): boolean => states[index] === isValid && !Number.isNaN(values[index]);
  for (let index = 0; index < groups.length; index++) {
    const group = groups[index] ?? 0;
    counts[group] = (counts[group] ?? 0) + (isCounted(index) ? 1 : 0);
  }
  const buckets = Array.from(counts, (size) => new Float64Array(size));
  const filled = new Uint32Array(count);
  for (let index = 0; index < groups.length; index++) {
    const group = groups[index] ?? 0;
    const bucket = buckets[group];
    if (bucket !== undefined && isCounted(index)) {
      const at = filled[group] ?? 0;
      bucket[at] = values[index] ?? 0;
      filled[group] = at + 1;
    }
  }
  return buckets.map((bucket) => quantile(bucket.sort(), share));
}

/** Between the two nearest of the sorted values, as d3-array's quantileSorted. */
function quantile(sorted: Float64Array, share: number): number | undefined {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const [low, high] = [sorted[below], sorted[below + 1]];
  if (low === undefined || high === undefined) {
    return sorted.length < 2 ? sorted[0] : low;
  }
  return low + (high - low) * (position - below);
}

/** Values that print alike are one, and a missing value is one more. */
function countDistinct(column: RowColumn, { rows, groups, count }: GroupedRows): MeasureValues {
  const { codes, count: codeCount } = keyCodes(column, rows);
  const counts = new Float64Array(count);
  const seen = new Set<number>();
  for (let index = 0; index < groups.length; index++) {
    const group = groups[index] ?? 0;
    const pair = group * codeCount + (codes[rows[index] ?? 0] ?? 0);
    if (!seen.has(pair)) {
      seen.add(pair);
      counts[group] = (counts[group] ?? 0) + 1;
    }
  }
  return [...counts];
}

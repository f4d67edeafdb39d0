import type { RunTable } from '../model/runTable.ts';
import type { SharedColumn, ValueRange } from '../protocol/experimentPanel.ts';
import type { RunColumn } from '../protocol/runColumn.ts';
import type { Steps } from '../search/steps.ts';
import { columnReader } from './columnReader.ts';
import { columnWindow } from './rowWindow.ts';

/** Rows read between two steps. */
const stepLength = 4096;

type ValueOf = (row: number) => number | string | undefined;

/** The columns in which the rows are alike; one without a value differs from one with any. One row alone has nothing to share. */
export function* sharedColumnsInSteps(
  table: RunTable,
  rows: Uint32Array,
  columns: readonly RunColumn[],
): Steps<SharedColumn[]> {
  const shared: SharedColumn[] = [];
  for (const [index, column] of columns.entries()) {
    if (rows.length > 1 && (yield* areAlike(rows, columnReader(table, column).get))) {
      shared.push({ column: index, value: columnWindow(table, rows.slice(0, 1), column) });
    }
    yield;
  }
  return shared;
}

function* areAlike(rows: Uint32Array, get: ValueOf): Steps<boolean> {
  const value = get(rows[0] ?? 0);
  for (let place = 1; place < rows.length; place++) {
    // Not ===: NaN in every run is the same value.
    if (!Object.is(get(rows[place] ?? 0), value)) {
      return false;
    }
    if (place % stepLength === 0) {
      yield;
    }
  }
  return true;
}

/** Least and greatest finite number of the rows in each column that has one; texts that are numbers count. */
export function* columnRangesInSteps(
  table: RunTable,
  rows: Uint32Array,
  columns: readonly RunColumn[],
): Steps<(ValueRange & { readonly column: number })[]> {
  const ranges: (ValueRange & { readonly column: number })[] = [];
  for (const [index, column] of columns.entries()) {
    const range = yield* rangeOf(rows, columnReader(table, column).get);
    if (range.min <= range.max) {
      ranges.push({ column: index, ...range });
    }
    yield;
  }
  return ranges;
}

/** The wrong way around where there is no finite number. */
function* rangeOf(rows: Uint32Array, get: ValueOf): Steps<ValueRange> {
  let min = Infinity;
  let max = -Infinity;
  for (let place = 0; place < rows.length; place++) {
    const number = asNumber(get(rows[place] ?? 0));
    if (number !== undefined && Number.isFinite(number)) {
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
    if (place % stepLength === 0) {
      yield;
    }
  }
  return { min, max };
}

function asNumber(value: number | string | undefined): number | undefined {
  return typeof value === 'string' ? (value.trim() === '' ? undefined : Number(value)) : value;
}

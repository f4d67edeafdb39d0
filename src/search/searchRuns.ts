import { NumberColumn } from '../model/columns.ts';
import type { RunTable } from '../model/runTable.ts';
import { numberColumn, textColumn } from './fieldColumns.ts';
import type { RunPredicate } from './matchRuns.ts';
import type { RunSortKey } from './parseRunOrder.ts';
import { sortByNumber, sortByRank } from './sortKeys.ts';
import { runSteps, sortIndexes, type Steps } from './steps.ts';
import { compareCodePoints, TextRanks } from './textRanks.ts';

export interface RunSearchQuery {
  readonly matches: RunPredicate;
  /** The first key decides first. Ties, and no key at all: start time descending, then run id ascending. */
  readonly sortKeys: readonly RunSortKey[];
}

const blockLength = 256;

/** The rows that match, in order. */
export function searchRuns(table: RunTable, query: RunSearchQuery, ranks = new TextRanks()): Uint32Array<ArrayBuffer> {
  return runSteps(searchRunsInSteps(table, query, ranks));
}

/**
 * {@link searchRuns} in steps. When the table changes between two of them, the answer is of no table that ever was: start again.
 * @param ranks remembers the order of texts from one search to the next
 */
export function* searchRunsInSteps(
  table: RunTable,
  { matches, sortKeys }: RunSearchQuery,
  ranks: TextRanks,
): Steps<Uint32Array<ArrayBuffer>> {
  let order = yield* matchingRows(table.length, matches);
  order = yield* newestFirst(order, table);
  for (const key of sortKeys.toReversed()) {
    order = yield* sortByKey(order, key, table, ranks);
    yield;
  }
  return order;
}

function* matchingRows(length: number, matches: RunPredicate): Steps<Uint32Array<ArrayBuffer>> {
  const rows = new Uint32Array(length);
  let count = 0;
  for (let from = 0; from < length; from += blockLength) {
    count = addMatching(rows, count, matches, from, Math.min(from + blockLength, length));
    yield;
  }
  return rows.slice(0, count);
}

/** Adds those of some rows that match to the `count` rows there are. @returns how many there are now */
function addMatching(rows: Uint32Array, count: number, matches: RunPredicate, from: number, to: number): number {
  let next = count;
  for (let row = from; row < to; row++) {
    if (matches(row)) {
      rows[next++] = row;
    }
  }
  return next;
}

function* newestFirst(rows: Uint32Array<ArrayBuffer>, table: RunTable): Steps<Uint32Array<ArrayBuffer>> {
  if (isNewestFirst(rows, table)) {
    return rows;
  }
  const order = sortByNumber(rows, table.startTime, true);
  let from = 0;
  while (from < order.length) {
    let to = from + 1;
    const startTime = table.startTime.get(order[from] ?? 0);
    while (to < order.length && table.startTime.get(order[to] ?? 0) === startTime) {
      to++;
    }
    if (to - from > 1) {
      yield* sortByRunId(order, from, to, table);
    }
    from = to;
  }
  return order;
}

/** Whether the rows are in order as they are, without ties, which is how stores list runs mostly. */
function isNewestFirst(rows: Uint32Array, { startTime }: RunTable): boolean {
  let previous = Infinity;
  for (const row of rows) {
    const current = startTime.get(row) ?? Infinity;
    if (current >= previous) {
      return false;
    }
    previous = current;
  }
  return true;
}

function* sortByRunId(order: Uint32Array, from: number, to: number, table: RunTable): Steps<void> {
  const rows = order.slice(from, to);
  const runIds = Array.from(rows, (row) => table.runId(row));
  const sorted = yield* sortIndexes(rows.length, (a, b) => compareCodePoints(runIds[a] ?? '', runIds[b] ?? ''));
  sorted.forEach((index, place) => (order[from + place] = rows[index] ?? 0));
}

function* sortByKey(
  order: Uint32Array<ArrayBuffer>,
  { field, descending, numeric = false }: RunSortKey,
  table: RunTable,
  ranks: TextRanks,
): Steps<Uint32Array<ArrayBuffer>> {
  if (field.entity === 'duration') {
    return sortByNumber(order, durations(order, table), descending);
  }
  if (field.entity === 'datasets') {
    return sortByRank(order, table.datasets, yield* ranks.of(table.datasets, numeric), descending);
  }
  if (field.entity === 'metric' || field.entity === 'timeAttribute') {
    const column = numberColumn(field, table);
    return column === undefined ? order : sortByNumber(order, column, descending);
  }
  if (field.entity === 'textAttribute' && field.key === 'run_id') {
    return yield* orderByRunId(order, descending, table);
  }
  const column = textColumn(field, table);
  return column === undefined ? order : sortByRank(order, column, yield* ranks.of(column, numeric), descending);
}

function* orderByRunId(
  order: Uint32Array<ArrayBuffer>,
  descending: boolean,
  table: RunTable,
): Steps<Uint32Array<ArrayBuffer>> {
  const sorted = order.slice();
  yield* sortByRunId(sorted, 0, sorted.length, table);
  return descending ? sorted.toReversed() : sorted;
}

function durations(rows: Uint32Array, table: RunTable): NumberColumn {
  const column = new NumberColumn();
  for (const row of rows) {
    const start = table.startTime.get(row);
    const end = table.endTime.get(row);
    column.set(row, start === undefined || end === undefined ? undefined : end - start);
  }
  return column;
}

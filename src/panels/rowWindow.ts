import { NumberColumn, TextColumn } from '../model/columns.ts';
import type { RunTable } from '../model/runTable.ts';
import type { ColumnWindow, RunNames } from '../protocol/experimentPanel.ts';
import type { RunColumn } from '../protocol/runColumn.ts';
import { columnReader } from './columnReader.ts';

/** What a window shows of the rows in one column; row `i` of the result is `rows[i]`. */
export function columnWindow(table: RunTable, rows: Uint32Array, column: RunColumn): ColumnWindow {
  const reader = columnReader(table, column);
  if (reader.kind === 'number') {
    const numbers = new NumberColumn();
    rows.forEach((row, index) => numbers.set(index, reader.get(row)));
    return { kind: 'number', data: numbers.toData(rows.length) };
  }
  const texts = new TextColumn();
  rows.forEach((row, index) => texts.set(index, reader.get(row)));
  return { kind: 'text', data: texts.toData(rows.length) };
}

/** Names and states for rows of the table. A run without a name goes by the start of its id. */
export function runNames(table: RunTable, rows: Iterable<number>): RunNames {
  const infos = Array.from(rows, (row) => table.info(row));
  return {
    runIds: infos.map(({ runId }) => runId),
    names: infos.map(({ runId, runName }) => runName || runId.slice(0, 8)),
    statuses: infos.map(({ status }) => status),
  };
}

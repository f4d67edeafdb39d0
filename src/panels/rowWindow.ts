import { NumberColumn, TextColumn } from '../model/columns.ts';
import { mlflowTags } from '../model/run.ts';
import type { RunTable } from '../model/runTable.ts';
import type { AttributeColumnKey, ColumnWindow, RunColumn, RunNames } from '../protocol/experimentPanel.ts';

/** What a window shows of the rows in one column; row `i` of the result is `rows[i]`. */
export function columnWindow(table: RunTable, rows: Uint32Array, column: RunColumn): ColumnWindow {
  switch (column.kind) {
    case 'metric':
      return numbers(rows, (row) => table.metrics.get(column.key)?.values.get(row));
    case 'param':
      return texts(rows, (row) => table.params.get(column.key)?.get(row));
    case 'tag':
      return texts(rows, (row) => table.tags.get(column.key)?.get(row));
    case 'attribute':
      return attributeWindow(table, rows, column.key);
  }
}

function attributeWindow(table: RunTable, rows: Uint32Array, key: AttributeColumnKey): ColumnWindow {
  switch (key) {
    case 'startTime':
      return numbers(rows, (row) => table.startTime.get(row));
    case 'duration':
      return numbers(rows, (row) => duration(table, row));
    case 'status':
      return texts(rows, (row) => table.status.get(row));
    case 'userId':
      return texts(rows, (row) => table.userId.get(row));
    case 'runId':
      return texts(rows, (row) => table.runId(row));
    case 'parent':
      return texts(rows, (row) => parentName(table, row));
  }
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

function duration(table: RunTable, row: number): number | undefined {
  const start = table.startTime.get(row);
  const end = table.endTime.get(row);
  return start === undefined || end === undefined ? undefined : end - start;
}

function parentName(table: RunTable, row: number): string | undefined {
  const parentId = table.tags.get(mlflowTags.parentRunId)?.get(row);
  const parentRow = parentId === undefined ? undefined : table.rowOf(parentId);
  return parentRow === undefined ? parentId?.slice(0, 8) : table.runName.get(parentRow);
}

function numbers(rows: Uint32Array, valueOf: (row: number) => number | undefined): ColumnWindow {
  const column = new NumberColumn();
  rows.forEach((row, index) => column.set(index, valueOf(row)));
  return { kind: 'number', data: column.toData(rows.length) };
}

function texts(rows: Uint32Array, valueOf: (row: number) => string | undefined): ColumnWindow {
  const column = new TextColumn();
  rows.forEach((row, index) => column.set(index, valueOf(row)));
  return { kind: 'text', data: column.toData(rows.length) };
}

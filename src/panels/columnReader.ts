import { parseDatasetUses } from '../model/dataset.ts';
import { mlflowTags } from '../model/run.ts';
import type { RunTable } from '../model/runTable.ts';
import type { AttributeColumnKey, RunColumn } from '../protocol/runColumn.ts';

/** Reads one column of the runs table; `get` answers `undefined` where the run has no value. */
export type ColumnReader =
  | { readonly kind: 'number'; readonly get: (row: number) => number | undefined }
  | { readonly kind: 'text'; readonly get: (row: number) => string | undefined };

export function columnReader(table: RunTable, column: RunColumn): ColumnReader {
  switch (column.kind) {
    case 'metric': {
      const values = table.metrics.get(column.key)?.values;
      return { kind: 'number', get: (row) => values?.get(row) };
    }
    case 'param':
    case 'tag': {
      const texts = (column.kind === 'param' ? table.params : table.tags).get(column.key);
      return { kind: 'text', get: (row) => texts?.get(row) };
    }
    case 'attribute':
      return attributeReader(table, column.key);
  }
}

function attributeReader(table: RunTable, key: AttributeColumnKey): ColumnReader {
  switch (key) {
    case 'startTime':
      return { kind: 'number', get: (row) => table.startTime.get(row) };
    case 'duration':
      return { kind: 'number', get: (row) => duration(table, row) };
    case 'status':
      return { kind: 'text', get: (row) => table.status.get(row) };
    case 'userId':
      return { kind: 'text', get: (row) => table.userId.get(row) };
    case 'runId':
      return { kind: 'text', get: (row) => table.runId(row) };
    case 'parent':
      return { kind: 'text', get: (row) => parentName(table, row) };
    case 'source':
      return columnReader(table, { kind: 'tag', key: mlflowTags.sourceName });
    case 'commit':
      return columnReader(table, { kind: 'tag', key: mlflowTags.gitCommit });
    case 'datasets':
      return { kind: 'text', get: (row) => datasetsText(table.datasets.get(row)) };
  }
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

function datasetsText(text: string | undefined): string | undefined {
  return text === undefined
    ? undefined
    : parseDatasetUses(text)
        .map(({ name, digest, context }) => `${name} (${digest})${context === undefined ? '' : ` ${context}`}`)
        .join(', ');
}

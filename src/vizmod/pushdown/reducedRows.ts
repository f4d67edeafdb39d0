import type { ReducedColumn, ReducedSet } from '../../model/reducedData.ts';

/** A cell as Vega takes it. */
export type ReducedValue = string | number | boolean | Date | null | undefined;

/** The rows of a set as objects, as they would have come out of the transforms that were done. */
export function reducedRows({ rowCount, columns }: ReducedSet): Record<string, ReducedValue>[] {
  const rows: Record<string, ReducedValue>[] = Array.from({ length: rowCount }, () => ({}));
  for (const column of columns) {
    const read = valueReader(column);
    for (const [index, row] of rows.entries()) {
      row[column.name] = read(index);
    }
    for (const index of column.nulls) {
      setAt(rows, index, column.name, null);
    }
    for (const index of column.absent) {
      setAt(rows, index, column.name, undefined);
    }
  }
  return rows;
}

function setAt(rows: readonly Record<string, ReducedValue>[], index: number, name: string, value: ReducedValue): void {
  const row = rows[index];
  if (row !== undefined) {
    row[name] = value;
  }
}

function valueReader(column: ReducedColumn): (row: number) => ReducedValue {
  if (column.kind === 'text') {
    const { codes, dictionary } = column.texts;
    return (row) => dictionary[codes[row] ?? -1];
  }
  const { kind, values } = column;
  const number = (row: number): number => values[row] ?? Number.NaN;
  switch (kind) {
    case 'number':
      return number;
    case 'time':
      return (row) => new Date(number(row));
    case 'boolean':
      return (row) => number(row) === 1;
  }
}

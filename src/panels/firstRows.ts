import type { DataColumn, DataTable } from '../model/dataTable.ts';

/** A table of at most `limit` rows, in buffers of its own so that no more is sent to a page. */
export function firstRows(table: DataTable, limit: number): DataTable {
  if (table.rowCount <= limit) {
    return table;
  }
  const { lines, ...rest } = table;
  return {
    ...rest,
    rowCount: limit,
    columns: table.columns.map((column) => firstOfColumn(column, limit)),
    ...(lines !== undefined && { lines: lines.slice(0, limit) }),
  };
}

function firstOfColumn(column: DataColumn, limit: number): DataColumn {
  if ('values' in column) {
    return { ...column, values: column.values.slice(0, limit) };
  }
  const codes = column.texts.codes.slice(0, limit);
  const used = new Set(codes);
  // Codes stay as they are; texts that no row has any more need not travel.
  const dictionary = column.texts.dictionary.map((text, code) => (used.has(code) ? text : ''));
  return { ...column, texts: { codes, dictionary } };
}

import { lineOfRow, type DataColumn, type DataTable } from '../model/dataTable.ts';

/** A table of some rows of another, in their order, that knows how many there were. */
export function selectRows(table: DataTable, rows: Uint32Array): DataTable {
  return {
    ...table,
    columns: table.columns.map((column) => selectCells(column, rows)),
    rowCount: rows.length,
    allRows: table.rowCount,
    lines: Uint32Array.from(rows, (row) => lineOfRow(table, row)),
  };
}

function selectCells(column: DataColumn, rows: Uint32Array): DataColumn {
  let missing = 0;
  if ('values' in column) {
    const values = new Float64Array(rows.length);
    for (const [index, row] of rows.entries()) {
      const value = column.values[row] ?? Number.NaN;
      values[index] = value;
      missing += Number.isNaN(value) ? 1 : 0;
    }
    return { ...column, values, missing };
  }
  const codes = new Int32Array(rows.length);
  for (const [index, row] of rows.entries()) {
    const code = column.texts.codes[row] ?? -1;
    codes[index] = code;
    missing += code < 0 ? 1 : 0;
  }
  return { ...column, texts: { codes, dictionary: column.texts.dictionary }, missing };
}

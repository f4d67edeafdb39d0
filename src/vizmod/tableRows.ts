import type { DataTable } from '../model/dataTable.ts';
import { cellReader } from './dataCells.ts';
import type { SpecFields } from './specFields.ts';

/** A cell as Vega takes it; null is missing. */
export type RowValue = string | number | boolean | null;
export type DataRow = Record<string, RowValue>;

/**
 * The first `limit` rows as objects, with the columns that the chart reads. Where it needs numbers, what is none becomes null;
 * times stay as written, for Vega to parse.
 */
export function tableRows(table: DataTable, fields: SpecFields, limit = Number.POSITIVE_INFINITY): DataRow[] {
  const rows: DataRow[] = Array.from({ length: Math.min(table.rowCount, limit) }, () => ({}));
  for (const column of table.columns) {
    const need = fields.get(column.name);
    if (need !== undefined) {
      const cell = cellReader(column);
      const isNumeric = need === 'number' || column.type === 'integer' || column.type === 'float';
      const isBoolean = column.type === 'boolean' && need === 'any';
      for (const [index, row] of rows.entries()) {
        row[column.name] = isNumeric ? numberOrNull(cell.number(index)) : textOrNull(cell.text(index), isBoolean);
      }
    }
  }
  return rows;
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function textOrNull(text: string | undefined, isBoolean: boolean): RowValue {
  if (text === undefined) {
    return null;
  }
  return isBoolean ? text.toLowerCase() === 'true' : text;
}

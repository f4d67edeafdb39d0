import type { DataColumn, DataTable, FieldNeed } from '../model/dataTable.ts';
import type { SpecFields } from './specFields.ts';

/** What a column may be asked to hold. */
export type CellNeed = 'number' | 'integer' | 'boolean' | 'time' | 'any';

/** Reads single cells of a column. */
export interface CellReader {
  /** As written, or as a number prints; absent when missing. */
  text(row: number): string | undefined;
  /** As a number: NaN when missing or none. */
  number(row: number): number;
  /** Whether a value that is there is of the kind. */
  fits(row: number, need: CellNeed): boolean;
}

/** Whether every value of the column is of the kind, by the column's type alone. */
export function fits(column: DataColumn, need: CellNeed): boolean {
  switch (need) {
    case 'any':
      return true;
    case 'number':
      return column.type === 'integer' || column.type === 'float' || column.type === 'empty';
    case 'integer':
      return column.type === 'integer' || column.type === 'empty';
    case 'boolean':
      return column.type === 'boolean' || column.type === 'empty';
    case 'time':
      return column.type === 'datetime' || column.type === 'empty';
  }
}

export function cellReader(column: DataColumn): CellReader {
  if ('values' in column) {
    const { values } = column;
    const number = (row: number): number => values[row] ?? Number.NaN;
    return {
      number,
      text: (row) => (Number.isNaN(number(row)) ? undefined : String(number(row))),
      fits: (row, need) => need === 'number' || need === 'any' || (need === 'integer' && Number.isInteger(number(row))),
    };
  }
  const { codes, dictionary } = column.texts;
  const numbers = dictionary.map(toNumber);
  const text = (row: number): string | undefined => dictionary[codes[row] ?? -1];
  const number = (row: number): number => numbers[codes[row] ?? -1] ?? Number.NaN;
  return { text, number, fits: (row, need) => textFits(text(row) ?? '', number(row), need) };
}

function toNumber(text: string): number {
  return text.trim() === '' || /^\s*[+-]?0[xbo]/i.test(text) ? Number.NaN : Number(text);
}

function textFits(text: string, number: number, need: CellNeed): boolean {
  switch (need) {
    case 'any':
      return true;
    case 'number':
      return !Number.isNaN(number);
    case 'integer':
      return Number.isInteger(number);
    case 'boolean':
      return /^(?:true|false)$/i.test(text);
    case 'time':
      return !Number.isNaN(Date.parse(text));
  }
}

/** How many rows have a number or a time wherever the chart needs one: Vega leaves the others out. */
export function countCompleteRows(table: DataTable, fields: SpecFields): number {
  const incomplete = new Uint8Array(table.rowCount);
  for (const column of table.columns) {
    const need = fields.get(column.name) ?? 'any';
    if (need !== 'any') {
      markIncomplete(incomplete, column, need);
    }
  }
  let count = 0;
  for (let row = 0; row < incomplete.length; row++) {
    count += incomplete[row] === 0 ? 1 : 0;
  }
  return count;
}

/** Of texts each distinct one is looked at once. */
function markIncomplete(incomplete: Uint8Array, column: DataColumn, need: FieldNeed): void {
  if ('values' in column) {
    const { values } = column;
    const isFitting = fits(column, need);
    for (let row = 0; row < incomplete.length; row++) {
      if (!isFitting || Number.isNaN(values[row])) {
        incomplete[row] = 1;
      }
    }
    return;
  }
  const { codes, dictionary } = column.texts;
  const complete = dictionary.map((text) => textFits(text, toNumber(text), need));
  for (let row = 0; row < incomplete.length; row++) {
    if (complete[codes[row] ?? -1] !== true) {
      incomplete[row] = 1;
    }
  }
}

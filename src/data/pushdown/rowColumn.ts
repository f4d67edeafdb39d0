import type { DataColumn, FieldNeed } from '../../model/dataTable.ts';
import { cellReader } from '../../vizmod/dataCells.ts';
import type { RowReader } from '../../vizmod/pushdown/compileRowExpression.ts';

/** One field of the rows while transforms are done. */
export type RowColumn =
  /** Numbers by row; NaN stands for null. */
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  /** A code by row into the distinct values; a code outside of them is null. */
  | { readonly kind: 'coded'; readonly codes: Int32Array; readonly list: readonly unknown[] }
  /** Whatever a formula made of each row. */
  | { readonly kind: 'cells'; readonly values: readonly unknown[] };

/** The column as `tableRows` hands it to Vega: by what the chart needs it to hold. */
export function rowColumn(column: DataColumn, need: FieldNeed): RowColumn {
  if ('values' in column) {
    return { kind: 'numbers', values: column.values };
  }
  const { codes, dictionary } = column.texts;
  if (need === 'number') {
    const cell = cellReader(column);
    return { kind: 'numbers', values: Float64Array.from(codes, (_, row) => cell.number(row)) };
  }
  const isBoolean = column.type === 'boolean' && need === 'any';
  return {
    kind: 'coded',
    codes,
    list: isBoolean ? dictionary.map((text) => text.toLowerCase() === 'true') : dictionary,
  };
}

/** Reads single values, null where there is none. */
export function readColumn(column: RowColumn): RowReader {
  switch (column.kind) {
    case 'numbers': {
      const { values } = column;
      return (row) => {
        const value = values[row] ?? Number.NaN;
        return Number.isNaN(value) ? null : value;
      };
    }
    case 'coded': {
      const { codes, list } = column;
      return (row) => {
        const code = codes[row] ?? -1;
        return code >= 0 && code < list.length ? list[code] : null;
      };
    }
    case 'cells': {
      const { values } = column;
      return (row) => values[row];
    }
  }
}

/** The column with every value replaced by what is made of it; of a coded column each distinct value is made once. */
export function mapColumn(column: RowColumn, rows: Uint32Array, make: (value: unknown) => unknown): RowColumn {
  if (column.kind === 'coded') {
    const { codes, list } = column;
    const made = list.map(make);
    const ofNull = make(null);
    const nullCode = list.length;
    return ofNull === null
      ? { kind: 'coded', codes, list: made }
      : { kind: 'coded', codes: codes.map((code) => (code < 0 ? nullCode : code)), list: [...made, ofNull] };
  }
  const read = readColumn(column);
  const values: unknown[] = Array.from({ length: lengthOf(column) }, () => null);
  for (const row of rows) {
    values[row] = make(read(row));
  }
  return { kind: 'cells', values };
}

export function lengthOf(column: RowColumn): number {
  return column.kind === 'coded' ? column.codes.length : column.values.length;
}

/** Codes by row for the values that Vega groups together: those that print alike. */
export interface KeyCodes {
  readonly codes: Int32Array;
  readonly count: number;
}

export function keyCodes(column: RowColumn, rows: Uint32Array): KeyCodes {
  const codeOf = new Map<unknown, number>();
  const intern = (key: unknown): number => {
    const known = codeOf.get(key);
    if (known !== undefined) {
      return known;
    }
    codeOf.set(key, codeOf.size);
    return codeOf.size - 1;
  };
  if (column.kind === 'coded') {
    const { codes, list } = column;
    // Printing a date takes long, and equal ones are one object.
    const distinct = new Map<unknown, number>();
    const merged = Int32Array.from(list, (value) => {
      const code = distinct.get(value) ?? intern(String(value));
      distinct.set(value, code);
      return code;
    });
    const ofNull = intern('null');
    const keys = new Int32Array(codes.length);
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] ?? 0;
      const code = codes[row] ?? -1;
      keys[row] = code < 0 ? ofNull : (merged[code] ?? ofNull);
    }
    return { codes: keys, count: codeOf.size };
  }
  const codes = new Int32Array(lengthOf(column));
  const read = readColumn(column);
  const isNumeric = column.kind === 'numbers';
  for (const row of rows) {
    const value = read(row);
    codes[row] = intern(isNumeric ? value : String(value));
  }
  return { codes, count: codeOf.size };
}

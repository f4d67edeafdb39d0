import type { TextColumnData } from './columns.ts';

/** Types that a column of a text file is taken for, by all of its values. */
export const dataTypes = ['integer', 'float', 'boolean', 'datetime', 'text', 'empty'] as const;
export type DataType = (typeof dataTypes)[number];

/** A column by its name and what it holds. */
export interface ColumnType {
  readonly name: string;
  readonly type: DataType;
}

interface DataColumnFacts {
  /** As in the header, made unique as pandas does (`a`, `a.1`); a nameless column is `Unnamed: 0`, counted from 0. */
  readonly name: string;
  readonly missing: number;
}

/** Whole or fractional numbers; NaN is missing. */
export interface NumberDataColumn extends DataColumnFacts {
  readonly type: 'integer' | 'float';
  readonly values: Float64Array<ArrayBuffer>;
}

/** Everything else, as written; booleans and times (ISO 8601) are kept as written too. */
export interface TextDataColumn extends DataColumnFacts {
  readonly type: Exclude<DataType, 'integer' | 'float'>;
  readonly texts: TextColumnData;
}

export type DataColumn = NumberDataColumn | TextDataColumn;

/** Rows with more or fewer cells than the header. Missing cells are missing values, surplus ones are left out. */
export interface RaggedRows {
  readonly count: number;
  /** The first few; lines count from 1. */
  readonly first: readonly { readonly line: number; readonly cells: number }[];
}

/** Some columns of a tabular file, whole. Structured-cloneable. */
export interface DataTable {
  /** All column names, also of those that were not asked for. */
  readonly header: readonly string[];
  /** Those that were asked for and are there. */
  readonly columns: readonly DataColumn[];
  readonly rowCount: number;
  /** How many rows the data has, where a filter has left only some of them. */
  readonly allRows?: number | undefined;
  readonly byteCount: number;
  readonly ragged: RaggedRows;
  /** Line of each row, from 1; absent when row r (from 0) is on line r + 2. */
  readonly lines?: Uint32Array<ArrayBuffer> | undefined;
}

/** What a chart needs a column to hold: numbers, times, or anything. */
export type FieldNeed = 'number' | 'time' | 'any';

/** The line of a row, counted from 1 as editors do. */
export function lineOfRow(table: DataTable, row: number): number {
  return table.lines?.[row] ?? row + 2;
}

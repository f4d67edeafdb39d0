import type { DataColumn, DataTable } from '../model/dataTable.ts';

/** The pandas that MLflow runs with: 2 keeps texts as objects (MLflow 2.22), 3 has a type of their own for them (MLflow 3.18). */
export type PandasVersion = 2 | 3;

/** pandas' types of columns, as far as a text file can give them or somebody can convert them to. */
export type PandasType =
  `${'int' | 'uint'}${8 | 16 | 32 | 64}` | `float${32 | 64}` | 'bool' | 'object' | 'str' | 'datetime64[ns]';

/** A column of a frame as MLflow's schema enforcement sees it. */
export interface PandasColumn {
  readonly name: string;
  readonly type: PandasType;
  readonly rowCount: number;
  /** Whether its values are all 0 or 1; missing ones do not count. */
  readonly isZeroOrOne: boolean;
  readonly hasMissing: boolean;
  /** What its texts are when all of them are times; of those with a time zone MLflow makes no column. */
  readonly times?: 'plain' | 'zoned' | undefined;
  /** Whether its objects are truth values and missing ones. */
  readonly holdsBooleans: boolean;
}

/** What `pandas.read_csv` makes of the columns of a text file. */
export function pandasColumns(table: DataTable, pandas: PandasVersion): readonly PandasColumn[] {
  return table.columns.map((column) => ({
    name: column.name,
    type: pandasType(column, table.rowCount, pandas),
    rowCount: table.rowCount,
    isZeroOrOne: isZeroOrOne(column),
    hasMissing: column.missing > 0,
    times: timesIn(column),
    holdsBooleans: column.type === 'boolean',
  }));
}

/** Whole numbers with gaps become floats, truth values with gaps objects, and a column without any value floats, if it has rows. */
function pandasType(column: DataColumn, rowCount: number, pandas: PandasVersion): PandasType {
  if (rowCount === 0) {
    return 'object';
  }
  switch (column.type) {
    case 'integer':
      return column.missing > 0 ? 'float64' : wholeNumberType(column.values);
    case 'float':
    case 'empty':
      return 'float64';
    case 'boolean':
      return column.missing === 0 ? 'bool' : 'object';
    case 'datetime':
    case 'text':
      return pandas === 2 ? 'object' : 'str';
  }
}

function wholeNumberType(values: Float64Array): PandasType {
  let least = 0;
  let greatest = 0;
  // By index: an iterator over millions of numbers takes several times as long.
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (greatest < 2 ** 63 && least >= -(2 ** 63)) {
    return 'int64';
  }
  return least >= 0 && greatest < 2 ** 64 ? 'uint64' : 'object';
}

function isZeroOrOne(column: DataColumn): boolean {
  return 'values' in column && column.values.every((value) => value === 0 || value === 1 || Number.isNaN(value));
}

function timesIn(column: DataColumn): PandasColumn['times'] {
  if (column.type !== 'datetime') {
    return undefined;
  }
  const isZoned = column.texts.dictionary.some((text) => /:.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text));
  return isZoned ? 'zoned' : 'plain';
}

import type { DataColumn } from '../model/dataTable.ts';

/** What pandas.read_csv makes of a column: whole numbers with gaps become floats. */
type PandasType = 'int64' | 'float64' | 'bool' | 'str';

/** The pandas types that MLflow 2.22 and 3.18 take for a column type without converting; tried with `_enforce_schema`. */
const accepted: Readonly<Record<string, readonly PandasType[]>> = {
  double: ['float64'],
  float: ['int64'],
  long: ['int64'],
  integer: [],
  boolean: ['bool'],
  string: ['str'],
  datetime: ['str'],
};

/**
 * Whether MLflow's schema enforcement would refuse the column as pandas reads it from a text file, though its values are of the
 * declared kind: int64 is not turned into double, string or int32, nor float64 into float, long or string.
 */
export function isRefusedByMlflow(column: DataColumn, declaredType: string): boolean {
  const types = accepted[declaredType];
  return types !== undefined && column.type !== 'empty' && !types.includes(pandasType(column));
}

function pandasType(column: DataColumn): PandasType {
  switch (column.type) {
    case 'integer':
      return column.missing === 0 ? 'int64' : 'float64';
    case 'float':
    case 'empty':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'datetime':
    case 'text':
      return 'str';
  }
}

import type { JsonValue } from '../../model/json.ts';
import type { FrameColumn } from '../pickle/frameColumn.ts';
import type { PythonKind } from '../pickle/pythonKind.ts';

export interface InferredType {
  readonly type: 'quantitative' | 'nominal' | 'ordinal' | 'temporal';
  /** The order of ordered categories. */
  readonly sort?: readonly JsonValue[] | undefined;
}

/** The type that altair gives to an untyped field of this column. Altair 4.1, which mlflow-vizmod asks for, knows no ordered categories. */
export function inferVegaType(column: FrameColumn, generation: number): InferredType {
  switch (column.kind) {
    case 'integer':
    case 'float':
      return { type: 'quantitative' };
    case 'datetime':
      return { type: 'temporal' };
    case 'categories':
      return column.order === undefined || generation < 5
        ? { type: 'nominal' }
        : { type: 'ordinal', sort: column.order };
    case 'object':
      return { type: objectType(column.kinds ?? []) };
    case 'boolean':
    case 'text':
      return { type: 'nominal' };
  }
}

/** As pandas' `infer_dtype` sees objects when it leaves nothing out (pandas 1.5 to 3). */
function objectType(kinds: readonly PythonKind[]): InferredType['type'] {
  const all = (...wanted: readonly PythonKind[]): boolean =>
    kinds.length > 0 && kinds.every((kind) => wanted.includes(kind));
  if (kinds.includes('integer')) {
    // Whole numbers with NaN are "integer-na", a type of its own, which altair does not know.
    return kinds.includes('nan') && all('integer', 'nan') ? 'nominal' : 'quantitative';
  }
  if (all('float', 'nan')) {
    return 'quantitative';
  }
  return all('date') || all('datetime') ? 'temporal' : 'nominal';
}

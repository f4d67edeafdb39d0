import type { JsonValue } from '../../model/json.ts';
import type { FrameColumn } from '../pickle/frameColumn.ts';

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
      // pandas calls whole numbers among other things "mixed-integer", which altair takes for a number.
      return { type: column.values.some((value) => typeof value === 'number') ? 'quantitative' : 'nominal' };
    case 'boolean':
    case 'text':
      return { type: 'nominal' };
  }
}

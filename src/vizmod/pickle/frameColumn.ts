import type { JsonValue } from '../../model/json.ts';
import type { PythonKind } from './pythonKind.ts';

/** How pandas would describe a column, as far as charts care. */
export type FrameColumnKind = 'integer' | 'float' | 'boolean' | 'text' | 'datetime' | 'categories' | 'object';

/** Values of one array or column, as altair would write them to JSON: missing, NaN and infinite values are null. */
export interface FrameColumn {
  readonly kind: FrameColumnKind;
  readonly values: readonly JsonValue[];
  /** Only of objects: what each of them is. */
  readonly kinds?: readonly PythonKind[] | undefined;
  /** Only of ordered categories: all of them, in order. */
  readonly order?: readonly JsonValue[] | undefined;
}

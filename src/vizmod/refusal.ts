import type { PandasType } from './pandasColumn.ts';

/**
 * Why MLflow would refuse a frame.
 * `missingColumn`: a required one is not there; `tooFewColumns`: of a signature without names; `type`: a column cannot be converted without loss;
 * `shape`: the frame as a whole does not make the tensor.
 */
export type Refusal =
  | { readonly kind: 'missingColumn'; readonly column: string }
  | { readonly kind: 'tooFewColumns'; readonly expected: number; readonly actual: number }
  | { readonly kind: 'type'; readonly column: string; readonly expected: string; readonly actual: PandasType }
  | { readonly kind: 'shape'; readonly expected: string; readonly actual: string };

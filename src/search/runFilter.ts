import type { DatasetKey, TextAttribute, TimeAttribute } from './runField.ts';

export const numberOperators = ['=', '!=', '<', '<=', '>', '>='] as const;
export type NumberOperator = (typeof numberOperators)[number];
export type TextOperator = '=' | '!=' | 'LIKE' | 'ILIKE';
export type ListOperator = 'IN' | 'NOT IN';
export type NullOperator = 'IS NULL' | 'IS NOT NULL';

type NumberField =
  | { readonly entity: 'metric'; readonly key: string }
  | { readonly entity: 'timeAttribute'; readonly key: TimeAttribute };
type KeyedTextField = { readonly entity: 'param' | 'tag'; readonly key: string };
type DatasetField = { readonly entity: 'dataset'; readonly key: DatasetKey };
type TextField = KeyedTextField | { readonly entity: 'textAttribute'; readonly key: TextAttribute } | DatasetField;

/** One comparison of a run filter, already checked: the operator and the value suit the field. */
export type RunComparison =
  | { readonly kind: 'number'; readonly field: NumberField; readonly operator: NumberOperator; readonly value: number }
  | { readonly kind: 'text'; readonly field: TextField; readonly operator: TextOperator; readonly value: string }
  | {
      readonly kind: 'list';
      readonly field: DatasetField | { readonly entity: 'textAttribute'; readonly key: 'run_id' };
      readonly operator: ListOperator;
      readonly values: readonly string[];
    }
  | { readonly kind: 'null'; readonly field: KeyedTextField; readonly operator: NullOperator };

/** Comparisons that must all hold; none means every run. */
export interface RunFilter {
  readonly comparisons: readonly RunComparison[];
}

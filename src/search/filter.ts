export const numberOperators = ['=', '!=', '<', '<=', '>', '>='] as const;
export type NumberOperator = (typeof numberOperators)[number];
export type TextOperator = '=' | '!=' | 'LIKE' | 'ILIKE';
export type ListOperator = 'IN' | 'NOT IN';
export type NullOperator = 'IS NULL' | 'IS NOT NULL';
/** Beyond MLflow: a regular expression that is found, or not found, anywhere in the text. */
export type RegexOperator = '=~' | '!~';

/** A comparison with a number. `between` is beyond MLflow and includes both ends. Time spans are milliseconds. */
export type NumberComparison<NumberField> =
  | { readonly kind: 'number'; readonly field: NumberField; readonly operator: NumberOperator; readonly value: number }
  | { readonly kind: 'between'; readonly field: NumberField; readonly from: number; readonly to: number };

/** A comparison that asks about the text of a field. */
export type TextComparison<TextField> =
  | { readonly kind: 'text'; readonly field: TextField; readonly operator: TextOperator; readonly value: string }
  | { readonly kind: 'regex'; readonly field: TextField; readonly operator: RegexOperator; readonly pattern: string }
  | {
      readonly kind: 'list';
      readonly field: TextField;
      readonly operator: ListOperator;
      readonly values: readonly string[];
    };

export interface NullComparison<TextField> {
  readonly kind: 'null';
  readonly field: TextField;
  readonly operator: NullOperator;
}

/** One comparison, already checked: the operator and the value suit the field. A missing value satisfies none but IS NULL. */
export type Comparison<NumberField, TextField> =
  NumberComparison<NumberField> | TextComparison<TextField> | NullComparison<TextField>;

/** Comparisons and what joins them. `and` without terms holds for everything; `or` and `not` are beyond MLflow. */
export type FilterExpression<NumberField, TextField> =
  | Comparison<NumberField, TextField>
  | { readonly kind: 'and' | 'or'; readonly terms: readonly FilterExpression<NumberField, TextField>[] }
  | { readonly kind: 'not'; readonly term: FilterExpression<NumberField, TextField> };

/** What a filter says. */
export interface Filter<NumberField, TextField> {
  readonly expression: FilterExpression<NumberField, TextField>;
  /** Whether it keeps to MLflow's own grammar, so that an MLflow server can be asked it; if not, we alone can answer it. */
  readonly isMlflow: boolean;
}

/** Every comparison of an expression, from left to right. */
export function* comparisonsOf<NumberField, TextField>(
  expression: FilterExpression<NumberField, TextField>,
): Generator<Comparison<NumberField, TextField>, void, undefined> {
  switch (expression.kind) {
    case 'and':
    case 'or':
      for (const term of expression.terms) {
        yield* comparisonsOf(term);
      }
      return;
    case 'not':
      yield* comparisonsOf(expression.term);
      return;
    default:
      yield expression;
  }
}

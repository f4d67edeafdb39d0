import { filterError } from './filterError.ts';
import { unquote, type FilterToken } from './filterTokens.ts';

/** A field that holds numbers, as a filter may use it. */
export interface NumberRule<NumberField, TextField> {
  readonly kind: 'number';
  readonly field: NumberField;
  /** How an error calls it. */
  readonly subject: string;
  /** Reads the value that is compared with. @throws MlflowError invalidFilter */
  readonly readValue: (token: FilterToken) => number;
  /** Whether MLflow has no such field. */
  readonly isBeyondMlflow?: boolean | undefined;
  /** What IS NULL asks about; absent where there is no IS NULL for the field. */
  readonly nullField?: TextField | undefined;
}

/** Operators of a text field that MLflow grants to some fields only; IN and IS NULL come with their negations. */
export type TextRuleOperator = '=' | '!=' | 'LIKE' | 'ILIKE' | 'IN' | 'IS NULL';

/** A field that holds texts, as a filter may use it. */
export interface TextRule<TextField> {
  readonly kind: 'text';
  readonly field: TextField;
  /** How an error calls it. */
  readonly subject: string;
  /** What MLflow takes; `=~` and `!~`, which are ours, are good for every text. */
  readonly operators: readonly TextRuleOperator[];
  /** Refuses a text that can be nobody's. @throws MlflowError invalidFilter */
  readonly checkValue?: ((token: FilterToken) => void) | undefined;
}

export type FieldRule<NumberField, TextField> = NumberRule<NumberField, TextField> | TextRule<TextField>;

/** What an identifier names and how it may be compared. @throws MlflowError invalidFilter when it names nothing */
export type FieldResolver<NumberField, TextField> = (token: FilterToken) => FieldRule<NumberField, TextField>;

export const plainTextOperators: readonly TextRuleOperator[] = ['=', '!=', 'LIKE', 'ILIKE'];

const numberText = /^-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?$/i;

/** @throws MlflowError invalidFilter */
export function readNumber(token: FilterToken): number {
  if (token.kind === 'number') {
    return Number(token.text);
  }
  const text = unquote(token.text);
  const isQuotedNumber = token.kind === 'string' && numberText.test(text);
  throw filterError(token, 'expected a number without quotes', isQuotedNumber ? text : undefined);
}

/** @throws MlflowError invalidFilter for a fraction, too */
export function readWholeNumber(token: FilterToken): number {
  const value = readNumber(token);
  if (!/^-?\d+$/.test(token.text)) {
    throw filterError(token, 'expected a whole number', String(Math.trunc(value)));
  }
  return value;
}

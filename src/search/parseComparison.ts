import type { MlflowError } from '../model/mlflowError.ts';
import type { FieldResolver, FieldRule, NumberRule, TextRule, TextRuleOperator } from './fieldRule.ts';
import {
  numberOperators,
  type Comparison,
  type NullComparison,
  type NumberComparison,
  type TextComparison,
} from './filter.ts';
import { filterError } from './filterError.ts';
import { unquote, type FilterToken } from './filterTokens.ts';
import { readRegex } from './linearRegex.ts';
import { isWord, type TokenCursor } from './tokenCursor.ts';

interface ParsedComparison<NumberField, TextField> {
  readonly comparison: Comparison<NumberField, TextField>;
  /** Whether MLflow has the field and the operator. */
  readonly isMlflow: boolean;
}

/** Reads one comparison. @throws MlflowError invalidFilter */
export function parseComparison<NumberField, TextField>(
  cursor: TokenCursor,
  resolve: FieldResolver<NumberField, TextField>,
): ParsedComparison<NumberField, TextField> {
  const left = cursor.take();
  requireIdentifier(left);
  const next = cursor.current;
  if (next.kind === 'end') {
    throw filterError(left, 'expected a comparison such as metrics.accuracy > 0.9');
  }
  if (next.position === left.position + left.text.length && next.kind === 'other') {
    throw filterError(left, 'a key with signs or spaces needs backquotes', quotedKey(left, next));
  }
  const rule = resolve(left);
  if (cursor.takeKeyword('IS')) {
    return { comparison: parseNullCheck(cursor, next, rule), isMlflow: true };
  }
  const operator = takeOperator(cursor);
  if (rule.kind === 'number') {
    const comparison = compareNumber(rule, operator, cursor);
    return { comparison, isMlflow: comparison.kind === 'number' && rule.isBeyondMlflow !== true };
  }
  const comparison = compareText(rule, operator, cursor);
  return { comparison, isMlflow: comparison.kind !== 'regex' };
}

const meantJoins: Readonly<Record<string, string>> = { '||': 'OR', '|': 'OR', '!': 'NOT' };

function requireIdentifier(token: FilterToken): void {
  if (token.kind === 'comma' || ['&&', '&', ';', '||', '|', '!'].includes(token.text)) {
    throw filterError(token, 'comparisons are joined by AND, OR and NOT', meantJoins[token.text] ?? 'AND');
  }
  if (token.kind !== 'name' && !(token.kind === 'string' && token.text.startsWith('"'))) {
    throw filterError(token, 'expected a field such as metrics.accuracy, params.lr, tags.stage or status');
  }
}

function quotedKey(left: FilterToken, rest: FilterToken): string | undefined {
  const dot = left.text.indexOf('.');
  return dot < 0 ? undefined : `${left.text.slice(0, dot)}.\`${left.text.slice(dot + 1)}${rest.text}\``;
}

function parseNullCheck<NumberField, TextField>(
  cursor: TokenCursor,
  isToken: FilterToken,
  rule: FieldRule<NumberField, TextField>,
): NullComparison<TextField> {
  const isNegated = cursor.takeKeyword('NOT');
  if (!cursor.takeKeyword('NULL')) {
    throw filterError(cursor.current, 'expected NULL or NOT NULL after IS');
  }
  const field = nullField(rule);
  if (field === undefined) {
    throw filterError(isToken, `there is no IS NULL for ${rule.subject}`);
  }
  return { kind: 'null', field, operator: isNegated ? 'IS NOT NULL' : 'IS NULL' };
}

function nullField<NumberField, TextField>(rule: FieldRule<NumberField, TextField>): TextField | undefined {
  return rule.kind === 'number' ? rule.nullField : rule.operators.includes('IS NULL') ? rule.field : undefined;
}

/** The operator in upper case, with the token that an error about it should point at. */
interface Operator {
  readonly name: string;
  readonly token: FilterToken;
}

function takeOperator(cursor: TokenCursor): Operator {
  const token = cursor.take();
  if (token.kind === 'operator') {
    return { name: token.text, token };
  }
  const word = token.kind === 'name' ? token.text.toUpperCase() : '';
  if (word === 'NOT' && cursor.current.kind === 'name') {
    const second = cursor.take().text.toUpperCase();
    return { name: `NOT ${second}`, token };
  }
  if (['LIKE', 'ILIKE', 'RLIKE', 'IN', 'BETWEEN'].includes(word)) {
    return { name: word, token };
  }
  throw filterError(token, 'expected an operator such as =, !=, <, >, LIKE or IS NULL');
}

function compareNumber<NumberField>(
  { field, subject, readValue }: NumberRule<NumberField, unknown>,
  { name, token }: Operator,
  cursor: TokenCursor,
): NumberComparison<NumberField> {
  if (name === 'BETWEEN') {
    const from = readValue(cursor.take());
    if (!cursor.takeKeyword('AND')) {
      throw filterError(cursor.current, 'BETWEEN takes two values joined by AND');
    }
    return { kind: 'between', field, from, to: readValue(cursor.take()) };
  }
  const operator = numberOperators.find((known) => known === name);
  if (operator === undefined) {
    throw filterError(token, `for ${subject} there are =, !=, <, <=, >, >= and BETWEEN`, meantOperator(name));
  }
  return { kind: 'number', field, operator, value: readValue(cursor.take()) };
}

function compareText<TextField>(
  rule: TextRule<TextField>,
  { name, token }: Operator,
  cursor: TokenCursor,
): TextComparison<TextField> {
  const { field } = rule;
  if (name === '=~' || name === '!~') {
    const value = takeText(cursor);
    readRegex(value);
    return { kind: 'regex', field, operator: name, pattern: unquote(value.text) };
  }
  if (name === 'IN' || name === 'NOT IN') {
    requireOperator(rule, 'IN', token);
    return { kind: 'list', field, operator: name, values: takeList(cursor, rule) };
  }
  if (name !== '=' && name !== '!=' && name !== 'LIKE' && name !== 'ILIKE') {
    throw operatorError(rule, token, meantOperator(name));
  }
  requireOperator(rule, name, token);
  const value = takeText(cursor);
  rule.checkValue?.(value);
  return { kind: 'text', field, operator: name, value: unquote(value.text) };
}

function requireOperator(rule: TextRule<unknown>, operator: TextRuleOperator, token: FilterToken): void {
  if (!rule.operators.includes(operator)) {
    throw operatorError(rule, token, undefined);
  }
}

function operatorError(
  { subject, operators }: TextRule<unknown>,
  token: FilterToken,
  suggestion: string | undefined,
): MlflowError {
  const isList = isWord(token, 'IN') || isWord(token, 'NOT');
  const instead = isList && !operators.includes('IN') ? '; join comparisons by OR in place of a list' : '';
  return filterError(token, `for ${subject} there are ${operators.join(', ')} and =~${instead}`, suggestion);
}

function meantOperator(name: string): string | undefined {
  return { '==': '=', '===': '=', '<>': '!=', '!==': '!=', '=<': '<=', '=>': '>=', '~': '=~', RLIKE: '=~' }[name];
}

function takeText(cursor: TokenCursor): FilterToken {
  const value = cursor.take();
  if (value.kind !== 'string') {
    const isBare = (value.kind === 'number' || value.kind === 'name') && !value.text.includes('`');
    throw filterError(value, 'expected a text in quotes', isBare ? `'${value.text}'` : undefined);
  }
  return value;
}

function takeList(cursor: TokenCursor, { checkValue }: TextRule<unknown>): string[] {
  const open = cursor.take();
  if (open.kind !== 'open') {
    throw filterError(open, "expected a list such as ('a', 'b')");
  }
  const values: string[] = [];
  do {
    if (values.length > 0 && cursor.current.kind === 'close') {
      break;
    }
    const value = cursor.take();
    if (value.kind !== 'string') {
      throw filterError(value, 'a list holds texts in quotes');
    }
    checkValue?.(value);
    values.push(unquote(value.text));
  } while (takeComma(cursor));
  const close = cursor.take();
  if (close.kind !== 'close') {
    throw filterError(close, 'expected , or ) in the list');
  }
  return values;
}

function takeComma(cursor: TokenCursor): boolean {
  const isComma = cursor.current.kind === 'comma';
  if (isComma) {
    cursor.take();
  }
  return isComma;
}

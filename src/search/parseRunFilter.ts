import { filterTokens, unquote, type FilterToken } from './filterTokens.ts';
import { filterError, resolveRunField, type KnownKeys } from './resolveRunField.ts';
import type { RunField } from './runField.ts';
import { numberOperators, type RunComparison, type RunFilter, type TextOperator } from './runFilter.ts';
import { isWord, TokenCursor } from './tokenCursor.ts';

/**
 * Reads MLflow's run filter grammar (3.18, search_utils.py): comparisons joined by AND. Blank text is the filter that holds for every
 * run. Beyond MLflow, keys that are numbers or SQL keywords (`metrics.0`, `params.from`) need no quotes.
 * @param known lets errors suggest the key that was meant
 * @throws MlflowError invalidFilter, with the offending piece, its position and, where there is one, what to write in its place
 */
export function parseRunFilter(text: string, known?: KnownKeys): RunFilter {
  const cursor = new TokenCursor(filterTokens(text));
  const comparisons: RunComparison[] = [];
  skipAnds(cursor);
  while (!cursor.isAtEnd) {
    comparisons.push(parseComparison(cursor, known));
    skipAnds(cursor);
  }
  return { comparisons };
}

/** MLflow takes any number of ANDs between comparisons, even none, and ignores those at the ends. */
function skipAnds(cursor: TokenCursor): void {
  while (cursor.takeKeyword('AND')) {
    // Each call takes one.
  }
}

function parseComparison(cursor: TokenCursor, known: KnownKeys | undefined): RunComparison {
  const left = cursor.take();
  requireIdentifier(left);
  const next = cursor.current;
  if (next.kind === 'end') {
    throw filterError(left, 'expected a comparison such as metrics.accuracy > 0.9');
  }
  if (next.position === left.position + left.text.length && next.kind === 'other') {
    throw filterError(left, 'a key with signs or spaces needs backquotes', quotedKey(left, next));
  }
  const field = resolveRunField(left, known);
  if (cursor.takeKeyword('IS')) {
    return parseNullCheck(cursor, next, field);
  }
  const operator = takeOperator(cursor);
  return compare(field, operator, cursor);
}

function requireIdentifier(token: FilterToken): void {
  if (isWord(token, 'OR')) {
    throw filterError(token, 'MLflow filters have no OR; every comparison must hold', 'AND');
  }
  if (token.kind === 'comma' || token.text === '&&' || token.text === '&' || token.text === ';') {
    throw filterError(token, 'comparisons are joined by AND', 'AND');
  }
  if (token.kind === 'open' || isWord(token, 'NOT')) {
    throw filterError(token, 'MLflow filters have no NOT and no parentheses, only comparisons joined by AND');
  }
  if (token.kind !== 'name' && !(token.kind === 'string' && token.text.startsWith('"'))) {
    throw filterError(token, 'expected a field such as metrics.accuracy, params.lr, tags.stage or status');
  }
}

function quotedKey(left: FilterToken, rest: FilterToken): string | undefined {
  const dot = left.text.indexOf('.');
  return dot < 0 ? undefined : `${left.text.slice(0, dot)}.\`${left.text.slice(dot + 1)}${rest.text}\``;
}

function parseNullCheck(cursor: TokenCursor, isToken: FilterToken, field: RunField): RunComparison {
  const isNegated = cursor.takeKeyword('NOT');
  if (!cursor.takeKeyword('NULL')) {
    throw filterError(cursor.current, 'expected NULL or NOT NULL after IS');
  }
  if (field.entity !== 'param' && field.entity !== 'tag') {
    throw filterError(isToken, 'IS NULL and IS NOT NULL are for params and tags only');
  }
  return { kind: 'null', field, operator: isNegated ? 'IS NOT NULL' : 'IS NULL' };
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

function compare(field: RunField, operator: Operator, cursor: TokenCursor): RunComparison {
  switch (field.entity) {
    case 'metric':
    case 'timeAttribute':
      return compareNumber(field, operator, cursor);
    case 'param':
    case 'tag':
      return compareText(field, textOperator(operator, 'params and tags take =, !=, LIKE, ILIKE and IS NULL'), cursor);
    case 'dataset':
      return isListOperator(operator.name)
        ? { kind: 'list', field, operator: operator.name, values: takeList(cursor) }
        : compareText(field, textOperator(operator, 'datasets take =, !=, LIKE, ILIKE and IN'), cursor);
    case 'textAttribute':
      if (isListOperator(operator.name)) {
        if (field.key !== 'run_id') {
          throw filterError(operator.token, 'only run_id can be compared with a list');
        }
        return { kind: 'list', field: { ...field, key: field.key }, operator: operator.name, values: takeList(cursor) };
      }
      return compareText(field, textOperator(operator, `${field.key} takes =, !=, LIKE and ILIKE`), cursor);
  }
}

function compareNumber(
  field: Extract<RunComparison, { kind: 'number' }>['field'],
  { name, token }: Operator,
  cursor: TokenCursor,
): RunComparison {
  const operator = numberOperators.find((known) => known === name);
  if (operator === undefined) {
    const subject = field.entity === 'metric' ? 'metrics' : field.key;
    throw filterError(
      token,
      `${subject} take${field.entity === 'metric' ? '' : 's'} =, !=, <, <=, > and >=`,
      meantOperator(name),
    );
  }
  const value = cursor.take();
  if (value.kind !== 'number') {
    throw filterError(value, 'expected a number without quotes', numberIn(value));
  }
  return { kind: 'number', field, operator, value: Number(value.text) };
}

function numberIn(token: FilterToken): string | undefined {
  const text = unquote(token.text);
  return token.kind === 'string' && /^-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?$/i.test(text) ? text : undefined;
}

function textOperator({ name, token }: Operator, allowed: string): TextOperator {
  if (name === '=' || name === '!=' || name === 'LIKE' || name === 'ILIKE') {
    return name;
  }
  throw filterError(token, allowed, meantOperator(name));
}

function meantOperator(name: string): string | undefined {
  return { '==': '=', '===': '=', '<>': '!=', '!==': '!=', '=<': '<=', '=>': '>=' }[name];
}

function compareText(
  field: Extract<RunComparison, { kind: 'text' }>['field'],
  operator: TextOperator,
  cursor: TokenCursor,
): RunComparison {
  const value = cursor.take();
  if (value.kind !== 'string') {
    const isBare = (value.kind === 'number' || value.kind === 'name') && !value.text.includes('`');
    throw filterError(value, 'expected a text in quotes', isBare ? `'${value.text}'` : undefined);
  }
  return { kind: 'text', field, operator, value: unquote(value.text) };
}

function isListOperator(name: string): name is 'IN' | 'NOT IN' {
  return name === 'IN' || name === 'NOT IN';
}

function takeList(cursor: TokenCursor): string[] {
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
    values.push(unquote(value.text));
  } while (takeComma(cursor));
  const close = cursor.take();
  if (close.kind !== 'close') {
    throw filterError(close, 'expected , or ) in the list');
  }
  return values;
}

function takeComma(cursor: TokenCursor): boolean {
  if (cursor.current.kind !== 'comma') {
    return false;
  }
  cursor.take();
  return true;
}

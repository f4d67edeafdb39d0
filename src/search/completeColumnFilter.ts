import type { ColumnType } from '../model/dataTable.ts';
import { formatColumnName } from './columnFilter.ts';
import { filterTokens, unquote, type FilterToken } from './filterTokens.ts';

/** What may stand at the cursor of a filter of rows, in place of the text between two 0-based offsets. */
export interface ColumnFilterCompletion {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly string[];
}

const maxSuggestions = 50;
const joins = ['AND', 'OR'];
const numberOperators = ['=', '!=', '<', '<=', '>', '>=', 'BETWEEN', 'IS NULL', 'IS NOT NULL'];
const textOperators = ['=', '!=', 'LIKE', 'ILIKE', 'IN', '=~', 'IS NULL', 'IS NOT NULL'];

/**
 * Completes a filter of rows: names of columns where a comparison begins, operators that suit the column behind its name, AND and OR behind
 * a comparison.
 * @param cursor 0-based offset into the text
 */
export function completeColumnFilter(
  text: string,
  cursor: number,
  columns: readonly ColumnType[],
): ColumnFilterCompletion {
  const start = text.slice(0, cursor);
  const typed = lastWord(start);
  const settled = filterTokens(start.slice(0, cursor - typed.length)).filter(({ kind }) => kind !== 'end');
  const suggestions = expected(settled, columns).filter((suggestion) => isMeant(suggestion, typed));
  const isDone = suggestions.length === 1 && suggestions[0] === typed;
  return { from: cursor - typed.length, to: cursor, suggestions: isDone ? [] : suggestions.slice(0, maxSuggestions) };
}

/** The name or operator that is being typed: also a name in backquotes that are still open. */
function lastWord(start: string): string {
  if (start.split('`').length % 2 === 0) {
    return start.slice(start.lastIndexOf('`'));
  }
  const last = filterTokens(start).at(-2);
  const isTyping = last !== undefined && last.position + last.text.length === start.length;
  return isTyping && (last.kind === 'name' || last.kind === 'operator') ? last.text : '';
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('`', '');
}

function isMeant(suggestion: string, typed: string): boolean {
  return plain(suggestion).includes(plain(typed));
}

function expected(before: readonly FilterToken[], columns: readonly ColumnType[]): readonly string[] {
  const last = before.at(-1);
  const beforeLast = before.at(-2);
  if (isStart(last)) {
    return columns.map(({ name }) => formatColumnName(name));
  }
  if (last.kind === 'name' && isStart(beforeLast)) {
    const column = columns.find(({ name }) => name === unquote(last.text));
    return column === undefined ? [] : operatorsOf(column);
  }
  const isValue = last.kind === 'number' || last.kind === 'string' || last.kind === 'close';
  return isValue || last.text.toUpperCase() === 'NULL' ? joins : [];
}

/** Whether a comparison begins behind the token. */
function isStart(token: FilterToken | undefined): token is undefined {
  return token === undefined || ['AND', 'OR', 'NOT', '('].includes(token.text.toUpperCase());
}

function operatorsOf({ type }: ColumnType): readonly string[] {
  return type === 'integer' || type === 'float' || type === 'datetime' ? numberOperators : textOperators;
}

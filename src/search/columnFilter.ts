import type { ColumnType, DataColumn, DataTable } from '../model/dataTable.ts';
import { numberTest, textTest } from './comparisonTests.ts';
import { compileExpression, type Predicate } from './compileExpression.ts';
import { readNumber, type FieldRule } from './fieldRule.ts';
import type { Comparison, Filter } from './filter.ts';
import { filterError } from './filterError.ts';
import { filterTokens, unquote, type FilterToken } from './filterTokens.ts';
import { parseFilter } from './parseFilter.ts';

/** A filter of rows; its fields are columns by their names. */
export type ColumnFilter = Filter<string, string>;

/**
 * Reads a filter of the rows of a data file: the grammar of run filters, over columns: `target != 2 AND species IN ('a', 'b')`. A name with
 * blanks or signs stands in backquotes. Columns of numbers are compared with numbers, columns of times with times in quotes, and all
 * others as texts.
 * @throws MlflowError invalidFilter, with the offending piece, its position and, where there is one, what to write in its place
 */
export function parseColumnFilter(text: string, columns: readonly ColumnType[]): ColumnFilter {
  const known = new Map(columns.map((column) => [column.name, column]));
  return parseFilter<string, string>(text, (token) => {
    const column = known.get(unquote(token.text));
    if (column === undefined) {
      throw filterError(token, 'the data have no such column', meantColumn(token, columns));
    }
    return ruleOf(column);
  });
}

/** Columns that a filter may be about, before their types are known. */
export function columnsOfFilter(text: string, header: readonly string[]): readonly string[] {
  const named = new Set(
    filterTokens(text)
      .filter(({ kind }) => kind === 'name' || kind === 'string')
      .map((token) => unquote(token.text)),
  );
  return header.filter((name) => named.has(name));
}

/** A column's name as a filter writes it. */
export function formatColumnName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !keywords.has(name.toUpperCase()) ? name : `\`${name}\``;
}

const keywords = new Set(['AND', 'OR', 'NOT', 'IS', 'IN', 'LIKE', 'ILIKE', 'RLIKE', 'BETWEEN', 'NULL']);

function meantColumn({ text }: FilterToken, columns: readonly ColumnType[]): string | undefined {
  const wanted = plain(text);
  const meant = columns.find(({ name }) => plain(name) === wanted);
  return meant && formatColumnName(meant.name);
}

/** Without case, blanks and signs. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function ruleOf({ name, type }: ColumnType): FieldRule<string, string> {
  const subject = `column ${name}`;
  switch (type) {
    case 'integer':
    case 'float':
      return { kind: 'number', field: name, subject, readValue: readNumber, nullField: name };
    case 'datetime':
      return { kind: 'number', field: name, subject, readValue: readTime, nullField: name };
    case 'boolean':
    case 'text':
    case 'empty':
      return { kind: 'text', field: name, subject, operators: ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'IS NULL'] };
  }
}

/** Milliseconds since 1970. */
function readTime(token: FilterToken): number {
  const time = token.kind === 'string' ? parseTime(unquote(token.text)) : Number.NaN;
  if (Number.isNaN(time)) {
    throw filterError(token, "expected a time in quotes such as '2024-01-31' or '2024-01-31T12:00'");
  }
  return time;
}

/** What names no time zone counts as UTC, on either side of a comparison. */
function parseTime(text: string): number {
  const isOpen = text.includes(':') && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  return Date.parse(isOpen ? `${text.replace(' ', 'T')}Z` : text);
}

/** The rows, from 0, that a filter holds for. As in MLflow, a missing value satisfies no comparison but IS NULL. */
export function matchingRows(filter: ColumnFilter, table: DataTable): Uint32Array<ArrayBuffer> {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const holds = compileExpression<string, string, number>(filter.expression, (comparison) => {
    const column = columns.get(comparison.field);
    return column === undefined ? () => false : compileComparison(comparison, column);
  });
  const rows = new Uint32Array(table.rowCount);
  let count = 0;
  for (let row = 0; row < table.rowCount; row++) {
    if (holds(row)) {
      rows[count++] = row;
    }
  }
  return rows.slice(0, count);
}

function compileComparison(comparison: Comparison<string, string>, column: DataColumn): Predicate<number> {
  if (comparison.kind === 'null') {
    const isMissing = missingTest(column);
    return comparison.operator === 'IS NULL' ? isMissing : (row) => !isMissing(row);
  }
  if (comparison.kind === 'number' || comparison.kind === 'between') {
    const test = numberTest(comparison);
    if ('values' in column) {
      const { values } = column;
      return (row) => {
        const value = values[row] ?? Number.NaN;
        return !Number.isNaN(value) && test(value);
      };
    }
    return byText(column, (text) => test(parseTime(text)));
  }
  return 'texts' in column ? byText(column, textTest(comparison, 'sql')) : () => false;
}

function missingTest(column: DataColumn): Predicate<number> {
  if ('values' in column) {
    const { values } = column;
    return (row) => Number.isNaN(values[row] ?? Number.NaN);
  }
  const { codes } = column.texts;
  return (row) => (codes[row] ?? -1) < 0;
}

/** Each distinct text is tested once. */
function byText(
  { texts }: Extract<DataColumn, { readonly texts: unknown }>,
  test: (text: string) => boolean,
): Predicate<number> {
  const { codes, dictionary } = texts;
  const passes = dictionary.map(test);
  return (row) => passes[codes[row] ?? -1] === true;
}

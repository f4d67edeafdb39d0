import type { TextColumn } from '../model/columns.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { RunTable } from '../model/runTable.ts';
import { numberColumn, textColumn } from './fieldColumns.ts';
import { likePattern, type LikeDialect } from './likePattern.ts';
import { formatRunField } from './runField.ts';
import type { NumberOperator, RunComparison, RunFilter, TextOperator } from './runFilter.ts';

/** Whether the run in a row satisfies something. Good for the table as it was when it was made: make a new one after a change. */
export type RunPredicate = (row: number) => boolean;

const never: RunPredicate = () => false;
const always: RunPredicate = () => true;

/**
 * Compiles a filter to a closure over the table's columns. As in MLflow, a missing value satisfies no comparison but IS NULL.
 * @throws MlflowError unsupported for datasets, which a `RunTable` does not hold
 */
export function compileRunFilter(filter: RunFilter, table: RunTable, dialect: LikeDialect): RunPredicate {
  const predicates = filter.comparisons.map((comparison) => compileComparison(comparison, table, dialect));
  const [first = always, second = always] = predicates;
  if (predicates.length <= 2) {
    return predicates.length < 2 ? first : (row) => first(row) && second(row);
  }
  return (row) => predicates.every((predicate) => predicate(row));
}

function compileComparison(comparison: RunComparison, table: RunTable, dialect: LikeDialect): RunPredicate {
  switch (comparison.kind) {
    case 'number':
      return compileNumber(comparison, table);
    case 'text':
      return compileText(comparison.field, textTest(comparison.operator, comparison.value, dialect), table);
    case 'list': {
      const values = new Set(comparison.values);
      const isIn = comparison.operator === 'IN';
      return compileText(comparison.field, (text) => values.has(text) === isIn, table);
    }
    case 'null': {
      const column = textColumn(comparison.field, table);
      const isNull = comparison.operator === 'IS NULL';
      return column === undefined ? () => isNull : (row) => column.code(row) < 0 === isNull;
    }
  }
}

function compileNumber(comparison: Extract<RunComparison, { kind: 'number' }>, table: RunTable): RunPredicate {
  const { field, operator, value } = comparison;
  const column = numberColumn(field, table);
  if (column === undefined) {
    return never;
  }
  const test = numberTest(operator, value);
  return (row) => {
    const actual = column.get(row);
    return actual !== undefined && test(actual);
  };
}

function numberTest(operator: NumberOperator, value: number): (actual: number) => boolean {
  switch (operator) {
    case '=':
      return (actual) => actual === value;
    case '!=':
      return (actual) => actual !== value;
    case '<':
      return (actual) => actual < value;
    case '<=':
      return (actual) => actual <= value;
    case '>':
      return (actual) => actual > value;
    case '>=':
      return (actual) => actual >= value;
  }
}

function textTest(operator: TextOperator, value: string, dialect: LikeDialect): (text: string) => boolean {
  switch (operator) {
    case '=':
      return (text) => text === value;
    case '!=':
      return (text) => text !== value;
    case 'LIKE':
    case 'ILIKE':
      return likePattern(value, operator === 'ILIKE', dialect);
  }
}

type TextField = Extract<RunComparison, { kind: 'text' | 'list' }>['field'];

function compileText(field: TextField, test: (text: string) => boolean, table: RunTable): RunPredicate {
  if (field.entity === 'dataset') {
    throw new MlflowError('unsupported', { what: formatRunField(field) });
  }
  if (field.entity === 'textAttribute' && field.key === 'run_id') {
    return (row) => test(table.runId(row));
  }
  const column = textColumn(field, table);
  return column === undefined ? never : matchTexts(column, test);
}

/** Asks `test` once per distinct text. */
export function matchTexts(column: TextColumn, test: (text: string) => boolean): RunPredicate {
  const matches = Uint8Array.from(column.dictionary, (text) => (test(text) ? 1 : 0));
  return (row) => matches[column.code(row)] === 1;
}

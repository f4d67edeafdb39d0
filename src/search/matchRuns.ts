import type { TextColumn } from '../model/columns.ts';
import { parseDatasetUses } from '../model/dataset.ts';
import type { RunTable } from '../model/runTable.ts';
import { numberTest, textTest } from './comparisonTests.ts';
import { compileExpression, type Predicate } from './compileExpression.ts';
import { numberColumn, textColumn } from './fieldColumns.ts';
import type { NumberComparison } from './filter.ts';
import type { DatasetKey, ElapsedAttribute, NumberRunField, TextRunField } from './runField.ts';
import type { RunComparison, RunFilter } from './runFilter.ts';
import type { SearchDialect } from './searchDialect.ts';

/** Whether the run in a row satisfies something. Good for the table as it was when it was made: make a new one after a change. */
export type RunPredicate = Predicate<number>;

/** What a search depends on beside the runs. */
export interface RunSearchContext {
  readonly dialect: SearchDialect;
  /** Milliseconds since 1970, for `age` and for the `duration` of running runs. */
  readonly now: number;
}

const never: RunPredicate = () => false;

/**
 * Compiles a filter to a closure over the table's columns. As in MLflow, a missing value satisfies no comparison but IS NULL, and a
 * comparison about datasets holds when it holds for any of the run's datasets, each comparison on its own.
 */
export function compileRunFilter(filter: RunFilter, table: RunTable, context: RunSearchContext): RunPredicate {
  return compileExpression(filter.expression, (comparison) => compileComparison(comparison, table, context));
}

function compileComparison(comparison: RunComparison, table: RunTable, context: RunSearchContext): RunPredicate {
  switch (comparison.kind) {
    case 'number':
    case 'between':
      return compileNumber(comparison, table, context.now);
    case 'text':
    case 'regex':
    case 'list':
      return compileText(comparison.field, textTest(comparison, context.dialect), table);
    case 'null': {
      const hasValue = compileText(comparison.field, () => true, table);
      return comparison.operator === 'IS NULL' ? (row) => !hasValue(row) : hasValue;
    }
  }
}

function compileNumber(comparison: NumberComparison<NumberRunField>, table: RunTable, now: number): RunPredicate {
  const { field } = comparison;
  const test = numberTest(comparison);
  if (field.entity === 'elapsed') {
    const elapsed = elapsedTime(field.key, table, now);
    return (row) => {
      const actual = elapsed(row);
      return actual !== undefined && test(actual);
    };
  }
  const column = numberColumn(field, table);
  if (column === undefined) {
    return never;
  }
  return (row) => {
    const actual = column.get(row);
    return actual !== undefined && test(actual);
  };
}

/** Milliseconds by row; absent where the run has no start or, for the duration of one that is not running, no end. */
function elapsedTime(key: ElapsedAttribute, table: RunTable, now: number): (row: number) => number | undefined {
  const { startTime, endTime, status } = table;
  const running = status.dictionary.indexOf('RUNNING');
  return (row) => {
    const start = startTime.get(row);
    const isRunning = running >= 0 && status.code(row) === running;
    const end = key === 'age' ? now : (endTime.get(row) ?? (isRunning ? now : undefined));
    return start === undefined || end === undefined ? undefined : end - start;
  };
}

function compileText(field: TextRunField, test: (text: string) => boolean, table: RunTable): RunPredicate {
  if (field.entity === 'dataset') {
    return matchTexts(table.datasets, datasetTest(field.key, test));
  }
  if (field.entity === 'textAttribute' && field.key === 'run_id') {
    return (row) => test(table.runId(row));
  }
  const column = textColumn(field, table);
  return column === undefined ? never : matchTexts(column, test);
}

function datasetTest(key: DatasetKey, test: (text: string) => boolean): (uses: string) => boolean {
  return (uses) =>
    parseDatasetUses(uses).some((use) => {
      const actual = use[key];
      return actual !== undefined && test(actual);
    });
}

const matching = 1;
const differing = 2;

/** Asks `test` once per distinct text, when the first row that has it is asked about. */
export function matchTexts(column: TextColumn, test: (text: string) => boolean): RunPredicate {
  const { dictionary } = column;
  const answers = new Uint8Array(dictionary.length);
  return (row) => {
    const code = column.code(row);
    if (code < 0) {
      return false;
    }
    const known = answers[code];
    if (known === matching || known === differing) {
      return known === matching;
    }
    const text = dictionary[code];
    const isMatch = text !== undefined && test(text);
    answers[code] = isMatch ? matching : differing;
    return isMatch;
  };
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DatasetUse } from '../../../src/model/dataset.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { runStatuses, type MetricPoint, type Run } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import { compileRunFilter } from '../../../src/search/matchRuns.ts';
import { parseRunFilter } from '../../../src/search/parseRunFilter.ts';
import { parseRunOrder } from '../../../src/search/parseRunOrder.ts';
import { searchRuns } from '../../../src/search/searchRuns.ts';

interface RecordedRun {
  readonly runId: string;
  readonly runName: string;
  readonly status: string;
  readonly userId: string;
  readonly startTime: number;
  readonly endTime: number | null;
  readonly artifactUri: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number | string>>;
  readonly datasets: readonly DatasetUse[];
}

/** Rows in order, or MLflow's refusal; written by test/fixtures/make/record_search.py. */
type Answer = readonly number[] | string;

const recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/search/mlflow-3.18.json', import.meta.url), 'utf8'),
) as {
  readonly runs: readonly RecordedRun[];
  readonly filters: readonly (readonly [string, Answer])[];
  readonly orders: readonly (readonly [readonly string[], Answer])[];
};

function toPoint(value: number | string): MetricPoint {
  const infinities: Record<string, number> = { inf: Infinity, '-inf': -Infinity };
  return { value: infinities[value] ?? Number(value), step: 0, timestamp: 0 };
}

function toRun({ params, tags, metrics, datasets, ...run }: RecordedRun): Run {
  return {
    info: {
      ...run,
      status: runStatuses.find((status) => status === run.status) ?? 'RUNNING',
      endTime: run.endTime ?? undefined,
      experimentId: '1',
      lifecycleStage: 'active',
    },
    params: new Map(Object.entries(params)),
    tags: new Map(Object.entries(tags)),
    metrics: new Map(Object.entries(metrics).map(([key, value]) => [key, toPoint(value)])),
    datasets,
  };
}

/** The runs in reverse, so that no order comes out right by doing nothing. */
const table = new RunTable();
for (const run of recorded.runs.toReversed()) {
  table.put(toRun(run));
}

/** What we answer as long as a filter keeps to MLflow's grammar. */
function search(filter: string, orderBy: readonly string[]): Answer {
  try {
    const parsed = parseRunFilter(filter);
    if (!parsed.isMlflow) {
      return 'refused';
    }
    const matches = compileRunFilter(parsed, table, { dialect: 'sql', now: 0 });
    const sortKeys = orderBy.map((clause) => parseRunOrder(clause));
    return Array.from(searchRuns(table, { matches, sortKeys }), (row) => recorded.runs.length - 1 - row);
  } catch (error) {
    if (MlflowError.is(error, 'invalidFilter')) {
      return 'refused';
    }
    throw error;
  }
}

function verdict(answer: Answer): Answer {
  return typeof answer === 'string' ? 'refused' : answer;
}

/** Where we mean to differ: MLflow reads keys by sqlparse's quirks, which nobody would miss or expect. */
const lenient = new Set([
  'metrics.0 > 1',
  'metrics.1 > 1',
  "params.from = 'x'",
  "params.in = 'x'",
  "tags.case = 'x'",
  'params.a IS  NOT   NULL',
]);
const strict = new Set([
  "run_id IN ('a' 'b')",
  "params. a = 'x'",
  'metrics. > 1',
  "params..a = 'x'",
  "params.a. = 'x'",
]);

describe('run search, against the answers of MLflow 3.18', () => {
  const filters = recorded.filters.filter(([text]) => !lenient.has(text) && !strict.has(text));

  it.each(filters)('filter %s', (text, answer) => {
    expect(search(text, [])).toEqual(verdict(answer));
  });

  it.each(recorded.orders)('order by %j', (clauses, answer) => {
    expect(search('', clauses)).toEqual(verdict(answer));
  });

  it('differs exactly where it means to', () => {
    const differing = recorded.filters.filter(([text]) => lenient.has(text) || strict.has(text));
    const outcome = differing.map(([text, answer]) => [
      text,
      verdict(answer) === 'refused',
      search(text, []) === 'refused',
    ]);
    expect(outcome).toEqual(differing.map(([text]) => [text, lenient.has(text), strict.has(text)]));
  });
});

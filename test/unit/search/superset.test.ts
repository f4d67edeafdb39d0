import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Run, RunStatus } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import { compileRunFilter } from '../../../src/search/matchRuns.ts';
import { parseRunFilter } from '../../../src/search/parseRunFilter.ts';

const minute = 60_000;
const now = 1_700_000_000_000;

interface SmallRun {
  readonly accuracy?: number;
  readonly kernel?: string;
  readonly stage?: string;
  readonly status?: RunStatus;
  readonly startTime?: number;
  readonly endTime?: number;
}

function toRun({ accuracy, kernel, stage, status = 'FINISHED', startTime, endTime }: SmallRun, index: number): Run {
  return {
    info: {
      runId: `run-${index}`,
      experimentId: '1',
      runName: '',
      status,
      lifecycleStage: 'active',
      userId: '',
      startTime,
      endTime,
      artifactUri: '',
    },
    params: new Map(kernel === undefined ? [] : [['kernel', kernel]]),
    metrics: new Map(accuracy === undefined ? [] : [['accuracy', { value: accuracy, step: 0, timestamp: 0 }]]),
    tags: new Map(stage === undefined ? [] : [['stage', stage]]),
  };
}

function find(filter: string, runs: readonly SmallRun[]): { isMlflow: boolean; rows: number[] } {
  const table = new RunTable();
  runs.forEach((run, index) => table.put(toRun(run, index)));
  const parsed = parseRunFilter(filter);
  const matches = compileRunFilter(parsed, table, { dialect: 'file', now });
  return { isMlflow: parsed.isMlflow, rows: runs.flatMap((_, row) => (matches(row) ? [row] : [])) };
}

const runs: readonly SmallRun[] = [
  { accuracy: 0.9, kernel: 'rbf', stage: 'test', startTime: now - 30 * minute, endTime: now - 28 * minute },
  {
    accuracy: 0.5,
    kernel: 'linear',
    startTime: now - 3 * 24 * 60 * minute,
    endTime: now - 3 * 24 * 60 * minute + 5000,
  },
  { accuracy: Number.NaN, kernel: 'RBF 2', stage: 'prod', status: 'RUNNING', startTime: now - 10 * minute },
  { status: 'KILLED', startTime: now - 60 * minute },
  {},
];

it.each<[filter: string, rows: readonly number[]]>([
  ["params.kernel = 'rbf' OR tags.stage = 'prod'", [0, 2]],
  ["params.kernel = 'rbf' or metrics.accuracy > 0.4 and params.kernel = 'linear'", [0, 1]],
  ["(params.kernel = 'rbf' OR metrics.accuracy > 0.4) AND tags.stage = 'test'", [0]],
  ["NOT params.kernel = 'rbf' AND tags.stage IS NOT NULL", [2]],
  ["NOT (params.kernel = 'rbf' OR params.kernel = 'linear')", [2, 3, 4]],
  ["NOT NOT params.kernel = 'rbf'", [0]],
  // NOT finds what has no value too; != does not, as in MLflow.
  ["NOT tags.stage = 'test'", [1, 2, 3, 4]],
  ['NOT metrics.accuracy > 0.6', [1, 2, 3, 4]],
  ['metrics.accuracy BETWEEN 0.5 AND 0.9', [0, 1]],
  ["metrics.accuracy between 0.6 and 1 and params.kernel = 'rbf'", [0]],
  ['metrics.accuracy BETWEEN 1 AND 0', []],
  [`start_time BETWEEN ${now - 40 * minute} AND ${now - 20 * minute}`, [0]],
  ["params.kernel =~ '^r'", [0]],
  ["params.kernel =~ '(?i)^RBF( \\d)?$'", [0, 2]],
  ["params.kernel !~ 'r'", [2]],
  ['age < 20m', [2]],
  ['age >= 0.5h', [0, 1, 3]],
  ['age BETWEEN 1d AND 1w', [1]],
  ['duration > 90s', [0, 2]],
  ['duration <= 5s', [1]],
  ['NOT duration >= 0s', [3, 4]],
])('%s', (filter, rows) => {
  expect(find(filter, runs)).toEqual({ isMlflow: false, rows });
});

it('says of what MLflow takes as well that it does', () => {
  expect(find("tags.stage != 'test' AND metrics.accuracy != 1", runs)).toEqual({ isMlflow: true, rows: [2] });
  expect(find('  ', runs)).toEqual({ isMlflow: true, rows: [0, 1, 2, 3, 4] });
});

/** A formula over two comparisons, as text and as what it has to come to. */
type Formula = readonly [text: string, holds: (a: boolean, b: boolean) => boolean];

const formulas = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Formula[]>(["params.kernel = 'a'", (a) => a], ["tags.stage = 'b'", (_, b) => b]),
    tie('formula').map(([text, holds]): Formula => [`NOT (${text})`, (a, b) => !holds(a, b)]),
    fc
      .tuple(tie('formula'), tie('formula'))
      .map(([left, right]): Formula => [`(${left[0]}) and ${right[0]}`, (a, b) => left[1](a, b) && right[1](a, b)]),
    fc
      .tuple(tie('formula'), tie('formula'))
      .map(([left, right]): Formula => [`((${left[0]}) OR (${right[0]}))`, (a, b) => left[1](a, b) || right[1](a, b)]),
  ),
}));

it('is the logic of two truth values, whatever is nested in what', () => {
  const four: readonly SmallRun[] = [{}, { kernel: 'a' }, { stage: 'b' }, { kernel: 'a', stage: 'b' }];
  fc.assert(
    fc.property(formulas.formula, ([text, holds]) => {
      const expected = four.flatMap(({ kernel, stage }, row) => (holds(kernel === 'a', stage === 'b') ? [row] : []));
      expect(find(text, four).rows).toEqual(expected);
    }),
  );
});

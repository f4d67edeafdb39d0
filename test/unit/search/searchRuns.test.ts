import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import { likePattern } from '../../../src/search/likePattern.ts';
import type { RunSortKey } from '../../../src/search/parseRunOrder.ts';
import { searchRuns } from '../../../src/search/searchRuns.ts';
import { textMatch } from '../../../src/search/textMatch.ts';

interface SmallRun {
  readonly startTime: number;
  readonly metric?: number | undefined;
  readonly param?: string | undefined;
}

function tableOf(runs: readonly SmallRun[]): RunTable {
  const table = new RunTable();
  runs.forEach(({ startTime, metric, param }, index) => {
    const run: Run = {
      info: {
        runId: `id-${index}`,
        experimentId: '1',
        runName: `Calm Fox ${index}`,
        status: 'FINISHED',
        lifecycleStage: 'active',
        userId: 'ana',
        startTime,
        artifactUri: '',
      },
      params: new Map(param === undefined ? [] : [['p', param]]),
      metrics: new Map(metric === undefined ? [] : [['m', { value: metric, step: 0, timestamp: 0 }]]),
      tags: new Map([['mlflow.note.content', 'hidden fox']]),
    };
    table.put(run);
  });
  return table;
}

function order(table: RunTable, ...sortKeys: RunSortKey[]): number[] {
  return [...searchRuns(table, { matches: () => true, sortKeys })];
}

const byMetric = { entity: 'metric', key: 'm' } as const;
const byParam = { entity: 'param', key: 'p' } as const;

function group(value: number | undefined): number {
  return value === undefined ? 2 : Number.isNaN(value) ? 1 : 0;
}

/** What MLflow's own two-level key does: missing last, NaN before missing, whatever the direction. */
function compareLikeMlflow(a: number | undefined, b: number | undefined, descending: boolean): number {
  if (group(a) !== group(b) || group(a) > 0) {
    return group(a) - group(b);
  }
  const [left = 0, right = 0] = [a, b];
  return (left < right ? -1 : left > right ? 1 : 0) * (descending ? -1 : 1);
}

describe('searchRuns', () => {
  const anyRun = fc.record({
    startTime: fc.integer({ min: 0, max: 3 }),
    metric: fc.option(fc.double(), { nil: undefined }),
  });

  it('orders any numbers as a plain stable sort by MLflow rules does', () => {
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 40 }), fc.boolean(), (runs, descending) => {
        const expected = runs
          .map((run, row) => ({ ...run, row, runId: `id-${row}` }))
          .toSorted((a, b) => b.startTime - a.startTime || (a.runId < b.runId ? -1 : 1))
          .toSorted((a, b) => compareLikeMlflow(a.metric, b.metric, descending))
          .map(({ row }) => row);
        expect(order(tableOf(runs), { field: byMetric, descending })).toEqual(expected);
      }),
    );
  });

  it('orders params by code point as MLflow does, or as numbers when the panel asks', () => {
    const params = ['10', '9', '\u{1F680}', '\uFF5E', undefined, 'a', '1e2'];
    const table = tableOf(params.map((param) => ({ startTime: 0, param })));
    const texts = (key: RunSortKey): unknown[] => order(table, key).map((row) => params[row]);
    expect(texts({ field: byParam, descending: false })).toEqual([
      '10',
      '1e2',
      '9',
      'a',
      '\uFF5E',
      '\u{1F680}',
      undefined,
    ]);
    expect(texts({ field: byParam, descending: false, numeric: true })).toEqual([
      '9',
      '10',
      '1e2',
      'a',
      '\uFF5E',
      '\u{1F680}',
      undefined,
    ]);
    expect(texts({ field: byParam, descending: true, numeric: true })).toEqual([
      '\u{1F680}',
      '\uFF5E',
      'a',
      '1e2',
      '10',
      '9',
      undefined,
    ]);
  });

  it('sorts more distinct texts than one step takes', () => {
    const runs = Array.from({ length: 5000 }, (_, index) => ({
      startTime: 0,
      param: String((index * 2741) % 5000).padStart(4, '0'),
    }));
    const sorted = order(tableOf(runs), { field: byParam, descending: false }).map((row) => runs[row]?.param);
    expect(sorted).toEqual(Array.from({ length: 5000 }, (_, index) => String(index).padStart(4, '0')));
  });
});

describe('textMatch', () => {
  it('finds every word in names and params in any case, but not in the tags that MLflow writes', () => {
    const table = tableOf([
      { startTime: 0, param: 'RBF' },
      { startTime: 0, param: 'linear' },
    ]);
    const found = (query: string): number[] => [
      ...searchRuns(table, { matches: textMatch(query, table), sortKeys: [] }),
    ];
    expect(['calm', 'CALM rbf', 'p=lin', 'q=lin', 'hidden', ''].map(found)).toEqual([[0, 1], [0], [1], [], [], [0, 1]]);
  });
});

describe('likePattern', () => {
  it('stops at line breaks in the file store only', () => {
    const pattern = 'a%c_';
    const texts = ['abcd', 'a\nbcd', 'a.c\u{1F680}', 'ABCD', 'abc'];
    expect(texts.map(likePattern(pattern, false, 'file'))).toEqual([true, false, true, false, false]);
    expect(texts.map(likePattern(pattern, true, 'sql'))).toEqual([true, true, true, true, false]);
  });
});

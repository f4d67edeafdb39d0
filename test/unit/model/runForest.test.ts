import { describe, expect, it } from 'vitest';
import { mlflowTags, type Run } from '../../../src/model/run.ts';
import { RunForest, type RowPredicate } from '../../../src/model/runForest.ts';
import { RunTable } from '../../../src/model/runTable.ts';

interface RunFacts {
  readonly id: string;
  readonly start?: number;
  readonly parent?: string;
  readonly deleted?: boolean;
}

function run({ id, start, parent, deleted = false }: RunFacts): Run {
  return {
    info: {
      runId: id,
      experimentId: '1',
      runName: id,
      status: 'FINISHED',
      lifecycleStage: deleted ? 'deleted' : 'active',
      userId: '',
      startTime: start,
      artifactUri: '',
    },
    params: new Map(),
    metrics: new Map(),
    tags: new Map(parent === undefined ? [] : [[mlflowTags.parentRunId, parent]]),
  };
}

function table(...runs: readonly RunFacts[]): RunTable {
  const result = new RunTable();
  runs.forEach((facts) => result.put(run(facts)));
  return result;
}

const all: RowPredicate = () => true;
const only =
  (runs: RunTable, ...ids: readonly string[]): RowPredicate =>
  (row) =>
    ids.includes(runs.runId(row));

/** `a(b,c)` for a run with two nested ones. */
function outline(runs: RunTable, forest: RunForest, rows = forest.roots): string {
  return rows
    .map((row) => {
      const nested = forest.children(row);
      return `${runs.runId(row)}${nested.length === 0 ? '' : `(${outline(runs, forest, nested)})`}`;
    })
    .join(',');
}

describe('RunForest', () => {
  const sweep = table(
    { id: 'old', start: 1 },
    { id: 'sweep', start: 5 },
    { id: 'first', start: 6, parent: 'sweep' },
    { id: 'second', start: 7, parent: 'sweep' },
    { id: 'leaf', start: 8, parent: 'first' },
    { id: 'unstarted' },
    { id: 'twin', start: 1 },
  );

  it('nests runs at any depth, siblings newest first, ties by id, those without a start last', () => {
    expect(outline(sweep, new RunForest(sweep, all))).toBe('sweep(second,first(leaf)),old,twin,unstarted');
  });

  it('keeps what is nested in a match, and lifts a match whose parent is none to the top', () => {
    expect(outline(sweep, new RunForest(sweep, only(sweep, 'first', 'old')))).toBe('first(leaf),old');
    expect(new RunForest(sweep, only(sweep, 'sweep')).matchCount).toBe(1);
    expect(outline(sweep, new RunForest(sweep, only(sweep, 'sweep')))).toBe('sweep(second,first(leaf))');
  });

  it('leaves out deleted runs and shows their nested runs, and those of a parent elsewhere, at the top', () => {
    const runs = table(
      { id: 'gone', start: 1, deleted: true },
      { id: 'orphan', start: 2, parent: 'gone' },
      { id: 'stranger', start: 3, parent: 'in another experiment' },
    );
    expect(outline(runs, new RunForest(runs, all))).toBe('stranger,orphan');
  });

  it('shows every run once when runs name each other, or themselves, as parents', () => {
    const runs = table(
      { id: 'a', start: 3, parent: 'c' },
      { id: 'b', start: 2, parent: 'a' },
      { id: 'c', start: 1, parent: 'b' },
      { id: 'self', start: 0, parent: 'self' },
    );
    expect(outline(runs, new RunForest(runs, all))).toBe('c(a(b)),self');
  });

  it('knows which changes leave a run where it is', () => {
    const runs = table({ id: 'sweep', start: 5 }, { id: 'child', start: 6 });
    const forest = new RunForest(runs, all);
    runs.put({ ...run({ id: 'child', start: 6 }), metrics: new Map([['loss', { value: 1, step: 0, timestamp: 0 }]]) });
    expect(forest.isCurrent(1, all)).toBe(true);
    expect(forest.isCurrent(1, only(runs, 'sweep'))).toBe(false);
    runs.put(run({ id: 'child', start: 6, parent: 'sweep' }));
    expect(forest.isCurrent(1, all)).toBe(false);
    runs.put(run({ id: 'child', start: 6, deleted: true }));
    expect(forest.isCurrent(1, all)).toBe(false);
  });
});

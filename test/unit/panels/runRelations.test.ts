import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import { runRelations } from '../../../src/panels/runRelations.ts';

interface Shape {
  readonly start: number;
  readonly parent?: string;
  readonly isDeleted?: boolean;
  readonly params?: Readonly<Record<string, string>>;
}

function tableOf(runs: Readonly<Record<string, Shape>>): RunTable {
  const table = new RunTable();
  for (const [runId, { start, parent, isDeleted, params = {} }] of Object.entries(runs)) {
    const run: Run = {
      info: {
        runId,
        experimentId: '1',
        runName: `name of ${runId}`,
        status: 'FINISHED',
        lifecycleStage: isDeleted === true ? 'deleted' : 'active',
        userId: '',
        startTime: start,
        artifactUri: '',
      },
      params: new Map(Object.entries(params)),
      metrics: new Map(),
      tags: new Map(parent === undefined ? [] : [['mlflow.parentRunId', parent]]),
    };
    table.put(run);
  }
  return table;
}

const named = (runId: string) => ({ runId, name: `name of ${runId}`, status: 'FINISHED' });

describe('runRelations', () => {
  it('compares with the run that started last before it, of those with the same parent', () => {
    const table = tableOf({
      other: { start: 5, params: { lr: '9' } },
      parent: { start: 1 },
      first: { start: 2, parent: 'parent', params: { lr: '0.1', seed: '7' } },
      gone: { start: 4, parent: 'parent', isDeleted: true, params: { lr: '8' } },
      second: { start: 3, parent: 'parent', params: { lr: '0.2', seed: '7' } },
      third: { start: 6, parent: 'parent', params: { lr: '0.3', seed: '7', extra: 'x' } },
    });
    expect(runRelations(table, 'third')).toEqual({
      parent: named('parent'),
      children: [],
      childCount: 0,
      comparison: {
        kind: 'previous',
        run: named('second'),
        params: [{ key: 'lr', other: '0.2' }, { key: 'extra' }],
      },
    });
  });

  it('compares with a parent that has most of the params', () => {
    const table = tableOf({
      parent: { start: 1, params: { lr: '0.1', seed: '7' } },
      child: { start: 2, parent: 'parent', params: { lr: '0.2', seed: '7', depth: '3' } },
    });
    expect(runRelations(table, 'child').comparison).toEqual({
      kind: 'parent',
      run: named('parent'),
      params: [{ key: 'lr', other: '0.1' }, { key: 'depth' }],
    });
  });

  it('names a parent that is not there by its id, and compares with nothing then', () => {
    const table = tableOf({ child: { start: 2, parent: '0123456789abcdef', params: { lr: '1' } } });
    expect(runRelations(table, 'child')).toEqual({
      parent: { runId: '0123456789abcdef', name: '01234567', status: 'FINISHED' },
      children: [],
      childCount: 0,
    });
  });

  it('names the newest children and counts all', () => {
    const children = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`c${index}`, { start: index, parent: 'parent' }]),
    );
    const { children: shown, childCount } = runRelations(tableOf({ parent: { start: 0 }, ...children }), 'parent');
    expect([shown.length, shown[0], childCount]).toEqual([50, named('c59'), 60]);
  });
});

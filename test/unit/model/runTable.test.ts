import { describe, expect, test } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { RunTable, transferables } from '../../../src/model/runTable.ts';

function makeRun(runId: string, rest: Partial<Run> = {}, info: Partial<Run['info']> = {}): Run {
  return {
    info: {
      runId,
      experimentId: '123456789012345678',
      runName: `name of ${runId}`,
      status: 'FINISHED',
      lifecycleStage: 'active',
      userId: 'me',
      startTime: 1,
      endTime: undefined,
      artifactUri: '',
      ...info,
    },
    params: new Map(),
    metrics: new Map(),
    tags: new Map(),
    ...rest,
  };
}

const point = (value: number, step = 0) => ({ value, step, timestamp: 7 });

const full = makeRun('full', {
  params: new Map([
    ['lr', '0.1'],
    ['empty', ''],
  ]),
  metrics: new Map([
    ['loss', point(Number.NaN, 3)],
    ['acc', point(Number.POSITIVE_INFINITY, -1)],
  ]),
  tags: new Map([['mlflow.user', 'me']]),
});
const bare = makeRun('bare', {}, { status: 'RUNNING', lifecycleStage: 'deleted', startTime: undefined, endTime: 9 });

function tableOf(...runs: readonly Run[]): RunTable {
  const table = new RunTable();
  for (const run of runs) {
    table.put(run);
  }
  return table;
}

function runsOf(table: RunTable): readonly Run[] {
  return Array.from({ length: table.length }, (_, row) => table.run(row));
}

test('gives back what was put in: missing stays missing, NaN and infinity are values, empty is a text', () => {
  const table = tableOf(bare, full);
  expect(runsOf(table)).toEqual([bare, full]);
  expect([table.rowOf('full'), table.rowOf('none')]).toEqual([1, undefined]);
  expect([table.params.get('lr')?.get(0), table.metrics.get('loss')?.has(0)]).toEqual([undefined, false]);
  expect(() => table.runId(2)).toThrow(RangeError);
});

test('a run that is put again is rewritten in its row, and what it lost is missing', () => {
  const table = tableOf(full, bare);
  const changed = makeRun('full', {
    params: new Map([['lr', '0.2']]),
    metrics: new Map([['loss', point(0.5, 4)]]),
    tags: new Map([['new', 'x']]),
  });
  expect(table.put(changed)).toBe(0);
  expect(runsOf(table)).toEqual([changed, bare]);
});

describe('the data of a table', () => {
  test('makes the same table elsewhere, after its buffers have moved', () => {
    const data = tableOf(full, bare).toData();
    const moved = structuredClone(data, { transfer: transferables(data) });
    expect(data.texts.runName.codes.byteLength).toBe(0);
    expect(runsOf(RunTable.from(moved))).toEqual([full, bare]);
  });

  test('appends to a table with other columns', () => {
    const other = makeRun('other', { params: new Map([['depth', '3']]), metrics: new Map([['acc', point(1)]]) });
    const table = tableOf(other);
    table.append(tableOf(full, bare).toData());
    expect(runsOf(table)).toEqual([other, full, bare]);
    table.put(makeRun('last', { params: new Map([['lr', '0.1']]) }));
    expect(table.params.get('lr')?.code(3)).toBe(table.params.get('lr')?.code(1));
  });

  test('is not changed by what happens to the table later', () => {
    const table = tableOf(full);
    const data = table.toData();
    table.put(makeRun('full'));
    expect(runsOf(RunTable.from(data))).toEqual([full]);
  });
});

test('selects rows in any order into a table that shares nothing with this one', () => {
  const table = tableOf(bare, full, makeRun('third', { params: new Map([['lr', '0.2']]) }));
  const selected = table.select([2, 0]);
  expect(runsOf(selected)).toEqual([table.run(2), bare]);
  expect([selected.rowOf('third'), selected.rowOf('full')]).toEqual([0, undefined]);
  expect([[...selected.params.keys()], [...selected.tags.keys()], selected.metrics.size]).toEqual([['lr'], [], 0]);
  selected.put({ ...bare, params: new Map([['lr', '7']]) });
  expect(runsOf(table.select(new Uint32Array([1, 0])))).toEqual([full, bare]);
  expect(() => table.select([3])).toThrow(RangeError);
});

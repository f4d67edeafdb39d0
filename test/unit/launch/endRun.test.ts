import { expect, test } from 'vitest';
import { endRun, type ProcessEnd } from '../../../src/launch/endRun.ts';
import type { RunStatus } from '../../../src/model/run.ts';
import { MemoryTrackingStore } from './memoryTrackingStore.ts';

const end: ProcessEnd = { endTime: 9000, params: new Map() };

async function storeWithRun(status: RunStatus, endTime?: number): Promise<MemoryTrackingStore> {
  const store = new MemoryTrackingStore();
  await store.createRun({ experimentId: '1', runName: 'r', userId: 'u', startTime: 1000, tags: new Map() });
  await store.updateRun('run1', { status, endTime });
  return store;
}

test.each<[string, RunStatus, number | undefined, Partial<ProcessEnd>, RunStatus, number]>([
  ['an open run of a script that succeeded', 'RUNNING', undefined, { exitCode: 0 }, 'FINISHED', 9000],
  ['a scheduled run of a script that succeeded', 'SCHEDULED', undefined, { exitCode: 0 }, 'FINISHED', 9000],
  ['an open run of a script that failed', 'RUNNING', undefined, { exitCode: 3 }, 'FAILED', 9000],
  ['an open run of a script that a signal ended', 'RUNNING', undefined, {}, 'FAILED', 9000],
  ['a run that MLflow finished before the script failed', 'FINISHED', 5000, { exitCode: 1 }, 'FINISHED', 5000],
  ['a run that MLflow saw fail in a script that exits with 0', 'FAILED', 5000, { exitCode: 0 }, 'FAILED', 5000],
  ['an open run after a stop', 'RUNNING', undefined, { exitCode: 0, stoppedAt: 8000 }, 'KILLED', 9000],
  ['a run that MLflow ended because of a stop', 'FAILED', 8500, { exitCode: 130, stoppedAt: 8000 }, 'KILLED', 8500],
  ['a run that had ended before the stop', 'FINISHED', 5000, { exitCode: 130, stoppedAt: 8000 }, 'FINISHED', 5000],
])('%s', async (_, status, endTime, facts, expected, expectedEnd) => {
  const store = await storeWithRun(status, endTime);
  expect(await endRun(store.asStore(), 'run1', { ...end, ...facts })).toEqual({
    status: expected,
    overriddenParamKeys: [],
  });
  expect(store.runs.get('run1')?.info).toMatchObject({ status: expected, endTime: expectedEnd });
});

test('workspace params are added to those of the script, which stand', async () => {
  const store = await storeWithRun('FINISHED', 5000);
  await store.logParams('run1', new Map(Object.entries({ epochs: '40', seed: '7' })));
  const params = new Map(Object.entries({ epochs: '30', seed: '7', alpha: '0.1' }));
  expect(await endRun(store.asStore(), 'run1', { ...end, params })).toEqual({
    status: 'FINISHED',
    overriddenParamKeys: ['epochs'],
  });
  expect(store.runs.get('run1')?.params).toEqual(new Map(Object.entries({ epochs: '40', seed: '7', alpha: '0.1' })));
});

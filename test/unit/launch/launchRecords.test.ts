import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LaunchRecords, type LaunchRecord } from '../../../src/launch/launchRecords.ts';
import { endOrphanedRuns } from '../../../src/launch/orphanedRuns.ts';
import { processStart } from '../../../src/launch/runningProcess.ts';
import { MemoryTrackingStore } from './memoryTrackingStore.ts';
import { temporaryFolder } from './temporaryFolder.ts';

function failOnLog(message: string): void {
  throw new Error(message);
}

async function recordOf(store: MemoryTrackingStore, facts: Partial<LaunchRecord>): Promise<LaunchRecord> {
  const { info } = await store.createRun({
    experimentId: '1',
    runName: 'r',
    userId: 'u',
    startTime: 1,
    tags: new Map(),
  });
  const run = { storeUri: store.uri, experimentId: '1', runId: info.runId };
  const start = (await processStart(process.pid)) ?? '';
  return { run, pid: process.pid, processStart: start, params: [], ...facts };
}

test('runs whose process is gone are ended, also when its id is in use again; the others are left alone', async () => {
  const folder = join(temporaryFolder(), 'launches');
  const records = new LaunchRecords(folder, failOnLog);
  const store = new MemoryTrackingStore();
  const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(ended, 'exit');
  await records.save(await recordOf(store, {}));
  await records.save(await recordOf(store, { pid: ended.pid ?? 0, params: [['seed', '7']] }));
  await records.save(await recordOf(store, { processStart: 'long ago', stoppedAt: 5 }));
  const count = await endOrphanedRuns(
    records,
    () => Promise.resolve(store.asStore()),
    (_, error) => {
      throw error;
    },
  );
  expect(count).toBe(2);
  expect([...store.runs.values()].map((run) => [run.info.status, [...run.params]])).toEqual([
    ['RUNNING', []],
    ['FAILED', [['seed', '7']]],
    ['KILLED', []],
  ]);
  expect(readdirSync(folder)).toEqual(['run1.json']);
  await records.remove('run1');
  expect(readdirSync(folder)).toEqual([]);
});

test('a record whose store is gone is kept and reported; one that cannot be read does not hide the others', async () => {
  const folder = temporaryFolder();
  const log: string[] = [];
  const records = new LaunchRecords(folder, (message) => log.push(message));
  writeFileSync(join(folder, 'a.json'), '{"run":');
  writeFileSync(join(folder, 'b.json'), '{}');
  await records.save(await recordOf(new MemoryTrackingStore(), { processStart: 'long ago' }));
  const errors: unknown[] = [];
  const count = await endOrphanedRuns(
    records,
    () => Promise.resolve(new MemoryTrackingStore().asStore()),
    (_, error) => errors.push(error),
  );
  expect(count).toBe(0);
  expect(errors).toMatchObject([{ reason: 'notFound', details: { what: 'run1' } }]);
  expect(log).toHaveLength(1);
  expect(readdirSync(folder).toSorted()).toEqual(['a.json', 'b.json', 'run1.json']);
});

test('nothing was ever launched', async () => {
  expect(await new LaunchRecords(join(temporaryFolder(), 'none'), failOnLog).orphans()).toEqual([]);
});

import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inlineJobs } from '../../../../src/store/inlineJobs.ts';
import { JobPool } from '../../../../src/store/jobPool.ts';
import { SqliteLiveUpdates } from '../../../../src/store/sqlite/sqliteLiveUpdates.ts';
import { sqliteStoreJobs, type SqliteStoreJobs } from '../../../../src/store/sqlite/sqliteStoreJobs.ts';
import type { StoreChange } from '../../../../src/store/trackingStore.ts';
import { unpackFixtureStore, type FixtureStore } from '../../../support/fixtureStores.ts';

let fixture: FixtureStore;
let file: string;
let live: SqliteLiveUpdates;
let notify: (name: string | undefined) => void;
let digests: number;
const timers: (() => void)[] = [];
const changes: StoreChange[] = [];
const errors: unknown[] = [];

beforeEach(async () => {
  fixture = unpackFixtureStore('v3-db');
  file = join(fixture.folder, 'mlflow.db');
  digests = 0;
  timers.length = changes.length = errors.length = 0;
  const handlers = sqliteStoreJobs({ busyTimeout: 0 });
  const runner = inlineJobs<SqliteStoreJobs>({
    ...handlers,
    sqliteDigest: (params, context) => {
      digests++;
      return handlers.sqliteDigest(params, context);
    },
  });
  live = new SqliteLiveUpdates({
    file,
    pool: new JobPool<SqliteStoreJobs>(() => runner, 1),
    watchFolder: (_, onChange) => {
      notify = onChange;
      return { dispose: () => undefined };
    },
    schedule: (callback) => {
      timers.push(callback);
      return { dispose: () => timers.splice(timers.indexOf(callback), 1) };
    },
    onChange: (change) => changes.push(change),
    onError: (error) => errors.push(error),
  });
  live.start();
  await live.ready();
});

afterEach(() => {
  live.stop();
  fixture.dispose();
});

/** What is announced when the system tells of the file and the timers are over. */
async function announced(name = 'mlflow.db'): Promise<readonly StoreChange[]> {
  notify(name);
  for (const timer of timers.splice(0)) {
    timer();
  }
  // Looks happen one after the other: this one ends when those before it have.
  await live.follow(['none']);
  return changes.splice(0);
}

function write(sql: string): void {
  const writer = new DatabaseSync(file);
  writer.exec(sql);
  writer.close();
}

test.each([
  [
    `UPDATE runs SET name = 'renamed' WHERE run_uuid = (SELECT min(run_uuid) FROM runs WHERE experiment_id = 3)`,
    'runs',
  ],
  [`UPDATE experiments SET name = 'other' WHERE experiment_id = 1`, 'experiments'],
  [`INSERT INTO registered_models (name, workspace) VALUES ('new', 'default')`, 'registry'],
  [
    `INSERT INTO inputs SELECT 'new', 'DATASET', (SELECT max(dataset_uuid) FROM datasets), 'RUN', run_uuid, 0
     FROM runs WHERE status = 'FINISHED' AND run_uuid NOT IN (SELECT destination_id FROM inputs)`,
    'store',
  ],
  [`INSERT INTO tags (run_uuid, key, value) SELECT run_uuid, 'new', 'x' FROM runs WHERE status = 'FINISHED'`, 'store'],
])('%s is told as %s', async (sql, kind) => {
  write(sql);
  expect(await announced()).toEqual([kind === 'runs' ? { kind, experimentId: '3' } : { kind }]);
});

test('a new run is told as that run, and what it logs, uses and makes too, by metric where it can be', async () => {
  write(`INSERT INTO runs (run_uuid, status, experiment_id, lifecycle_stage) VALUES ('abc', 'FINISHED', 2, 'active')`);
  const ofRun = { kind: 'run', experimentId: '2', runId: 'abc' };
  expect(await announced()).toEqual([ofRun]);
  write(`INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('m', 0, 1, 1, 1, 'abc')`);
  expect(await announced('mlflow.db-journal')).toEqual([{ ...ofRun, metricKeys: ['m'] }]);
  write(`INSERT INTO inputs VALUES ('new', 'DATASET', 'of no interest', 'RUN', 'abc', 0)`);
  expect(await announced()).toEqual([ofRun]);
  write(`INSERT INTO inputs VALUES ('other', 'RUN_OUTPUT', 'abc', 'MODEL_OUTPUT', 'm-1', 0)`);
  expect(await announced()).toEqual([ofRun]);
  write(`UPDATE runs SET lifecycle_stage = 'deleted' WHERE run_uuid = 'abc'`);
  expect(await announced()).toEqual([ofRun]);
});

test('a file that nobody wrote to and other files cost no reading', async () => {
  // A look of `announced` itself costs one.
  const before = digests;
  expect([...(await announced()), ...(await announced('notes.txt')), ...(await announced('mlflow.db-shm'))]).toEqual(
    [],
  );
  expect(digests).toBe(before + 3);
});

test('a lock is waited for and says nothing', async () => {
  const writer = new DatabaseSync(file);
  writer.exec(`BEGIN EXCLUSIVE; UPDATE experiments SET name = 'other' WHERE experiment_id = 1`);
  notify('mlflow.db-journal');
  expect([await announced(), errors]).toEqual([[], []]);
  writer.exec('COMMIT');
  writer.close();
  expect(await announced()).toEqual([{ kind: 'experiments' }]);
});

test('a database that goes and comes back is told once each', async () => {
  copyFileSync(file, `${file}.kept`);
  renameSync(file, `${file}.gone`);
  expect(await announced()).toEqual([{ kind: 'store' }]);
  expect(await announced()).toEqual([]);
  expect(errors).toHaveLength(1);
  renameSync(`${file}.kept`, file);
  expect(await announced()).toEqual([{ kind: 'store' }]);
});

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MlflowError } from '../../../../src/model/mlflowError.ts';
import { inlineJobs } from '../../../../src/store/inlineJobs.ts';
import type { MlflowStore } from '../../../../src/store/mlflowStore.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import { sqliteStoreJobs } from '../../../../src/store/sqlite/sqliteStoreJobs.ts';
import { storeJobHandlers } from '../../../../src/store/storeJobHandlers.ts';
import type { StoreJobs } from '../../../../src/store/storeJobs.ts';
import { collectRuns } from '../../../support/collectRuns.ts';
import { unpackFixtureStore, type FixtureStore } from '../../../support/fixtureStores.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';

let file: string;
let runId: string;
const fixtures: FixtureStore[] = [];
const stores: MlflowStore[] = [];
const writers: DatabaseSync[] = [];

beforeEach(() => {
  const fixture = unpackFixtureStore('v3-db');
  fixtures.push(fixture);
  file = join(fixture.folder, 'mlflow.db');
  runId = String(fixture.manifest['steps2k']);
});

afterEach(() => {
  for (const disposable of [...stores.splice(0), ...fixtures.splice(0)]) {
    disposable.dispose();
  }
  for (const writer of writers.splice(0)) {
    writer.close();
  }
});

async function open(busyTimeout = 0): Promise<MlflowStore> {
  const startWorker = () => inlineJobs<StoreJobs>({ ...storeJobHandlers(), ...sqliteStoreJobs({ busyTimeout }) });
  const store = await openStore(`sqlite:///${file}`, testStoreEnvironment({ startWorker }));
  stores.push(store);
  return store;
}

function openWriter(path = file): DatabaseSync {
  const writer = new DatabaseSync(path);
  writers.push(writer);
  return writer;
}

async function errorOf(work: Promise<unknown>) {
  return await work.then(
    () => 'none',
    (error: unknown) => (MlflowError.is(error) ? { reason: error.reason, ...error.details } : error),
  );
}

async function listAll({ tracking }: MlflowStore) {
  const experimentIds = (await tracking.experiments('all')).map(({ experimentId }) => experimentId);
  return await collectRuns(tracking, { experimentIds, view: 'all' });
}

/** What is to be had of a store of which a part is broken. */
async function rest(store: MlflowStore) {
  return {
    experiments: (await store.tracking.experiments('all')).length,
    points: (await store.tracking.metricHistory(runId, 'loss')).steps.length,
    models: (await store.registry.registeredModels()).length,
  };
}

const whole = { experiments: 5, points: 2000, models: 3 };

test('a column that a later MLflow renamed is missed where it is needed, and only there', async () => {
  openWriter().exec(
    `UPDATE alembic_version SET version_num = 'ffff00000001'; ALTER TABLE params RENAME value TO content`,
  );
  const store = await open();
  expect([await errorOf(listAll(store)), await store.tracking.readOnlyReason(), await rest(store)]).toEqual([
    { reason: 'newerSchema', what: file, detail: 'no such column: params.value' },
    'newerSchema',
    whole,
  ]);
});

test('tables that a later MLflow renamed are as those that an earlier one did not have', async () => {
  openWriter().exec(`UPDATE alembic_version SET version_num = 'ffff00000001'; ALTER TABLE datasets RENAME TO data;
    ALTER TABLE logged_models RENAME TO models; ALTER TABLE trace_info RENAME TO traces`);
  const store = await open();
  const { runs, problems } = await listAll(store);
  expect({
    runs: [runs.length, problems.length],
    datasets: (await store.tracking.lineage(runId)).datasets,
    traces: await store.tracking.traceCount('1'),
    models: await store.loggedModels?.ofExperiments(['1']),
  }).toEqual({ runs: [21, 0], datasets: [], traces: undefined, models: [] });
});

test('a lock that outlasts the patience is named for reading and writing', async () => {
  const store = await open(20);
  openWriter().exec('BEGIN EXCLUSIVE');
  const error = { reason: 'locked', what: file, detail: 'database is locked' };
  expect([
    await errorOf(store.tracking.experiments('all')),
    await errorOf(store.tracking.setTags(runId, new Map([['a', 'b']]))),
  ]).toEqual([error, error]);
  writers[0]?.exec('ROLLBACK');
  expect(await rest(store)).toEqual(whole);
});

test('a database that another one takes the place of is read as what it is now', async () => {
  const store = await open();
  await rest(store);
  const other = unpackFixtureStore('v1-db');
  fixtures.push(other);
  renameSync(join(other.folder, 'mlflow.db'), file);
  expect((await listAll(store)).runs.map(({ info }) => info.runId)).toContain(String(other.manifest['steps2k']));
  expect(await errorOf(store.tracking.run(runId))).toMatchObject({ reason: 'notFound' });
});

test('what a killed writer left behind is named, and taken back by the next write', { timeout: 60_000 }, async () => {
  const store = await open();
  const before = await store.tracking.metricHistory(runId, 'loss');
  const writer = spawn(process.execPath, [
    fileURLToPath(new URL('../../../support/holdWrite.ts', import.meta.url)),
    file,
  ]);
  await once(writer.stdout, 'data');
  writer.kill('SIGKILL');
  await once(writer, 'close');
  expect(existsSync(`${file}-journal`)).toBe(true);
  expect(await errorOf(store.tracking.experiments('all'))).toEqual({
    reason: 'unreadable',
    what: file,
    detail: 'a write was interrupted; MLflow repairs it when it next opens the file',
  });
  await store.tracking.setTags(runId, new Map([['a', 'b']]));
  expect(existsSync(`${file}-journal`)).toBe(false);
  expect(await store.tracking.metricHistory(runId, 'loss')).toEqual(before);
});

test('in WAL mode, rows in the log are read, and ours join them', async () => {
  const writer = openWriter();
  writer.exec(`PRAGMA journal_mode = wal; UPDATE experiments SET name = 'in the log' WHERE experiment_id = 1`);
  expect([statSync(`${file}-wal`).size > 0, existsSync(`${file}-shm`)]).toEqual([true, true]);
  const { tracking } = await open();
  await tracking.setTags(runId, new Map([['mood', 'fine']]));
  expect((await tracking.experiments('all')).map(({ name }) => name)).toContain('in the log');
  const [tag] = writer.prepare(`SELECT value FROM tags WHERE run_uuid = ? AND key = 'mood'`).all(runId);
  expect(tag).toEqual({ value: 'fine' });
});

test('a damaged page costs what lies in it', async () => {
  const reader = openWriter();
  const [table] = reader.prepare(`SELECT rootpage FROM sqlite_master WHERE name = 'params'`).all();
  const bytes = readFileSync(file);
  const pageSize = 4096;
  bytes.fill(0xff, (Number(table?.['rootpage']) - 1) * pageSize, Number(table?.['rootpage']) * pageSize);
  writeFileSync(file, bytes);
  const store = await open();
  expect([await errorOf(listAll(store)), await rest(store)]).toEqual([
    {
      reason: 'unreadable',
      what: file,
      detail:
        'database disk image is malformed: what lies in the damaged part is lost, "sqlite3 <file> .recover" saves the rest',
    },
    whole,
  ]);
});

test.each([
  ['no bytes', Buffer.alloc(0), 'notAStore', 'it has no experiments.experiment_id'],
  ['other bytes', Buffer.alloc(8192, 'x'), 'notAStore', 'file is not a database'],
])('a database that has become a file of %s is no store', async (_, bytes, reason, detail) => {
  const store = await open();
  writeFileSync(file, bytes);
  expect(await errorOf(store.tracking.experiments('all'))).toEqual({ reason, what: file, detail });
});

/** What the store says to a user whom permissions bind; root is not such a one. */
function probe(): unknown {
  const folder = dirname(file);
  for (const [path, mode] of [
    [dirname(folder), 0o755],
    [file, 0o444],
    [folder, 0o555],
  ] as const) {
    chmodSync(path, mode);
  }
  const script = fileURLToPath(new URL('../../../support/probeStore.ts', import.meta.url));
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const output = execFileSync(process.execPath, [script, `sqlite:///${file}`], { ...asNobody, encoding: 'utf8' });
  chmodSync(folder, 0o755);
  return JSON.parse(output);
}

describe('in a folder that cannot be written', () => {
  test('it is read, and says that it cannot be written', { timeout: 60_000 }, () => {
    expect(probe()).toEqual({ readOnly: 'readOnlyDisk', write: 'readOnly', experiments: 5 });
  });

  test('in WAL mode it is not even read, and says why', { timeout: 60_000 }, () => {
    openWriter().exec('PRAGMA journal_mode = wal');
    writers.pop()?.close();
    expect(probe()).toEqual({
      reason: 'unreadable',
      what: file,
      detail:
        'attempt to write a readonly database; a database in WAL mode is read with files beside it, so its folder must be writable',
    });
  });
});

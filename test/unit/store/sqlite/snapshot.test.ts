import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dumpStore } from '../../../../scripts/inspect/dumpStore.ts';
import { MlflowError } from '../../../../src/model/mlflowError.ts';
import { inlineJobs } from '../../../../src/store/inlineJobs.ts';
import type { MlflowStore } from '../../../../src/store/mlflowStore.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import { databaseAccess } from '../../../../src/store/sqlite/databaseAccess.ts';
import { readFileSnapshot } from '../../../../src/store/sqlite/fileSnapshot.ts';
import { openSqlJs } from '../../../../src/store/sqlite/sqlJsDatabase.ts';
import { sqliteStoreJobs, type SqliteJobOptions } from '../../../../src/store/sqlite/sqliteStoreJobs.ts';
import { storeJobHandlers } from '../../../../src/store/storeJobHandlers.ts';
import type { StoreJobs } from '../../../../src/store/storeJobs.ts';
import { unpackFixtureStore, type FixtureStore } from '../../../support/fixtureStores.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';

let fixture: FixtureStore;
let file: string;
const stores: MlflowStore[] = [];

beforeEach(() => {
  fixture = unpackFixtureStore('v3-db');
  file = join(fixture.folder, 'mlflow.db');
});

afterEach(() => {
  for (const store of stores.splice(0)) {
    store.dispose();
  }
  fixture.dispose();
});

async function open(options: Partial<SqliteJobOptions> = {}): Promise<MlflowStore> {
  const jobs = sqliteStoreJobs({ busyTimeout: 0, accessTo: () => 'snapshot', ...options });
  const startWorker = () => inlineJobs<StoreJobs>({ ...storeJobHandlers(), ...jobs });
  const store = await openStore(`sqlite:///${file}`, testStoreEnvironment({ startWorker }));
  stores.push(store);
  return store;
}

async function errorOf(work: Promise<unknown>) {
  return await work.then(
    () => 'none',
    (error: unknown) => (MlflowError.is(error) ? { reason: error.reason, ...error.details } : error),
  );
}

function change(sql: string): void {
  const writer = new DatabaseSync(file);
  writer.exec(sql);
  writer.close();
}

test.each(['v1-db', 'v3-db'] as const)('says of %s what is said with locks', async (name) => {
  fixture.dispose();
  fixture = unpackFixtureStore(name);
  file = join(fixture.folder, 'mlflow.db');
  const [without, withLocks] = [await open(), await open({ accessTo: () => 'locks' })];
  expect(await dumpStore(without)).toEqual(await dumpStore(withLocks));
  const experimentIds = (await withLocks.tracking.experiments('all')).map(({ experimentId }) => experimentId);
  expect(await without.loggedModels?.ofExperiments(experimentIds)).toEqual(
    await withLocks.loggedModels?.ofExperiments(experimentIds),
  );
});

test('shows what was written since, and takes no writes itself', async () => {
  const { tracking } = await open();
  await tracking.experiments('all');
  change(`UPDATE experiments SET name = 'renamed' WHERE experiment_id = 1`);
  const before = readFileSync(file);
  expect({
    name: (await tracking.experiments('all')).find(({ experimentId }) => experimentId === '1')?.name,
    readOnly: await tracking.readOnlyReason(),
    write: await errorOf(tracking.createExperiment('new')),
  }).toEqual({
    name: 'renamed',
    readOnly: 'noLocks',
    write: { reason: 'readOnly', what: file, detail: 'it cannot be locked from here' },
  });
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('what is too large for memory is refused, with both sizes', async () => {
  expect(await errorOf(open({ maxBytes: 1024 * 1024 }))).toEqual({
    reason: 'tooLarge',
    what: file,
    detail: '2 MB; where it cannot be locked it is read into memory, up to 1 MB',
  });
});

test('a write under way is waited for, a finished one is read', async () => {
  const { tracking } = await open();
  const writer = new DatabaseSync(file);
  writer.exec(`PRAGMA cache_size = 1; BEGIN; UPDATE metrics SET value = 7`);
  expect(existsSync(`${file}-journal`)).toBe(true);
  expect(await errorOf(tracking.experiments('all'))).toEqual({
    reason: 'locked',
    what: file,
    detail: 'a write is under way or was interrupted, and without locks only a finished one can be read',
  });
  writer.exec('COMMIT');
  writer.close();
  expect((await tracking.experiments('all')).length).toBe(5);
});

test('a journal that is emptied or blanked instead of removed is over', async () => {
  for (const mode of ['truncate', 'persist']) {
    change(`PRAGMA journal_mode = ${mode}; UPDATE experiments SET name = '${mode}' WHERE experiment_id = 1`);
    expect(existsSync(`${file}-journal`)).toBe(true);
    const { tracking } = await open();
    expect((await tracking.experiments('all')).map(({ name }) => name)).toContain(mode);
  }
});

test('WAL mode: read when its log is merged, refused when it is not', async () => {
  change('PRAGMA journal_mode = wal');
  const { tracking } = await open();
  expect((await tracking.experiments('all')).length).toBe(5);
  const writer = new DatabaseSync(file);
  writer.exec(`UPDATE experiments SET name = 'in the log' WHERE experiment_id = 1`);
  expect(await errorOf(tracking.experiments('all'))).toEqual({
    reason: 'unreadable',
    what: file,
    detail: 'its newest rows are in its write-ahead log (-wal), which cannot be read without locks',
  });
  writer.close();
  expect((await tracking.experiments('all')).map(({ name }) => name)).toContain('in the log');
});

test.each([
  ['no file', undefined, 'notFound'],
  ['an empty file', '', 'notAStore'],
  ['a text', 'experiments,runs\n'.repeat(100), 'notAStore'],
])('%s is no store', async (_, content, reason) => {
  rmSync(file);
  if (content !== undefined) {
    writeFileSync(file, content);
  }
  expect(await errorOf(open())).toMatchObject({ reason });
});

test('no snapshot is torn while a writer writes, commits and takes back', { timeout: 60_000 }, async () => {
  const writer = new Worker(new URL('../../../support/overwriteDatabase.ts', import.meta.url), {
    workerData: { file },
  });
  const rounds = new Promise<number>((resolve, reject) => {
    writer.once('message', resolve);
    writer.once('error', reject);
  });
  const states = new Set<string>();
  for (let count = 0; count < 100; count++) {
    const { bytes } = await readFileSnapshot(file, { busyTimeout: 10_000 });
    const database = await openSqlJs(bytes);
    const [check] = database.rows('PRAGMA integrity_check');
    // One transaction sets all values of both tables alike, so that a mixture shows.
    const [values] = database.rows(
      `SELECT (SELECT count(DISTINCT value) FROM metrics) || ' ' || (SELECT count(DISTINCT value) FROM params) AS kinds,
         (SELECT min(value) FROM params) AS param`,
    );
    const isFirst = !String(values?.['param']).startsWith('round');
    expect([check?.['integrity_check'], isFirst || values?.['kinds']]).toEqual(['ok', isFirst || '1 1']);
    states.add(String(values?.['param']));
    database.close();
  }
  writer.postMessage('stop');
  await rounds;
  expect(states.size).toBeGreaterThan(10);
});

test('a Node without SQLite reads all the same, and says that it writes nothing', { timeout: 60_000 }, () => {
  const probe = fileURLToPath(new URL('../../../support/probeStore.ts', import.meta.url));
  const args = ['--no-experimental-sqlite', probe, `sqlite:///${file}`];
  expect(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))).toEqual({
    readOnly: 'noLocks',
    write: 'readOnly',
    experiments: 5,
  });
});

test('a UNC path has no locks, a local file has', () => {
  expect([
    databaseAccess(file),
    databaseAccess('//server/share/mlflow.db'),
    databaseAccess('\\\\server\\mlflow.db'),
  ]).toEqual(['locks', 'snapshot', 'snapshot']);
});

import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MlflowError } from '../../../../src/model/mlflowError.ts';
import { RunTable } from '../../../../src/model/runTable.ts';
import { inlineJobs } from '../../../../src/store/inlineJobs.ts';
import { JobPool } from '../../../../src/store/jobPool.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import { sqliteStoreJobs, type SqliteStoreJobs } from '../../../../src/store/sqlite/sqliteStoreJobs.ts';
import { SqliteTrackingStore } from '../../../../src/store/sqlite/sqliteTrackingStore.ts';
import type { RunBatch } from '../../../../src/store/trackingStore.ts';
import { unpackFixtureStore, type FixtureStore } from '../../../support/fixtureStores.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';

let fixture: FixtureStore;
let file: string;
let store: SqliteTrackingStore;
const jobs: string[] = [];

async function noArtifacts(): Promise<never> {
  return await Promise.reject(new Error('no artifacts here'));
}

beforeEach(() => {
  fixture = unpackFixtureStore('v3-db');
  file = join(fixture.folder, 'mlflow.db');
  jobs.length = 0;
  const runner = inlineJobs<SqliteStoreJobs>(sqliteStoreJobs({ busyTimeout: 0 }));
  const pool = new JobPool<SqliteStoreJobs>(
    () => ({
      ...runner,
      run: async (name, params, options) => {
        jobs.push(name);
        return await runner.run(name, params, options);
      },
    }),
    1,
  );
  store = new SqliteTrackingStore({
    file,
    pool,
    artifacts: { ofRun: noArtifacts, at: noArtifacts },
    environment: { isTrusted: () => true },
    live: { watchFolder: () => undefined, schedule: () => ({ dispose: () => undefined }), onError: () => undefined },
    pageSizes: { first: 3, later: 8 },
  });
});

afterEach(() => {
  store.dispose();
  fixture.dispose();
});

/** Lets a writer change the database. */
function change(sql: string): void {
  const writer = new DatabaseSync(file);
  writer.exec(`PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; ${sql}`);
  writer.close();
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'none',
    (error: unknown) => (MlflowError.is(error) ? error.reason : String(error)),
  );
}

async function listAll(maxResults?: number): Promise<readonly RunBatch[]> {
  const experimentIds = (await store.experiments('all')).map((experiment) => experiment.experimentId);
  const batches: RunBatch[] = [];
  for await (const batch of store.runs({ experimentIds, view: 'all', maxResults })) {
    batches.push(batch);
  }
  return batches;
}

function startTimes(batches: readonly RunBatch[]): readonly number[] {
  return batches.flatMap((batch) => {
    const table = RunTable.from(batch.runs);
    return Array.from({ length: table.length }, (_, row) => table.startTime.get(row) ?? Number.NaN);
  });
}

test('gives runs newest first, a small page and then larger ones, each read once', async () => {
  const batches = await listAll();
  const times = startTimes(batches);
  expect(batches.map(({ runs, isComplete, total }) => [runs.runIds.length, isComplete, total])).toEqual([
    [3, false, undefined],
    [8, false, 21],
    [8, false, 21],
    [2, true, 21],
  ]);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(new Set(batches.flatMap((batch) => batch.runs.runIds)).size).toBe(21);
  expect(jobs).toEqual([
    'sqliteExperiments',
    'sqliteRunHead',
    'sqliteRunOrder',
    ...Array<string>(3).fill('sqliteRuns'),
  ]);
});

test('stops after as many runs as are wanted, and reads no others', async () => {
  const batches = await listAll(4);
  expect(batches.map((batch) => batch.runs.runIds.length)).toEqual([3, 1]);
  expect(jobs.filter((job) => job === 'sqliteRuns')).toHaveLength(1);
});

test('no experiment has no run, and one of another form of id is none', async () => {
  for (const experimentIds of [[], ['../1', "1' OR '1'='1"]]) {
    const batches: RunBatch[] = [];
    for await (const batch of store.runs({ experimentIds, view: 'all' })) {
      batches.push(batch);
    }
    expect(batches.map(({ runs, isComplete }) => [runs.runIds.length, isComplete])).toEqual([[0, true]]);
  }
});

test('a run that disappears between two pages is left out', async () => {
  const sizes: number[] = [];
  for await (const batch of store.runs({ experimentIds: ['0', '1', '2', '3', '4'], view: 'all' })) {
    sizes.push(batch.runs.runIds.length);
    if (sizes.length === 1) {
      // Somebody else can write between pages: no lock is kept.
      change(`DELETE FROM runs WHERE run_uuid IN (SELECT run_uuid FROM runs ORDER BY start_time LIMIT 1)`);
    }
  }
  expect(sizes).toEqual([3, 8, 8, 1]);
});

test('a run in a state that MLflow does not have is a problem, the others are listed', async () => {
  const { steps2k } = fixture.manifest;
  change(`UPDATE runs SET status = 'EXPLODED' WHERE run_uuid = '${String(steps2k)}'`);
  const batches = await listAll();
  expect(batches.flatMap((batch) => batch.runs.runIds)).toHaveLength(20);
  expect(
    batches.flatMap((batch) => batch.problems).map(({ runId, error }) => [runId, error.reason, error.details]),
  ).toEqual([
    [steps2k, 'malformed', { what: `run ${String(steps2k)}`, detail: 'status EXPLODED, lifecycle stage active' }],
  ]);
  expect(await reasonOf(store.run(String(steps2k)))).toBe('malformed');
});

test('integers beyond the exact ones of a double do not end a reading', async () => {
  const runId = String(fixture.manifest['steps2k']);
  change(`UPDATE metrics SET step = 9223372036854775807 WHERE run_uuid = '${runId}' AND step = 7`);
  const { steps } = await store.metricHistory(runId, 'loss');
  expect(steps[7]).toBe(2 ** 63);
});

test('a database of a later MLflow is read, and says so', async () => {
  change(`UPDATE alembic_version SET version_num = 'ffff00000001'; ALTER TABLE runs ADD COLUMN mood TEXT`);
  const before = readFileSync(file);
  expect(await store.readOnlyReason()).toBe('newerSchema');
  expect(await reasonOf(store.setTags(String(fixture.manifest['steps2k']), new Map([['a', 'b']])))).toBe('newerSchema');
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(startTimes(await listAll())).toHaveLength(21);
});

test('a lock of another process is named, and over when it is over', async () => {
  const writer = new DatabaseSync(file);
  writer.exec('BEGIN EXCLUSIVE');
  const whileLocked = await reasonOf(store.experiments('all'));
  writer.exec('ROLLBACK');
  writer.close();
  expect([whileLocked, (await store.experiments('all')).length]).toEqual(['locked', 5]);
});

test('what is not there is not found', async () => {
  const runId = String(fixture.manifest['steps2k']);
  expect([
    await reasonOf(store.run('none')),
    await reasonOf(store.metricHistory(runId, 'none')),
    await reasonOf(store.metricHistory('none', 'loss')),
  ]).toEqual(['notFound', 'notFound', 'notFound']);
  rmSync(file);
  expect(await reasonOf(store.experiments('active'))).toBe('notFound');
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
  expect(await reasonOf(openStore(`sqlite:///${file}`, testStoreEnvironment()))).toBe(reason);
});

test('a database of other tables is no store', async () => {
  rmSync(file);
  change('CREATE TABLE runs (id INTEGER)');
  const error: unknown = await openStore(`sqlite:///${file}`, testStoreEnvironment()).catch(
    (thrown: unknown) => thrown,
  );
  expect(MlflowError.is(error, 'notAStore') && error.details).toEqual({
    what: file,
    detail: 'it has no experiments.experiment_id',
  });
});

test('a cut database is unreadable where it is cut, not a crash', async () => {
  writeFileSync(file, readFileSync(file).subarray(0, 40_000));
  expect(['unreadable', 'notAStore']).toContain(await reasonOf(listAll()));
});

test('a database whose writer died in the middle of writing says what is to be done', async () => {
  const writer = new DatabaseSync(file);
  writer.exec('PRAGMA cache_size = 1; BEGIN; UPDATE metrics SET value = value + 1');
  const halfWritten = join(fixture.folder, 'half.db');
  copyFileSync(file, halfWritten);
  copyFileSync(`${file}-journal`, `${halfWritten}-journal`);
  writer.exec('ROLLBACK');
  writer.close();
  const error: unknown = await openStore(`sqlite:///${halfWritten}`, testStoreEnvironment()).catch(
    (thrown: unknown) => thrown,
  );
  expect(MlflowError.is(error, 'unreadable') && error.details).toEqual({
    what: halfWritten,
    detail: 'a write was interrupted; MLflow repairs it when it next opens the file',
  });
});

test('a listing ends when it is given up', async () => {
  const abort = new AbortController();
  const listing = store.runs({ experimentIds: ['1', '3'], view: 'all' }, abort.signal)[Symbol.asyncIterator]();
  await listing.next();
  abort.abort();
  expect(await reasonOf(listing.next())).toBe('cancelled');
});

test('prompts, which MLflow 3 keeps beside the models, are left out', async () => {
  change(`INSERT INTO registered_models (name, workspace) VALUES ('greeting', 'default');
    INSERT INTO registered_model_tags (name, key, value, workspace)
    VALUES ('greeting', 'mlflow.prompt.is_prompt', 'true', 'default')`);
  const opened = await openStore(`sqlite:///${file}`, testStoreEnvironment());
  expect((await opened.registry.registeredModels()).map((model) => model.name)).toEqual([
    'iris-clf',
    'pending',
    'пустой модель',
  ]);
  expect(await reasonOf(opened.registry.modelVersions('greeting'))).toBe('notFound');
  opened.dispose();
});

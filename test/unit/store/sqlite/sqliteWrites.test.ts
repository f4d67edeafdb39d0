import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MlflowError } from '../../../../src/model/mlflowError.ts';
import { inlineJobs } from '../../../../src/store/inlineJobs.ts';
import type { MlflowStore } from '../../../../src/store/mlflowStore.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import { sqliteStoreJobs } from '../../../../src/store/sqlite/sqliteStoreJobs.ts';
import { storeJobHandlers } from '../../../../src/store/storeJobHandlers.ts';
import type { StoreJobs } from '../../../../src/store/storeJobs.ts';
import { unpackFixtureStore, type FixtureStore } from '../../../support/fixtureStores.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';

let fixture: FixtureStore;
let file: string;
let runId: string;
const stores: MlflowStore[] = [];

beforeEach(() => {
  fixture = unpackFixtureStore('v3-db');
  file = join(fixture.folder, 'mlflow.db');
  runId = String(fixture.manifest['steps2k']);
});

afterEach(() => {
  for (const store of stores.splice(0)) {
    store.dispose();
  }
  fixture.dispose();
});

async function open(path = file, isTrusted = true): Promise<MlflowStore> {
  const handlers = { ...storeJobHandlers(), ...sqliteStoreJobs({ busyTimeout: 0 }) };
  const startWorker = () => inlineJobs<StoreJobs>(handlers);
  const store = await openStore(`sqlite:///${path}`, testStoreEnvironment({ startWorker, isTrusted: () => isTrusted }));
  stores.push(store);
  return store;
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'none',
    (error: unknown) => (MlflowError.is(error) ? error.reason : String(error)),
  );
}

const tags = new Map([['mood', 'fine']]);

test('a write that is refused in the middle leaves nothing behind', async () => {
  const { tracking } = await open();
  await tracking.logParams(runId, new Map([['fixed', '1']]));
  const before = readFileSync(file);
  const changed = new Map([
    ['new', '1'],
    ['fixed', '2'],
  ]);
  expect(await reasonOf(tracking.logParams(runId, changed))).toBe('invalidValue');
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('what is not there, not active or not allowed is refused by reason', async () => {
  const { tracking, registry } = await open();
  const run = { experimentId: '4', runName: 'in a deleted one', userId: 'ann', startTime: 1, tags };
  expect({
    run: await reasonOf(tracking.setTags('none', tags)),
    tag: await reasonOf(tracking.deleteTag(runId, 'none')),
    key: await reasonOf(tracking.setTags(runId, new Map([['../up', '']]))),
    inDeleted: await reasonOf(tracking.createRun(run)),
    inNone: await reasonOf(tracking.createRun({ ...run, experimentId: '77' })),
    taken: await reasonOf(tracking.createExperiment('to-be-deleted')),
    renamedToTaken: await reasonOf(tracking.renameExperiment('1', 'to-be-deleted')),
    renamedToItself: await reasonOf(tracking.renameExperiment('3', 'long-metrics')),
    renamedDeleted: await reasonOf(tracking.renameExperiment('4', 'new')),
    renamedNone: await reasonOf(tracking.renameExperiment('77', 'new')),
    renamedToNothing: await reasonOf(tracking.renameExperiment('1', ' ')),
    tagOfDeleted: await reasonOf(tracking.setExperimentTag('4', 'team', 'blue')),
    tagOfNone: await reasonOf(tracking.setExperimentTag('77', 'team', 'blue')),
    longTag: await reasonOf(tracking.setExperimentTag('1', 'team', 'x'.repeat(20_001))),
    deletedTwice: await reasonOf(tracking.setExperimentLifecycle('4', 'deleted')),
    model: await reasonOf(registry.setModelDescription('none', '')),
    version: await reasonOf(registry.setAlias({ name: 'iris-clf', version: '9' }, 'champion')),
    alias: await reasonOf(registry.deleteAlias('iris-clf', 'none')),
    reserved: await reasonOf(registry.setAlias({ name: 'iris-clf', version: '1' }, 'v2')),
    sameModel: await reasonOf(registry.createRegisteredModel('iris-clf')),
    modelToTaken: await reasonOf(registry.renameRegisteredModel('iris-clf', 'pending')),
    modelToPath: await reasonOf(registry.renameRegisteredModel('iris-clf', 'a/b')),
    modelNone: await reasonOf(registry.renameRegisteredModel('none', 'new')),
    tagOfNoModel: await reasonOf(registry.setModelTag('none', 'a', 'b')),
    tagGoneOfNoModel: await reasonOf(registry.deleteModelTag('none', 'a')),
    tagOfNoVersion: await reasonOf(registry.setVersionTag({ name: 'iris-clf', version: '9' }, 'a', 'b')),
    tagGoneOfNoVersion: await reasonOf(registry.deleteVersionTag({ name: 'iris-clf', version: '9' }, 'a')),
    archive: await reasonOf(registry.transitionStage({ name: 'iris-clf', version: '1' }, 'Archived', true)),
  }).toEqual({
    run: 'notFound',
    tag: 'notFound',
    key: 'invalidName',
    inDeleted: 'invalidValue',
    inNone: 'notFound',
    taken: 'alreadyExists',
    renamedToTaken: 'alreadyExists',
    renamedToItself: 'none',
    renamedDeleted: 'invalidValue',
    renamedNone: 'notFound',
    renamedToNothing: 'invalidName',
    tagOfDeleted: 'invalidValue',
    tagOfNone: 'notFound',
    longTag: 'invalidValue',
    deletedTwice: 'notFound',
    model: 'notFound',
    version: 'notFound',
    alias: 'notFound',
    reserved: 'invalidName',
    sameModel: 'alreadyExists',
    modelToTaken: 'alreadyExists',
    modelToPath: 'invalidName',
    modelNone: 'notFound',
    tagOfNoModel: 'notFound',
    tagGoneOfNoModel: 'notFound',
    tagOfNoVersion: 'notFound',
    tagGoneOfNoVersion: 'notFound',
    archive: 'invalidValue',
  });
});

test('a relative place for artifacts starts at the folder of the database, where MLflow runs nearly always', async () => {
  const { tracking } = await open();
  const experimentId = await tracking.createExperiment('near', { artifactLocation: 'here/it is' });
  const made = (await tracking.experiments('active')).find((experiment) => experiment.experimentId === experimentId);
  expect(made?.artifactLocation).toBe(join(fixture.folder, 'here/it is'));
});

test('a lock of another process is named, and what was to be written can be written after it', async () => {
  const { tracking } = await open();
  const writer = new DatabaseSync(file);
  writer.exec('BEGIN IMMEDIATE');
  expect(await reasonOf(tracking.setTags(runId, tags))).toBe('locked');
  writer.exec('ROLLBACK');
  writer.close();
  await tracking.setTags(runId, tags);
  expect((await tracking.run(runId)).tags.get('mood')).toBe('fine');
});

test('an untrusted workspace writes nothing', async () => {
  const { tracking, registry } = await open(file, false);
  const before = readFileSync(file);
  expect([
    await tracking.readOnlyReason(),
    await reasonOf(tracking.setTags(runId, tags)),
    await reasonOf(registry.createRegisteredModel('new')),
  ]).toEqual(['untrusted', 'untrusted', 'untrusted']);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a version made of a logged model gets its run and location, and the model knows it', async () => {
  const { registry } = await open();
  const modelId = 'm-dc426a58ddc44835a92408d0b73de20d';
  const made = await registry.createModelVersion({ name: 'pending', source: `models:/${modelId}` });
  expect(made).toMatchObject({
    version: '1',
    stage: 'None',
    status: 'READY',
    source: `models:/${modelId}`,
    runId: '60db42e619eb49d1ae34d231c0f0e85c',
    storageLocation: `/srv/lab/work/v3db/mlruns/1/models/${modelId}/artifacts`,
  });
  const database = new DatabaseSync(file, { readOnly: true });
  const [tag] = database
    .prepare(`SELECT tag_value FROM logged_model_tags WHERE model_id = ? AND tag_key = 'mlflow.modelVersions'`)
    .all(modelId);
  database.close();
  expect(JSON.parse(String(tag?.['tag_value']))).toContainEqual({ name: 'pending', version: 1 });
});

test('a write takes back what a writer that died had begun, as MLflow would', async () => {
  const writer = new DatabaseSync(file);
  writer.exec('PRAGMA cache_size = 1');
  const halfWritten = join(fixture.folder, 'half.db');
  copyFileSync(file, halfWritten);
  const { tracking } = await open(halfWritten);
  const before = await tracking.metricHistory(runId, 'loss');
  writer.exec('BEGIN; UPDATE metrics SET value = value + 1');
  copyFileSync(file, halfWritten);
  copyFileSync(`${file}-journal`, `${halfWritten}-journal`);
  writer.exec('ROLLBACK');
  writer.close();
  await tracking.setTags(runId, tags);
  expect(await tracking.metricHistory(runId, 'loss')).toEqual(before);
});

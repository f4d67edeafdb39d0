import { copyFileSync, cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { dumpStore } from '../../scripts/inspect/dumpStore.ts';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { unpackFixtureStore, type FixtureStoreName } from '../support/fixtureStores.ts';
import { askOracle, startOracle, type MlflowVersion } from '../support/mlflowPython.ts';

const archive = fileURLToPath(new URL('../../samples/flowers/archive/mlflow.db', import.meta.url));
const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0).toReversed()) {
    dispose();
  }
});

function temporaryDatabase(source: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vizmod-sqlite-')));
  disposables.push(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(source, join(folder, 'mlflow.db'));
  return join(folder, 'mlflow.db');
}

function unpacked(name: FixtureStoreName): string {
  const fixture = unpackFixtureStore(name);
  disposables.push(fixture.dispose);
  return temporaryDatabase(join(fixture.folder, 'mlflow.db'));
}

async function open(file: string): Promise<MlflowStore> {
  const store = await openStore(`sqlite:///${file}`, scriptStoreEnvironment({ workspaceFolders: [] }));
  disposables.push(() => store.dispose());
  return store;
}

/** What shows both sides where new experiments keep their artifacts. */
const seed = [['create_experiment', { name: 'seed' }]];

const startTime = 1_700_000_000_123;
const endTime = 1_700_000_009_876;
const metrics = [
  ['loss', 'nan', 1, 0],
  ['loss', 'inf', 2, 1],
  ['loss', '-inf', 3, 2],
  ['loss', '0.1', 4, 3],
  ['loss', '0.1', 4, 3],
  ['loss', '0.3', 4, 3],
  ['loss', '0.2', 4, 3],
  ['loss', '9', 5, 2],
  ['loss', '-0.0', 10, -1],
  ['last is nan', '1', 1, 1],
  ['last is nan', 'nan', 2, 1],
  ['nan is least', '-1', 1, 1],
  ['nan is least', 'nan', 1, 1],
  ['val/acc top-1', '0.30000000000000004', 11, 0],
] as const;
const laterMetrics = [
  ['loss', '0.3', 4, 3],
  ['loss', '0.25', 6, 3],
  ['val/acc top-1', '0.1', 1, -5],
] as const;
const params = { 'opt/lr': '0.1', empty: '', lines: 'a\nb\r\nc\n', 'ünïcode key': '値' };
const tags = { 'mlflow.note.content': '# Note\n\n* a "quote"', 'deep/er tag': 'x' };

const name = 'iris clf';

/** The same deeds as {@link writeTracking} and {@link writeRegistry}. */
const calls = [
  ['create_experiment', { name: "Flow: study #1 it's" }],
  ['create_run', { experiment_id: '$0', run_name: 'öne', start_time: startTime, tags: { 'mlflow.user': 'ann' } }],
  ['log_batch', { run_id: '$1.info.run_id', metrics, params, tags }],
  [
    'log_batch',
    { run_id: '$1.info.run_id', metrics: laterMetrics, params: { empty: '' }, tags: { 'deep/er tag': 'y' } },
  ],
  ['set_terminated', { run_id: '$1.info.run_id', status: 'FAILED', end_time: endTime }],
  ['create_run', { experiment_id: '$0', run_name: 'second', start_time: startTime }],
  ['set_tag', { run_id: '$5.info.run_id', key: 'mlflow.runName', value: 'renamed' }],
  ['set_tag', { run_id: '$5.info.run_id', key: 'gone', value: 'soon' }],
  ['delete_tag', { run_id: '$5.info.run_id', key: 'gone' }],
  ['delete_run', { run_id: '$5.info.run_id' }],
  ['create_run', { experiment_id: '$0', run_name: 'restored', start_time: startTime }],
  ['delete_run', { run_id: '$10.info.run_id' }],
  ['restore_run', { run_id: '$10.info.run_id' }],
  ['create_experiment', { name: 'deleted' }],
  ['create_run', { experiment_id: '$13', run_name: 'deleted with it', start_time: startTime }],
  ['delete_experiment', { experiment_id: '$13' }],
  ['create_experiment', { name: 'restored' }],
  ['create_run', { experiment_id: '$16', run_name: 'restored with it', start_time: startTime }],
  ['delete_experiment', { experiment_id: '$16' }],
  ['restore_experiment', { experiment_id: '$16' }],
  [
    'create_experiment',
    { name: 'elsewhere', artifact_location: 's3://bucket/a?b=c', tags: { team: 'blue', 'a/b': 'ü' } },
  ],
  ['create_run', { experiment_id: '$20', run_name: 'in the bucket', start_time: startTime }],
  ['create_experiment', { name: 'in a folder', artifact_location: '/srv/artifacts' }],
  ['create_run', { experiment_id: '$22', run_name: 'in the folder', start_time: startTime }],
  ['rename_experiment', { experiment_id: '$22', new_name: 'in a föld/er' }],
  ['set_experiment_tag', { experiment_id: '$0', key: 'mlflow.note.content', value: '# Note' }],
  ['set_experiment_tag', { experiment_id: '$0', key: 'team', value: 'red' }],
  ['set_experiment_tag', { experiment_id: '$0', key: 'team', value: 'green' }],
  ['create_registered_model', { name, description: 'Classifies *irises*.\n' }],
  [
    'create_model_version',
    { name, source: '/elsewhere/model', run_id: '$1.info.run_id', tags: { 'checked by': 'ann' } },
  ],
  ['create_model_version', { name, source: '/elsewhere/two', description: 'two' }],
  ['transition_model_version_stage', { name, version: '1', stage: 'Production', archive_existing_versions: false }],
  ['transition_model_version_stage', { name, version: '2', stage: 'Production', archive_existing_versions: true }],
  ['update_model_version', { name, version: '1', description: 'the first' }],
  ['update_registered_model', { name, description: 'short' }],
  ['create_model_version', { name, source: '/elsewhere/three' }],
  ['delete_model_version', { name, version: '3' }],
  ['create_model_version', { name, source: '/elsewhere/four' }],
  ['create_registered_model', { name: 'deleted' }],
  ['create_model_version', { name: 'deleted', source: '/elsewhere/model', tags: { a: 'b' } }],
  ['delete_registered_model', { name: 'deleted' }],
  ['set_registered_model_tag', { name, key: 'team', value: 'blue' }],
  ['set_registered_model_tag', { name, key: 'team', value: 'red' }],
  ['set_registered_model_tag', { name, key: 'gone', value: '' }],
  ['delete_registered_model_tag', { name, key: 'gone' }],
  ['delete_registered_model_tag', { name, key: 'never there' }],
  ['set_model_version_tag', { name, version: '1', key: 'checked by', value: 'eve' }],
  ['set_model_version_tag', { name, version: '2', key: 'gone', value: 'x' }],
  ['delete_model_version_tag', { name, version: '2', key: 'gone' }],
  ['delete_model_version_tag', { name, version: '2', key: 'never there' }],
];

/** After everything else, so that a name is given to versions (a deleted one among them), tags and aliases. */
const renameCalls = [['rename_registered_model', { name, new_name: "öther 'name'" }]];

const aliasCalls = [
  ['set_registered_model_alias', { name, alias: 'champion', version: '1' }],
  ['set_registered_model_alias', { name, alias: 'champion', version: '2' }],
  ['set_registered_model_alias', { name, alias: 'gone', version: '1' }],
  ['delete_registered_model_alias', { name, alias: 'gone' }],
];

/** MLflow 2.22 means to remove the alias of a deleted version too, but compares a number with a text. */
const deletedAliasCalls = [
  ['set_registered_model_alias', { name, alias: 'last', version: '4' }],
  ['delete_model_version', { name, version: '4' }],
];

function numberOf(text: string): number {
  return text.endsWith('inf') ? Number(`${text.slice(0, -3)}Infinity`) : Number(text);
}

function points(given: readonly (readonly [string, string, number, number])[]) {
  return given.map(([key, value, timestamp, step]) => ({ key, value: numberOf(value), timestamp, step }));
}

/** @returns the ids of the runs */
async function writeTracking({ tracking }: MlflowStore): Promise<readonly string[]> {
  const createRun = async (experimentId: string, runName: string, user?: string): Promise<string> => {
    // The client takes the user of a run from this tag.
    const runTags = new Map(user === undefined ? [] : [['mlflow.user', user] as const]);
    const run = { experimentId, runName, userId: user ?? 'unknown', startTime, tags: runTags };
    return (await tracking.createRun(run)).info.runId;
  };
  const study = await tracking.createExperiment("Flow: study #1 it's");
  const first = await createRun(study, 'öne', 'ann');
  await tracking.logParams(first, new Map(Object.entries(params)));
  await tracking.logMetrics(first, points(metrics));
  await tracking.setTags(first, new Map(Object.entries(tags)));
  await tracking.logParams(first, new Map([['empty', '']]));
  await tracking.logMetrics(first, points(laterMetrics));
  await tracking.setTags(first, new Map([['deep/er tag', 'y']]));
  await tracking.updateRun(first, { status: 'FAILED', endTime });
  const second = await createRun(study, 'second');
  await tracking.setTags(second, new Map([['mlflow.runName', 'renamed']]));
  await tracking.setTags(second, new Map([['gone', 'soon']]));
  await tracking.deleteTag(second, 'gone');
  await tracking.setRunLifecycle(second, 'deleted');
  const third = await createRun(study, 'restored');
  await tracking.setRunLifecycle(third, 'deleted');
  await tracking.setRunLifecycle(third, 'active');
  const deleted = await tracking.createExperiment('deleted');
  const fourth = await createRun(deleted, 'deleted with it');
  await tracking.setExperimentLifecycle(deleted, 'deleted');
  const restored = await tracking.createExperiment('restored');
  const fifth = await createRun(restored, 'restored with it');
  await tracking.setExperimentLifecycle(restored, 'deleted');
  await tracking.setExperimentLifecycle(restored, 'active');
  const bucket = await tracking.createExperiment('elsewhere', {
    artifactLocation: 's3://bucket/a?b=c',
    tags: new Map([
      ['team', 'blue'],
      ['a/b', 'ü'],
    ]),
  });
  const sixth = await createRun(bucket, 'in the bucket');
  const folder = await tracking.createExperiment('in a folder', { artifactLocation: '/srv/artifacts' });
  const seventh = await createRun(folder, 'in the folder');
  await tracking.renameExperiment(folder, 'in a föld/er');
  await tracking.setExperimentTag(study, 'mlflow.note.content', '# Note');
  await tracking.setExperimentTag(study, 'team', 'red');
  await tracking.setExperimentTag(study, 'team', 'green');
  return [first, second, third, fourth, fifth, sixth, seventh];
}

async function writeRegistry({ registry }: MlflowStore, runId: string | undefined): Promise<void> {
  await registry.createRegisteredModel(name, 'Classifies *irises*.\n');
  await registry.createModelVersion({
    name,
    source: '/elsewhere/model',
    runId,
    tags: new Map([['checked by', 'ann']]),
  });
  await registry.createModelVersion({ name, source: '/elsewhere/two', description: 'two' });
  await registry.transitionStage({ name, version: '1' }, 'Production', false);
  await registry.transitionStage({ name, version: '2' }, 'Production', true);
  await registry.setVersionDescription({ name, version: '1' }, 'the first');
  await registry.setModelDescription(name, 'short');
  await registry.createModelVersion({ name, source: '/elsewhere/three' });
  await registry.deleteModelVersion({ name, version: '3' });
  await registry.createModelVersion({ name, source: '/elsewhere/four' });
  await registry.createRegisteredModel('deleted');
  await registry.createModelVersion({ name: 'deleted', source: '/elsewhere/model', tags: new Map([['a', 'b']]) });
  await registry.deleteRegisteredModel('deleted');
  await registry.setModelTag(name, 'team', 'blue');
  await registry.setModelTag(name, 'team', 'red');
  await registry.setModelTag(name, 'gone', '');
  await registry.deleteModelTag(name, 'gone');
  await registry.deleteModelTag(name, 'never there');
  await registry.setVersionTag({ name, version: '1' }, 'checked by', 'eve');
  await registry.setVersionTag({ name, version: '2' }, 'gone', 'x');
  await registry.deleteVersionTag({ name, version: '2' }, 'gone');
  await registry.deleteVersionTag({ name, version: '2' }, 'never there');
}

async function writeAliases({ registry }: MlflowStore): Promise<void> {
  await registry.setAlias({ name, version: '1' }, 'champion');
  await registry.setAlias({ name, version: '2' }, 'champion');
  await registry.setAlias({ name, version: '1' }, 'gone');
  await registry.deleteAlias(name, 'gone');
}

async function deleteVersionWithAlias({ registry }: MlflowStore): Promise<void> {
  await registry.setAlias({ name, version: '4' }, 'last');
  await registry.deleteModelVersion({ name, version: '4' });
}

/** Every row of every table, sorted, with what differs between any two databases put aside: the ids of new runs and the time of day. */
function tables(file: string, runIds: readonly string[]): Record<string, readonly string[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  const names = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all();
  const timeOfDay = /\b1(?:7[1-9]|8\d|9\d)\d{10}\b/g;
  const comparable = (row: unknown): string =>
    runIds.reduce(
      (text, runId, index) => text.replaceAll(runId, `run ${index}`),
      JSON.stringify(row, plainNumbers).replaceAll(timeOfDay, '<now>'),
    );
  const entries = names.map((table): [string, readonly string[]] => {
    const rows = database.prepare(`SELECT * FROM "${String(table['name'])}"`);
    rows.setReadBigInts(true);
    return [String(table['name']), rows.all().map(comparable).toSorted()];
  });
  database.close();
  return Object.fromEntries(entries);
}

function plainNumbers(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function integrity(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const answer = [database.prepare('PRAGMA integrity_check').all(), database.prepare('PRAGMA foreign_key_check').all()];
  database.close();
  return answer;
}

const sound = [[{ integrity_check: 'ok' }], []];

const databases: readonly [MlflowVersion, () => string][] = [
  ['1.30', () => unpacked('v1-db')],
  ['2.22', () => temporaryDatabase(archive)],
  ['3.18', () => unpacked('v3-db')],
];

describe.each(databases)('a database of MLflow %s', (version, place) => {
  test('gets the same rows from our writer as from MLflow itself', async () => {
    const theirs = place();
    askOracle(version, 'write_sqlite.py', [theirs], seed);
    const ours = `${theirs}.ours`;
    copyFileSync(theirs, ours);
    const hasAliases = version !== '1.30';
    const given = askOracle(
      version,
      'write_sqlite.py',
      [theirs],
      [...calls, ...(hasAliases ? aliasCalls : []), ...(version === '3.18' ? deletedAliasCalls : []), ...renameCalls],
    );
    const theirRuns = (given as readonly (string | null)[]).filter((id) => id !== null && /^[0-9a-f]{32}$/.test(id));

    const store = await open(ours);
    expect(await store.tracking.readOnlyReason()).toBeUndefined();
    const ourRuns = await writeTracking(store);
    await writeRegistry(store, ourRuns[0]);
    if (hasAliases) {
      await writeAliases(store);
    } else {
      await expect(writeAliases(store)).rejects.toMatchObject({ reason: 'unsupported' });
    }
    if (version === '3.18') {
      await deleteVersionWithAlias(store);
    }
    await store.registry.renameRegisteredModel(name, "öther 'name'");

    expect(tables(ours, ourRuns)).toEqual(tables(theirs, theirRuns.map(String)));
    expect(integrity(ours)).toEqual(sound);
    expect(askOracle(version, 'dump_store.py', [`sqlite:///${ours}`])).toEqual(await dumpStore(store));
  });

  test('takes writes of Python and of ours at the same time, and loses none', async () => {
    const file = place();
    const store = await open(file);
    const experimentId = await store.tracking.createExperiment('both');
    const run = { experimentId, runName: 'both', userId: 'ann', startTime, tags: new Map() };
    const { runId } = (await store.tracking.createRun(run)).info;
    const batches = 300;
    const script = startOracle(version, 'log_batches.py', [`sqlite:///${file}`, runId, String(batches)]);
    disposables.push(() => script.kill());
    const lines = createInterface({ input: script.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('ready');
    script.stdin.write('go\n');
    for (let step = 0; step < batches; step++) {
      const [timestamp, value] = [startTime + step, step / 2];
      await store.tracking.logMetrics(runId, [
        { key: 'shared', value: value + 0.25, timestamp, step },
        { key: 'ours', value, timestamp, step },
      ]);
    }
    expect((await lines.next()).value).toBe('done');

    const steps = async (key: string): Promise<number> => (await store.tracking.metricHistory(runId, key)).steps.length;
    expect([await steps('ours'), await steps('theirs'), await steps('shared')]).toEqual([
      batches,
      batches,
      2 * batches,
    ]);
    const { metrics: latest } = await store.tracking.run(runId);
    const latestSteps = Object.fromEntries([...latest].map(([key, point]) => [key, point.step]));
    expect(latestSteps).toEqual({ ours: batches - 1, shared: batches - 1, theirs: batches - 1 });
    expect(integrity(file)).toEqual(sound);
  });
});

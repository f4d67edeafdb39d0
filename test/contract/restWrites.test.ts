import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoreDump } from '../../scripts/inspect/dumpStore.ts';
import type { MlflowServer } from '../../scripts/lib/mlflowServer.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { RunCollection } from '../../src/store/runCollection.ts';
import type { NewRun, StoreChange } from '../../src/store/trackingStore.ts';
import { dumpLineage } from '../support/dumpLineage.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { askOracle, startOracle, type MlflowVersion } from '../support/mlflowPython.ts';
import { startMlflowServer } from '../support/mlflowServer.ts';
import { testStoreEnvironment } from '../support/testStoreEnvironment.ts';

const description = 'Trained on *flowers*\n\n- it’s "quoted" & 値';
const startTime = 1_700_000_000_000;

/** The same deeds as {@link writeWithOurs}. */
const calls = [
  ['create_experiment', { name: 'theirs' }],
  ['create_run', { experiment_id: '$0', run_name: 'first', start_time: startTime, tags: { 'a/b': '1' } }],
  [
    'log_batch',
    { run_id: '$1.info.run_id', params: { depth: '7', 'näme x': '値' }, tags: { gone: 'x', note: description } },
  ],
  [
    'log_batch',
    {
      run_id: '$1.info.run_id',
      metrics: [
        ['loss', '0.1', startTime, 0],
        ['loss', 'nan', startTime + 1, 1],
        ['huge', '1e308', startTime, -3],
        ['tiny', '5e-324', startTime, 0],
        ['up', 'inf', startTime, 0],
      ],
    },
  ],
  ['delete_tag', { run_id: '$1.info.run_id', key: 'gone' }],
  ['set_terminated', { run_id: '$1.info.run_id', status: 'FAILED', end_time: startTime + 5 }],
  ['update_run', { run_id: '$1.info.run_id', name: 'renamed' }],
  ['create_run', { experiment_id: '$0', run_name: 'second', start_time: startTime }],
  ['delete_run', { run_id: '$7.info.run_id' }],
  ['create_experiment', { name: 'theirs, deleted' }],
  ['delete_experiment', { experiment_id: '$9' }],
  ['create_registered_model', { name: 'theirs', description }],
  ['create_model_version', { name: 'theirs', source: 's3://elsewhere/model', tags: { 'checked by': 'ann\nbob' } }],
  ['create_model_version', { name: 'theirs', source: 's3://elsewhere/model', description: 'two' }],
  ['create_model_version', { name: 'theirs', source: 's3://elsewhere/model' }],
  ['set_registered_model_alias', { name: 'theirs', alias: 'champion', version: '1' }],
  ['set_registered_model_alias', { name: 'theirs', alias: 'champion', version: '2' }],
  ['set_registered_model_alias', { name: 'theirs', alias: 'gone', version: '1' }],
  ['delete_registered_model_alias', { name: 'theirs', alias: 'gone' }],
  ['transition_model_version_stage', { name: 'theirs', version: '1', stage: 'Production' }],
  [
    'transition_model_version_stage',
    { name: 'theirs', version: '2', stage: 'Production', archive_existing_versions: true },
  ],
  ['update_model_version', { name: 'theirs', version: '2', description }],
  ['update_registered_model', { name: 'theirs', description: 'short' }],
  ['delete_model_version', { name: 'theirs', version: '3' }],
  ['create_registered_model', { name: 'theirs, deleted' }],
  ['delete_registered_model', { name: 'theirs, deleted' }],
  ['create_experiment', { name: 'theirs, first name', artifact_location: 'mlflow-artifacts:/x', tags: { team: 'a' } }],
  ['rename_experiment', { experiment_id: '$26', new_name: 'theirs, named' }],
  ['set_experiment_tag', { experiment_id: '$26', key: 'mlflow.note.content', value: description }],
  ['create_registered_model', { name: 'theirs, first name' }],
  ['create_model_version', { name: 'theirs, first name', source: 's3://elsewhere/model' }],
  ['rename_registered_model', { name: 'theirs, first name', new_name: 'theirs, named' }],
  ['set_registered_model_tag', { name: 'theirs, named', key: 'kept', value: '1' }],
  ['set_registered_model_tag', { name: 'theirs, named', key: 'gone', value: '1' }],
  ['delete_registered_model_tag', { name: 'theirs, named', key: 'gone' }],
  ['set_model_version_tag', { name: 'theirs, named', version: '1', key: 'kept', value: '1' }],
  ['set_model_version_tag', { name: 'theirs, named', version: '1', key: 'gone', value: '1' }],
  ['delete_model_version_tag', { name: 'theirs, named', version: '1', key: 'gone' }],
];

async function writeWithOurs({ tracking, registry }: MlflowStore): Promise<void> {
  await writeRuns(tracking);
  const name = 'ours';
  const source = 's3://elsewhere/model';
  await registry.createRegisteredModel(name, description);
  await registry.createModelVersion({ name, source, tags: new Map([['checked by', 'ann\nbob']]) });
  await registry.createModelVersion({ name, source, description: 'two' });
  const third = await registry.createModelVersion({ name, source });
  await registry.setAlias({ name, version: '1' }, 'champion');
  await registry.setAlias({ name, version: '2' }, 'champion');
  await registry.setAlias({ name, version: '1' }, 'gone');
  await registry.deleteAlias(name, 'gone');
  await registry.transitionStage({ name, version: '1' }, 'Production', false);
  await registry.transitionStage({ name, version: '2' }, 'Production', true);
  await registry.setVersionDescription({ name, version: '2' }, description);
  await registry.setModelDescription(name, 'short');
  await registry.deleteModelVersion(third);
  await registry.createRegisteredModel('ours, deleted');
  await registry.deleteRegisteredModel('ours, deleted');
  await renameWithOurs({ tracking, registry });
}

async function renameWithOurs({ tracking, registry }: Pick<MlflowStore, 'tracking' | 'registry'>): Promise<void> {
  const experimentId = await tracking.createExperiment('ours, first name', {
    artifactLocation: 'mlflow-artifacts:/x',
    tags: new Map([['team', 'a']]),
  });
  const name = 'ours, named';
  await tracking.renameExperiment(experimentId, name);
  await tracking.setExperimentTag(experimentId, 'mlflow.note.content', description);
  await registry.createRegisteredModel('ours, first name');
  await registry.createModelVersion({ name: 'ours, first name', source: 's3://elsewhere/model' });
  await registry.renameRegisteredModel('ours, first name', name);
  await registry.setModelTag(name, 'kept', '1');
  await registry.setModelTag(name, 'gone', '1');
  await registry.deleteModelTag(name, 'gone');
  await registry.setVersionTag({ name, version: '1' }, 'kept', '1');
  await registry.setVersionTag({ name, version: '1' }, 'gone', '1');
  await registry.deleteVersionTag({ name, version: '1' }, 'gone');
}

async function writeRuns(tracking: MlflowStore['tracking']): Promise<void> {
  const experimentId = await tracking.createExperiment('ours');
  const common = { experimentId, userId: 'unknown', startTime };
  const run = await tracking.createRun({ ...common, runName: 'first', tags: new Map([['a/b', '1']]) });
  const { runId } = run.info;
  await tracking.logParams(
    runId,
    new Map([
      ['depth', '7'],
      ['näme x', '値'],
    ]),
  );
  await tracking.setTags(
    runId,
    new Map([
      ['gone', 'x'],
      ['note', description],
    ]),
  );
  await tracking.logMetrics(runId, [
    { key: 'loss', value: 0.1, timestamp: startTime, step: 0 },
    { key: 'loss', value: Number.NaN, timestamp: startTime + 1, step: 1 },
    { key: 'huge', value: 1e308, timestamp: startTime, step: -3 },
    { key: 'tiny', value: 5e-324, timestamp: startTime, step: 0 },
    { key: 'up', value: Number.POSITIVE_INFINITY, timestamp: startTime, step: 0 },
  ]);
  await tracking.deleteTag(runId, 'gone');
  await tracking.updateRun(runId, { status: 'FAILED', endTime: startTime + 5 });
  await tracking.updateRun(runId, { runName: 'renamed' });
  const second = await tracking.createRun({ ...common, runName: 'second', tags: new Map() });
  await tracking.setRunLifecycle(second.info.runId, 'deleted');
  const deletedId = await tracking.createExperiment('ours, deleted');
  await tracking.setExperimentLifecycle(deletedId, 'deleted');
}

describe.each<MlflowVersion>(['2.22', '3.18'])('a server of MLflow %s', (version) => {
  let folder: string;
  let server: MlflowServer;
  let store: MlflowStore;

  beforeAll(async () => {
    folder = temporaryFolder();
    mkdirSync(join(folder, 'kept'));
    const database = `sqlite:///${join(folder, 'mlflow.db')}`;
    server = await startMlflowServer(version, database, '--artifacts-destination', join(folder, 'kept'));
    store = await openStore(server.url, testStoreEnvironment({ fetch: globalThis.fetch }));
  });

  afterAll(async () => {
    store.dispose();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('holds after our writes what it holds after the real client’s', async () => {
    // A connection that the server may close while the oracle runs, which is no reason for a write to fail.
    await store.tracking.experiments('active');
    askOracle(version, 'write_store.py', [server.url], calls);
    await writeWithOurs(store);
    const dump = askOracle(version, 'dump_store.py', [server.url]) as StoreDump;
    expect(partOf(dump, 'ours')).toEqual(partOf(dump, 'theirs'));
    expect(partOf(dump, 'ours')).toMatchObject({
      experiments: { length: 3 },
      runs: [{ name: 'renamed', status: 'FAILED' }, { lifecycle: 'deleted' }],
      registry: { length: 2 },
    });
  });

  test('refuses what the server refuses', async () => {
    const { tracking, registry } = store;
    const experimentId = await tracking.createExperiment('refusals');
    const { runId } = (await tracking.createRun(newRun(experimentId))).info;
    await tracking.logParams(runId, new Map([['depth', '1']]));
    const name = 'refusals';
    await registry.createRegisteredModel(name);
    const refusals: readonly (readonly [string, Promise<unknown>])[] = [
      ['alreadyExists', tracking.createExperiment('refusals')],
      ['alreadyExists', registry.createRegisteredModel(name)],
      ['invalidName', registry.createRegisteredModel('')],
      ['invalidValue', tracking.logParams(runId, new Map([['depth', '2']]))],
      ['notFound', tracking.deleteTag(runId, 'none')],
      ['notFound', tracking.updateRun('none', { status: 'FINISHED' })],
      ['notFound', registry.setAlias({ name, version: '9' }, 'champion')],
      ['notFound', registry.deleteAlias(name, 'none')],
      ['alreadyExists', tracking.renameExperiment(experimentId, 'Default')],
      ['notFound', tracking.renameExperiment('77', 'nobody')],
      ['notFound', registry.renameRegisteredModel('none', 'nobody')],
      ['notFound', registry.setModelTag('none', 'x', '1')],
      ['notFound', registry.setVersionTag({ name, version: '9' }, 'x', '1')],
    ];
    const answers = await Promise.allSettled(refusals.map(async ([, work]) => await work));
    const reasons = answers.map((answer) => (answer.status === 'rejected' ? reasonOf(answer.reason) : 'none'));
    expect(reasons).toEqual(refusals.map(([reason]) => reason));
  });

  test('takes artifacts and a model of them, and gives both to the real client', async () => {
    const { tracking, registry } = store;
    const experimentId = await tracking.createExperiment('artifacts');
    const { runId } = (await tracking.createRun(newRun(experimentId))).info;
    const artifacts = await tracking.artifacts(runId);
    const local = join(folder, 'local file');
    const large = 'a line of three dozen characters or so\n'.repeat(20_000);
    writeFileSync(local, large);
    const progress: number[] = [];
    await artifacts.upload('sub dir/large 100%.txt', local, { onProgress: (bytes) => progress.push(bytes) });
    await artifacts.write('ünïcode/MLmodel', new TextEncoder().encode('flavors: {}\n'));
    writeFileSync(local, '');
    await artifacts.upload('empty.txt', local);
    await artifacts.write('gone/too.txt', new Uint8Array([1]));
    await artifacts.remove('gone/too.txt');
    await registry.createRegisteredModel('uploaded');
    const made = await registry.createModelVersion({ name: 'uploaded', source: `runs:/${runId}/ünïcode` });
    await registry.setAlias(made, 'champion');
    const questions = { runs: [runId], uris: ['models:/uploaded@champion'] };
    expect(askOracle(version, 'read_artifacts.py', [server.url], questions)).toEqual({
      runs: { [runId]: { 'empty.txt': '', 'sub dir/large 100%.txt': large, 'ünïcode/MLmodel': 'flavors: {}\n' } },
      uris: { 'models:/uploaded@champion': expect.objectContaining({ MLmodel: 'flavors: {}\n' }) },
    });
    expect([made.runId, progress.length > 3, progress.at(-1)]).toEqual([runId, true, large.length]);
  });

  test('gives the datasets, models and traces that the real client gives, and registers a run’s model as it does', async () => {
    const wrote = askOracle(version, 'write_lineage.py', [server.url]) as { registered: string };
    expect(await dumpLineage(store)).toEqual(askOracle(version, 'read_lineage.py', [server.url]));
    const model_uri = `runs:/${wrote.registered}/clf`;
    askOracle(version, 'write_store.py', [server.url], [['register_model', { model_uri, name: 'registered' }]]);
    await store.registry.createModelVersion({ name: 'registered', source: model_uri });
    const [ours, theirs] = await store.registry.modelVersions('registered');
    const general = { version: '', creationTime: 0, lastUpdatedTime: 0 };
    expect({ ...ours, ...general }).toEqual({ ...theirs, ...general });
    expect(ours?.source).toMatch(version === '3.18' ? /^models:\/m-/ : /\/artifacts\/clf$/);
    const models = (await store.loggedModels?.ofRun(wrote.registered)) ?? [];
    const full = await Promise.all(models.map(async ({ modelId }) => await store.loggedModels?.loggedModel(modelId)));
    const links = full.flatMap((found) => JSON.parse(found?.tags.get('mlflow.modelVersions') ?? '[]') as unknown[]);
    // The real client records a version a second time, as a text.
    const expected = [1, '1', 2].map((made) => ({ name: 'registered', version: made }));
    expect(links).toEqual(version === '3.18' ? expected : []);
  });

  test('is followed: what Python logs shows up, to the end of its run', async () => {
    const experimentId = await store.tracking.createExperiment('live');
    const lease = store.runCollections.lease([experimentId]);
    const { collection } = lease;
    await collection.loaded;
    const changes: StoreChange[] = [];
    const subscription = store.tracking.onDidChange((change) => changes.push(change));
    const script = startOracle(version, 'live_script.py', [server.url, 'live']);
    const lines = createInterface({ input: script.stdout })[Symbol.asyncIterator]();
    await lines.next();
    const does = async (command: string): Promise<string> => {
      script.stdin.write(`${command}\n`);
      return String((await lines.next()).value);
    };
    const runId = await does('start');
    await until(collection, () => collection.table.rowOf(runId) !== undefined);
    await does('metric loss 0.5 1');
    await until(collection, () => collection.table.metrics.get('loss')?.get(0)?.step === 1);
    expect(changes.at(-1)).toEqual({ kind: 'run', experimentId, runId, metricKeys: ['loss'] });
    await does('param depth 7');
    await does('end FINISHED');
    await until(collection, () => collection.table.status.get(0) === 'FINISHED');
    expect(collection.table.run(0)).toEqual(await store.tracking.run(runId));
    await does('delete');
    await until(collection, () => collection.table.lifecycleStage.get(0) === 'deleted');
    const noticed = new Promise<void>((resolve) => {
      store.tracking.onDidChange(({ kind }) => (kind === 'experiments' ? resolve() : undefined));
    });
    await does('experiment another');
    await noticed;
    expect((await store.tracking.experiments('active')).map(({ name }) => name)).toContain('another');
    script.stdin.end();
    await once(script, 'close');
    subscription.dispose();
    lease.dispose();
  });
});

function newRun(experimentId: string): NewRun {
  return { experimentId, runName: 'one', userId: 'ann', startTime, tags: new Map() };
}

function reasonOf(error: unknown): string {
  return MlflowError.is(error) ? error.reason : String(error);
}

/** Resolves as soon as the collection is as `isReached` says; the test's own time limit is the only one. */
async function until(collection: RunCollection, isReached: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (isReached()) {
        subscription.dispose();
        resolve();
      }
    };
    const subscription = collection.onDidChange(look);
    look();
  });
}

/** What one of the two has written, under names and without ids. */
function partOf(dump: StoreDump, owner: string): unknown {
  const isOwn = (name = ''): boolean => name.startsWith(owner);
  const nameOf = (experimentId: string): string | undefined => dump.experiments[experimentId]?.name;
  const general = (text: string): string => text.replaceAll(owner, '<owner>');
  const part = {
    experiments: Object.values(dump.experiments).filter(({ name }) => isOwn(name)),
    runs: Object.values(dump.runs)
      .filter(({ experiment }) => isOwn(nameOf(experiment)))
      .map((run) => ({ ...run, experiment: nameOf(run.experiment) }))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
    registry: Object.entries(dump.registry).filter(([name]) => isOwn(name)),
  };
  return JSON.parse(general(JSON.stringify(part)));
}

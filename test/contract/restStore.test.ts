import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpStore } from '../../scripts/inspect/dumpStore.ts';
import type { MlflowServer } from '../../scripts/lib/mlflowServer.ts';
import { RunTable } from '../../src/model/runTable.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { StepRange } from '../../src/store/trackingStore.ts';
import { openRestStore } from '../../src/store/rest/openRestStore.ts';
import { collectRuns } from '../support/collectRuns.ts';
import { dumpLineage } from '../support/dumpLineage.ts';
import { unpackFixtureStore, type FixtureStore } from '../support/fixtureStores.ts';
import { askOracle } from '../support/mlflowPython.ts';
import { startMlflowServer } from '../support/mlflowServer.ts';
import { testStoreEnvironment } from '../support/testStoreEnvironment.ts';

/** Addresses that were answered: a connection that the server closed while the oracle ran makes the client ask again. */
const requests: string[] = [];
const environment = testStoreEnvironment({
  fetch: async (input, init) => {
    const response = await globalThis.fetch(input, init);
    requests.push(response.url);
    return response;
  },
});

let fixture: FixtureStore;
let database: string;
let server: MlflowServer;
let store: MlflowStore;

beforeAll(async () => {
  fixture = unpackFixtureStore('v3-db');
  database = `sqlite:///${join(fixture.folder, 'mlflow.db')}`;
  moveArtifactsHere(fixture.folder);
  const proxied = join(fixture.folder, 'proxied');
  mkdirSync(join(proxied, 'a b', 'c'), { recursive: true });
  writeFileSync(join(proxied, 'a b', 'ü 1%.txt'), 'through the proxy');
  server = await startMlflowServer('3.18', database, '--artifacts-destination', proxied);
  store = await openStore(`${server.url}/`, environment);
});

afterAll(async () => {
  store.dispose();
  await server.stop();
  fixture.dispose();
});

/** The server reads artifacts where its database says they are. */
function moveArtifactsHere(folder: string): void {
  const writer = new DatabaseSync(join(folder, 'mlflow.db'));
  for (const [table, column] of [
    ['runs', 'artifact_uri'],
    ['experiments', 'artifact_location'],
    ['logged_models', 'artifact_location'],
    ['model_versions', 'storage_location'],
  ]) {
    writer.exec(`UPDATE ${table} SET ${column} = replace(${column}, '/srv/lab/work/v3db', '${folder}')`);
  }
  writer.close();
}

test('says of a live server what the real client says of its database', async () => {
  expect(await dumpStore(store)).toEqual(askOracle('3.18', 'dump_store.py', [database]));
});

test('says of datasets, logged models and traces what the real client says', async () => {
  expect(await dumpLineage(store)).toEqual(askOracle('3.18', 'read_lineage.py', [server.url]));
  const runId = String(fixture.manifest['datasets']);
  const { runs } = await collectRuns(store.tracking, { experimentIds: ['1'], view: 'all' });
  const { datasets } = await store.tracking.lineage(runId);
  expect(runs.find(({ info }) => info.runId === runId)?.datasets).toEqual(
    datasets.map(({ dataset: { name, digest }, tags }) => ({ name, digest, context: tags.get('mlflow.data.context') })),
  );
  await expect(store.tracking.traceCount('77')).rejects.toMatchObject({ reason: 'notFound' });
});

test('names the logged models that a run made', async () => {
  const all = (await store.loggedModels?.ofExperiments(['1'])) ?? [];
  const [model] = all;
  const ofRun = await store.loggedModels?.ofRun(model?.sourceRunId ?? '');
  expect(ofRun).toEqual([{ modelId: model?.modelId, name: model?.name }]);
  expect(await store.loggedModels?.loggedModel(model?.modelId ?? '')).toEqual(model);
  await expect(store.loggedModels?.loggedModel('m-0')).rejects.toMatchObject({ reason: 'notFound' });
});

test('pages through everything, asking for no page twice', async () => {
  const sizes = { firstRuns: 2, runs: 8, experiments: 2, points: 900, models: 2 };
  const { tracking, registry } = openRestStore(server.url, environment, { pageSizes: sizes });
  requests.length = 0;
  const experimentIds = (await tracking.experiments('all')).map((experiment) => experiment.experimentId);
  const batches = [];
  for await (const { runs, isComplete, total } of tracking.runs({ experimentIds, view: 'all' })) {
    batches.push({ length: runs.runIds.length, isComplete, total });
  }
  const history = await tracking.metricHistory(String(fixture.manifest['steps2k']), 'loss');
  const models = await registry.registeredModels();
  expect({
    batches,
    steps: [history.steps.length, history.steps[0], history.steps[1999]],
    models: models.length,
    requests: requests.map((request) => /mlflow\/([\w-]+\/[\w-]+)/.exec(request)?.[1]),
  }).toEqual({
    batches: [
      { length: 2, isComplete: false, total: undefined },
      { length: 8, isComplete: false, total: undefined },
      { length: 8, isComplete: false, total: undefined },
      { length: 3, isComplete: true, total: 21 },
    ],
    steps: [2000, 0, 1999],
    models: 3,
    requests: [
      ...Array<string>(3).fill('experiments/search'),
      ...Array<string>(4).fill('runs/search'),
      ...Array<string>(3).fill('metrics/get-history'),
      ...Array<string>(2).fill('registered-models/search'),
    ],
  });
});

test('long histories are sampled, ends and special values included, and exact in a part that is short', async () => {
  const experimentId = await store.tracking.createExperiment('long');
  const runIds: string[] = [];
  for (const length of [6000, 40]) {
    const run = { experimentId, runName: '', userId: 'ann', startTime: 1, tags: new Map<string, string>() };
    const { runId } = (await store.tracking.createRun(run)).info;
    const points = Array.from({ length }, (_, n) => ({ key: 'loss', value: n, timestamp: n, step: n - 10 }));
    await store.tracking.logMetrics(runId, [{ key: 'loss', value: Number.NaN, timestamp: 0, step: -20 }, ...points]);
    runIds.push(runId);
  }
  const shape = async (steps?: StepRange): Promise<unknown> => {
    const samples = await store.tracking.sampledHistories?.([...runIds, 'none'], 'loss', steps);
    return runIds.map((runId) => {
      const { history, isExact } = samples?.get(runId) ?? {};
      const points = history?.values.length ?? 0;
      return { points, isExact, first: history?.steps[0], value: history?.values[0], last: history?.steps.at(-1) };
    });
  };
  const short = { points: 41, isExact: true, first: -20, value: Number.NaN, last: 29 };
  expect(await shape()).toEqual([
    { points: 2500, isExact: false, first: -20, value: Number.NaN, last: 5989 },
    { ...short, isExact: false },
  ]);
  expect(await shape({ from: 3000.5, to: 4000 })).toMatchObject([
    { points: 1001, isExact: true, first: 3000, last: 4000 },
    { points: 0 },
  ]);
  expect(await shape({ from: -30, to: 50 })).toMatchObject([{ points: 62, isExact: true }, short]);
});

test('views and limits are the server’s own', async () => {
  const ids: Record<string, readonly string[]> = {};
  for (const view of ['active', 'deleted'] as const) {
    const runIds: string[] = [];
    for await (const batch of store.tracking.runs({ experimentIds: ['1', '4'], view })) {
      const table = RunTable.from(batch.runs);
      runIds.push(...batch.runs.runIds);
      expect(batch.runs.runIds.every((_, row) => table.lifecycleStage.get(row) === view)).toBe(true);
    }
    ids[view] = runIds;
  }
  expect(ids['deleted']).toContain(fixture.manifest['deleted']);
  const limited: number[] = [];
  for await (const batch of store.tracking.runs({ experimentIds: ['1'], view: 'active', maxResults: 5 })) {
    limited.push(batch.runs.runIds.length);
  }
  expect(limited).toEqual([5]);
});

test('lists and reads artifacts of a run, of a folder in it and of a registered version', async () => {
  const runId = String(fixture.manifest['artifacts']);
  const artifacts = await store.tracking.artifacts(runId);
  const images = await store.tracking.artifactsAt(`runs:/${runId}/images`);
  const model = await store.tracking.artifactsAt('models:/iris-clf@champion');
  const local = join(fixture.folder, 'mlruns', '1', runId, 'artifacts');
  const direct = await store.tracking.artifactsAt(join(local, 'images'));
  const root = await artifacts.list('');
  expect(root.filter((entry) => ['images', 'report.html'].includes(entry.path))).toEqual([
    { path: 'images', isDirectory: true },
    { path: 'report.html', isDirectory: false, size: readFileSync(join(local, 'report.html')).length },
  ]);
  const entry = { path: 'dot.png', isDirectory: false, size: readFileSync(join(local, 'images/dot.png')).length };
  expect(await images.list('')).toContainEqual(entry);
  expect(await direct.list('')).toContainEqual(entry);
  expect(await artifacts.list('images')).toContainEqual({ ...entry, path: 'images/dot.png' });
  expect(Buffer.from(await artifacts.read('images/dot.png'))).toEqual(readFileSync(join(local, 'images/dot.png')));
  expect(Buffer.from(await images.read('dot.png'))).toEqual(readFileSync(join(local, 'images/dot.png')));
  await images.download('dot.png', join(fixture.folder, 'downloaded.png'));
  expect(readFileSync(join(fixture.folder, 'downloaded.png'))).toEqual(readFileSync(join(local, 'images/dot.png')));
  expect(new TextDecoder().decode(await model.read('MLmodel'))).toContain('run_id: 7a26a79f5d3146f689003c50b5fb2687');
  await expect(artifacts.read('report.html', { maxBytes: 3 })).rejects.toMatchObject({ reason: 'tooLarge' });
  await expect(artifacts.read('none.txt')).rejects.toMatchObject({ reason: 'notFound' });
  await expect(artifacts.read('../meta.yaml')).rejects.toMatchObject({ reason: 'outsideRoot' });
});

test('reads through the artifact proxy', async () => {
  const proxied = await store.tracking.artifactsAt('mlflow-artifacts:/a b');
  expect(await proxied.list('')).toEqual([
    { path: 'c', isDirectory: true },
    { path: 'ü 1%.txt', isDirectory: false, size: 17 },
  ]);
  expect(new TextDecoder().decode(await proxied.read('ü 1%.txt'))).toBe('through the proxy');
});

test('what the server does not have is not found', async () => {
  const { tracking, registry } = store;
  await expect(tracking.run('none')).rejects.toMatchObject({ reason: 'notFound' });
  await expect(tracking.metricHistory(String(fixture.manifest['steps2k']), 'none')).rejects.toMatchObject({
    reason: 'notFound',
  });
  await expect(registry.registeredModel('none')).rejects.toMatchObject({ reason: 'notFound' });
  await expect(registry.modelVersions('none')).rejects.toMatchObject({ reason: 'notFound' });
  await expect(tracking.artifactsAt('s3://bucket/model')).rejects.toMatchObject({ reason: 'unsupportedLocation' });
});

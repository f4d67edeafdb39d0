import { afterEach, expect, test } from 'vitest';
import { RunTable } from '../../../../src/model/runTable.ts';
import { MlflowError } from '../../../../src/model/mlflowError.ts';
import { openRestStore } from '../../../../src/store/rest/openRestStore.ts';
import type { StoreChange } from '../../../../src/store/trackingStore.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';
import { json, startStandIn, type StandIn } from './standIn.ts';

let standIn: StandIn | undefined;

afterEach(() => {
  standIn?.close();
});

async function openAnswering(...bodies: readonly unknown[]): ReturnType<typeof openStandIn> {
  return await openStandIn(bodies);
}

async function openStandIn(bodies: readonly unknown[]): Promise<ReturnType<typeof openRestStore>> {
  standIn = await startStandIn(...bodies.map((body) => json(200, body)));
  const environment = testStoreEnvironment({ fetch: globalThis.fetch });
  return openRestStore(standIn.url, environment, { schedule: () => ({ dispose: () => undefined }) });
}

const info = { run_id: 'r1', experiment_id: '1', status: 'FINISHED', start_time: 2 };

test('a run that moves to the next page while paging is given once, a broken one is a problem', async () => {
  const { tracking } = await openAnswering(
    { runs: [{ info }, { info: { ...info, run_id: 'r2' } }], next_page_token: 'two' },
    {
      runs: [
        { info: { ...info, run_id: 'r2' } },
        { info: { experiment_id: '1' } },
        { info: { ...info, run_id: 'r3' } },
      ],
    },
  );
  const seen = [];
  for await (const { runs, problems, isComplete } of tracking.runs({ experimentIds: ['1'], view: 'all' })) {
    seen.push([runs.runIds, problems.map(({ experimentId, error }) => [experimentId, error.details]), isComplete]);
  }
  expect(seen).toEqual([
    [['r1', 'r2'], [], false],
    [['r3'], [['1', { what: 'run', detail: 'it has no run_uuid' }]], true],
  ]);
});

test('special numbers, a name that is only a tag, and numbers written as text', async () => {
  const { tracking } = await openAnswering({
    run: {
      info: { ...info, start_time: '1700000000000' },
      data: {
        metrics: [
          { key: 'nan', value: 'NaN', timestamp: 1, step: 0 },
          { key: 'inf', value: 'Infinity', timestamp: '2' },
          { key: 'ninf', value: '-Infinity', timestamp: 3, step: '4' },
        ],
        tags: [{ key: 'mlflow.runName', value: 'old' }],
        params: [{ key: 'empty' }],
      },
    },
  });
  const { info: read, metrics, params } = await tracking.run('r1');
  expect([read.runName, read.startTime, [...params], [...metrics]]).toEqual([
    'old',
    1_700_000_000_000,
    [['empty', '']],
    [
      ['nan', { value: Number.NaN, timestamp: 1, step: 0 }],
      ['inf', { value: Number.POSITIVE_INFINITY, timestamp: 2, step: 0 }],
      ['ninf', { value: Number.NEGATIVE_INFINITY, timestamp: 3, step: 4 }],
    ],
  ]);
});

test('no experiment is no request', async () => {
  const { tracking } = await openAnswering({});
  const batches = [];
  for await (const batch of tracking.runs({ experimentIds: [], view: 'active' })) {
    batches.push([RunTable.from(batch.runs).length, batch.isComplete]);
  }
  expect([batches, standIn?.requests.length]).toEqual([[[0, true]], 0]);
});

test('a listing holds only what is in the folder, whatever the server says', async () => {
  const { tracking } = await openAnswering({
    files: [
      { path: 'a/b.txt', file_size: '3' },
      { path: 'a/c', is_dir: true },
      { path: '../../etc/passwd' },
      { path: 'a/..' },
      { path: 'a/c/d.txt' },
      { path: 'ab.txt' },
      { path: '/etc/passwd' },
      { path: 'a/x\\y' },
    ],
  });
  const artifacts = await tracking.artifacts('r1');
  expect(await artifacts.list('a')).toEqual([
    { path: 'a/c', isDirectory: true },
    { path: 'a/b.txt', isDirectory: false, size: 3 },
  ]);
  expect(standIn?.requests[0]?.url).toBe('/api/2.0/mlflow/artifacts/list?run_id=r1&path=a');
});

test('the proxy of another server is not asked with the credentials for this one', async () => {
  const { tracking } = await openAnswering({ files: [{ path: 'x.txt' }] });
  const own = await tracking.artifactsAt(`mlflow-artifacts://${new URL(tracking.uri).host}/1/r1/artifacts`);
  expect((await own.list('')).map((entry) => entry.path)).toEqual(['x.txt']);
  await expect(tracking.artifactsAt('mlflow-artifacts://other.example/1/r1/artifacts')).rejects.toMatchObject({
    reason: 'unsupportedLocation',
  });
  expect(standIn?.requests.map((request) => request.url)).toEqual([
    '/api/2.0/mlflow-artifacts/artifacts?path=1%2Fr1%2Fartifacts',
  ]);
});

test('versions of a model whose name has quotes', async () => {
  const model = { name: `it's "x"` };
  const { registry } = await openAnswering(
    {
      registered_model: {
        ...model,
        aliases: [
          { alias: 'b', version: '10' },
          { alias: 'a', version: '10' },
        ],
      },
    },
    { model_versions: [{ ...model, version: '9' }, { name: 'other', version: '1' }, { ...model, version: '10' }, {}] },
  );
  const versions = await registry.modelVersions(model.name);
  expect(versions.map(({ version, aliases }) => [version, aliases])).toEqual([
    ['10', ['a', 'b']],
    ['9', []],
  ]);
  expect(registry.problems().map(({ error }) => error.reason)).toEqual(['malformed']);
  expect(standIn?.requests[1]?.url).toBe('/api/2.0/mlflow/model-versions/search?max_results=1000');
});

test('nothing is written without trust, and it says so', async () => {
  standIn = await startStandIn(json(200, {}));
  const environment = testStoreEnvironment({ fetch: globalThis.fetch, isTrusted: () => false });
  const { tracking, registry } = openRestStore(standIn.url, environment);
  expect(await tracking.readOnlyReason()).toBe('untrusted');
  const refused = { reason: 'untrusted', details: { what: tracking.uri } };
  await expect(tracking.deleteTag('r1', 'x')).rejects.toMatchObject(refused);
  await expect(registry.deleteRegisteredModel('x')).rejects.toMatchObject(refused);
  await expect((await tracking.artifacts('r1')).remove('x')).rejects.toMatchObject(refused);
  expect(standIn.requests).toHaveLength(0);
});

test('artifacts that the server does not keep itself are not written, and the option that would help is named', async () => {
  const { tracking } = await openAnswering({ run: { info: { ...info, artifact_uri: 's3://bucket/1/r1/artifacts' } } });
  const artifacts = await tracking.artifacts('r1');
  const written: unknown = await artifacts.write('x.txt', new Uint8Array([1])).catch((error: unknown) => error);
  expect(written).toMatchObject({ reason: 'unsupportedLocation', details: { what: 's3://bucket/1/r1/artifacts' } });
  expect(MlflowError.is(written) ? written.details.detail : '').toContain('--serve-artifacts');
  expect(standIn?.requests).toHaveLength(1);
});

test('more than one batch can hold goes in several', async () => {
  const { tracking } = await openAnswering({});
  const point = { key: 'loss', value: Number.NEGATIVE_INFINITY, timestamp: 1 };
  await tracking.logMetrics(
    'r1',
    Array.from({ length: 1001 }, (_, step) => ({ ...point, step })),
  );
  await tracking.logParams('r1', new Map(Array.from({ length: 51 }, (_, index) => [`p${index}`, 'x'])));
  await tracking.setTags('r1', new Map());
  expect(standIn?.requests.map(({ url }) => url)).toEqual(Array(4).fill('/api/2.0/mlflow/runs/log-batch'));
});

test('our own writes are announced, with the run as it is then', async () => {
  const { tracking, registry } = await openAnswering({}, { run: { info } }, { registered_model: { name: 'm' } });
  const changes: StoreChange[] = [];
  const subscription = tracking.onDidChange((change) => changes.push(change));
  subscription.dispose();
  tracking.onDidChange((change) => changes.push(change));
  await tracking.updateRun('r1', { runName: 'new' });
  await registry.createRegisteredModel('m');
  tracking.dispose();
  expect(changes).toEqual([{ kind: 'run', experimentId: '1', runId: 'r1' }, { kind: 'registry' }]);
});

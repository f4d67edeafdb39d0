import { appendFileSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MlflowStore } from '../../../../src/store/mlflowStore.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import { collectRuns } from '../../../support/collectRuns.ts';
import { unpackFixtureStore, type FixtureStore } from '../../../support/fixtureStores.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';

/** Of the store that MLflow 3.18 wrote: a run with a dataset, and the model that it made. */
const experimentId = '645989112294213199';
const runId = '941fc27370014c2e90d3d76e3ffda5c1';
const modelId = 'm-f90bf28621e84e35ba43d7012ab515f9';

let fixture: FixtureStore;
let store: MlflowStore;
let experiment: string;

beforeEach(async () => {
  fixture = unpackFixtureStore('v3-mlruns');
  experiment = `${fixture.folder}/mlruns/${experimentId}`;
  store = await openStore(`${fixture.folder}/mlruns`, testStoreEnvironment());
});

afterEach(() => {
  store.dispose();
  fixture.dispose();
});

async function modelIds(): Promise<readonly string[] | undefined> {
  return (await store.loggedModels?.ofExperiments([experimentId]))?.map((model) => model.modelId);
}

test('a logged model that is broken or deleted is left out, the others are there, newest first', async () => {
  const all = (await modelIds()) ?? [];
  const made = (await store.loggedModels?.ofExperiments([experimentId]))?.map(({ creationTime }) => creationTime);
  expect(made).toEqual(made?.toSorted((a, b) => b - a));
  const [broken = '', deleted = '', ...rest] = all.filter((id) => id !== modelId);
  writeFileSync(`${experiment}/models/${broken}/meta.yaml`, 'name: [');
  appendFileSync(`${experiment}/models/${deleted}/meta.yaml`, 'lifecycle_stage: deleted\n');
  expect(new Set(await modelIds())).toEqual(new Set([modelId, ...rest]));
  await expect(store.loggedModels?.loggedModel(broken)).rejects.toMatchObject({ reason: 'malformed' });
  for (const id of [deleted, 'm-unknown', '..', `../${modelId}`]) {
    await expect(store.loggedModels?.loggedModel(id)).rejects.toMatchObject({ reason: 'notFound' });
  }
});

test('of the metrics of a logged model, the latest point of each dataset; lines that are none are left out', async () => {
  const lines = [
    '1 0.5 0 r',
    '2 nan 1 r',
    'x',
    '3 0.5 9',
    '1 0.25 0 r iris d1g',
    '1 0.75 0 r2 iris d1g',
    '9 1 9 r iris',
  ];
  mkdirSync(`${experiment}/models/${modelId}/metrics/val`, { recursive: true });
  writeFileSync(`${experiment}/models/${modelId}/metrics/val/acc`, `${lines.join('\n')}\n`);
  const model = await store.loggedModels?.loggedModel(modelId);
  expect(model?.metrics.filter(({ key }) => key === 'val/acc')).toEqual([
    { key: 'val/acc', value: Number.NaN, timestamp: 2, step: 1, runId: 'r' },
    { key: 'val/acc', value: 0.75, timestamp: 1, step: 0, runId: 'r2', datasetName: 'iris', datasetDigest: 'd1g' },
  ]);
});

test('a broken input is a problem of its run in the listing, and the rest of the lineage is told', async () => {
  const inputs = `${experiment}/${runId}/inputs`;
  const before = await store.tracking.lineage(runId);
  expect(before.modelOutputs.map((output) => output.modelId)).toContain(modelId);
  mkdirSync(`${inputs}/broken`, { recursive: true });
  writeFileSync(`${inputs}/broken/meta.yaml`, 'a: [');
  mkdirSync(`${inputs}/not yet`);
  expect(await store.tracking.lineage(runId)).toEqual(before);
  const { problems } = await collectRuns(store.tracking, { experimentIds: [experimentId], view: 'all' });
  expect(problems.map((problem) => [problem.runId, problem.error.reason, problem.error.details.what])).toEqual([
    [runId, 'malformed', `${inputs}/broken/meta.yaml`],
  ]);
});

test('a dataset that is not there any more is left out; an unknown run or experiment is not found', async () => {
  const [input = ''] = globSync(`${experiment}/*/inputs/*/meta.yaml`);
  const user = input.split('/').at(-4) ?? '';
  expect((await store.tracking.lineage(user)).datasets.length).toBeGreaterThan(0);
  rmSync(`${experiment}/datasets`, { recursive: true });
  mkdirSync(`${experiment}/datasets`);
  expect((await store.tracking.lineage(user)).datasets).toEqual([]);
  expect((await store.tracking.run(user)).datasets).toBeUndefined();
  await expect(store.tracking.lineage('unknown')).rejects.toMatchObject({ reason: 'notFound' });
  await expect(store.tracking.traceCount('7')).rejects.toMatchObject({ reason: 'notFound' });
});

test('traces are counted without being read; a folder that is none yet does not count', async () => {
  const before = (await store.tracking.traceCount(experimentId)) ?? 0;
  mkdirSync(`${experiment}/traces/tr-1`, { recursive: true });
  mkdirSync(`${experiment}/traces/tr-2`);
  writeFileSync(`${experiment}/traces/tr-2/trace_info.yaml`, 'not: [yaml');
  expect(await store.tracking.traceCount(experimentId)).toBe(before + 1);
});

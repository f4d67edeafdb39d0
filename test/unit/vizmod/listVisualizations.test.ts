import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { openFileStore } from '../../../src/store/file/openFileStore.ts';
import { inlineJobs } from '../../../src/store/inlineJobs.ts';
import { JobPool } from '../../../src/store/jobPool.ts';
import type { MlflowStore } from '../../../src/store/mlflowStore.ts';
import type { StoreJobs } from '../../../src/store/storeJobs.ts';
import { storeJobHandlers } from '../../../src/store/storeJobHandlers.ts';
import type { JobRunner } from '../../../src/util/jobs.ts';
import { collectVisualizations, listVisualizations } from '../../../src/vizmod/listVisualizations.ts';
import { resolveVisualization } from '../../../src/vizmod/resolveVisualization.ts';
import { unpackFixtureStore } from '../../support/fixtureStores.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    cleanup();
  }
});

function startWorker(): JobRunner<StoreJobs> {
  return inlineJobs<StoreJobs>(storeJobHandlers());
}

async function open(root: string, isTrusted = false): Promise<MlflowStore> {
  const environment = {
    startWorker,
    maxWorkers: 1,
    workspaceFolders: [join(root, '..')],
    isTrusted: () => isTrusted,
    fetch: () => Promise.reject(new TypeError('nothing is fetched here')),
    variables: {},
    homeFolder: '',
    log: () => undefined,
  };
  const store = await openFileStore(root, environment, new JobPool(startWorker, 1));
  cleanups.push(() => store.dispose());
  return store;
}

const flowers = fileURLToPath(new URL('../../../samples/flowers/mlruns', import.meta.url));

function isNeeded(path: string): boolean {
  return /mlruns$|mlruns.(?:models|986083521530871273)/.test(path);
}

/** The models of the sample project, and the experiment that they come from. */
function copyOfFlowers(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vizmod-flowers-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(flowers, join(folder, 'mlruns'), { recursive: true, filter: isNeeded });
  return join(folder, 'mlruns');
}

async function listed(root: string): Promise<readonly (readonly unknown[])[]> {
  const found = await collectVisualizations(await open(root));
  return found.map(({ name, modelUri, version, where, rung }) => [name, modelUri, version, where, rung]);
}

it('finds registered versions by their alias, in a store that was moved, and reads no chart to do so', async () => {
  const root = copyOfFlowers();
  const broken = join(root, '986083521530871273/models/m-b8b0ecfadce843769d3074e5c811d8a0/artifacts/viz.pkl');
  writeFileSync(broken, 'no pickle');

  expect(await listed(root)).toEqual([
    ['petals', 'models:/petals@current', '2', 'registeredModel', 'pickle'],
    ['petals', 'models:/petals/1', '1', 'registeredModel', 'pickle'],
    ['petals-json', 'models:/petals-json@current', '1', 'registeredModel', 'json'],
  ]);
});

it('passes over a model whose folder is gone', async () => {
  const root = copyOfFlowers();
  rmSync(join(root, '986083521530871273/models/m-b8b0ecfadce843769d3074e5c811d8a0'), { recursive: true });

  expect((await listed(root)).map(([, modelUri]) => modelUri)).toEqual([
    'models:/petals/1',
    'models:/petals-json@current',
  ]);
});

it('finds logged models of MLflow 3 and models among the artifacts of runs of MLflow 1', async () => {
  const [logged, artifacts] = [unpackFixtureStore('vizmod-mlflow3'), unpackFixtureStore('vizmod-1.30')];
  cleanups.push(logged.dispose, artifacts.dispose);

  const places = await Promise.all([logged, artifacts].map(async ({ folder }) => await listed(join(folder, 'mlruns'))));

  expect(
    places.map((found) =>
      found.map(([name, uri, , where, rung]) => [name, String(uri).replace(/[0-9a-f]{32}/, 'ID'), where, rung]),
    ),
  ).toEqual([
    Array.from({ length: 6 }, () => ['viz', 'models:/m-ID', 'loggedModel', 'pickle']),
    Array.from({ length: 6 }, () => ['viz', 'runs:/ID/viz', 'runArtifact', 'pickle']),
  ]);
});

it('ends with its signal', async () => {
  const store = await open(copyOfFlowers());
  const controller = new AbortController();
  const found = listVisualizations(store, controller.signal);

  await found.next();
  controller.abort();

  await expect(found.next()).rejects.toMatchObject({ reason: 'cancelled' });
});

it('follows an alias to another version, and says when it is gone', async () => {
  const store = await open(copyOfFlowers(), true);
  const [petals] = await collectVisualizations(store);
  if (petals === undefined) {
    throw new Error('the sample has visualizations');
  }

  await store.registry.setAlias({ name: 'petals', version: '1' }, 'current');
  const moved = await resolveVisualization(store, petals);
  await store.registry.deleteAlias('petals', 'current');

  expect([moved.modelUri, moved.version]).toEqual(['models:/petals@current', '1']);
  await expect(resolveVisualization(store, petals)).rejects.toMatchObject({
    reason: 'notFound',
    details: { what: 'models:/petals@current' },
  });
});

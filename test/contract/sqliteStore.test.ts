import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { dumpStore } from '../../scripts/inspect/dumpStore.ts';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { unpackFixtureStore, type FixtureStoreName } from '../support/fixtureStores.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';

const archive = fileURLToPath(new URL('../../samples/flowers/archive/', import.meta.url));
const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0)) {
    dispose();
  }
});

function unpacked(name: FixtureStoreName): string {
  const fixture = unpackFixtureStore(name);
  disposables.push(fixture.dispose);
  return join(fixture.folder, 'mlflow.db');
}

function copiedArchive(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vizmod-archive-'));
  disposables.push(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(archive, join(folder, 'archive'), { recursive: true });
  return join(folder, 'archive', 'mlflow.db');
}

async function open(file: string): Promise<MlflowStore> {
  const store = await openStore(`sqlite:///${file}`, scriptStoreEnvironment({ workspaceFolders: [] }));
  disposables.push(() => store.dispose());
  return store;
}

const databases: readonly [string, MlflowVersion, () => string][] = [
  ['v1-db', '1.30', () => unpacked('v1-db')],
  ['the archive of the sample', '2.22', copiedArchive],
  ['v3-db', '3.18', () => unpacked('v3-db')],
];

test.each(databases)('reads %s as MLflow %s does, and leaves it as it is', async (_, version, place) => {
  const file = place();
  const before = readFileSync(file);
  const dump = await dumpStore(await open(file));
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(dump).toEqual(askOracle(version, 'dump_store.py', [`sqlite:///${file}`]));
});

test('finds artifacts where a moved database is now, through runs, versions and aliases', async () => {
  const { tracking } = await open(unpacked('v3-db'));
  const runs = await tracking.artifacts('36266aab2de743809b2e2cdd26b4ad73');
  const byAlias = await tracking.artifactsAt('models:/iris-clf@champion');
  const byNumber = await tracking.artifactsAt('models:/iris-clf/1');
  const signature = /run_id: (\w+)/.exec(new TextDecoder().decode(await byAlias.read('MLmodel')))?.[1];
  expect({
    run: (await runs.list('')).map((entry) => entry.path),
    byAlias: (await byAlias.list('')).length,
    byNumber: byNumber.root.split('/').slice(-3),
    signature,
  }).toEqual({
    run: ['confusion_matrix.png', 'per_class_metrics.csv'],
    byAlias: 7,
    byNumber: ['models', 'm-dc426a58ddc44835a92408d0b73de20d', 'artifacts'],
    signature: '7a26a79f5d3146f689003c50b5fb2687',
  });
});

test('finds the artifacts of the sample archive, whose location was renamed', async () => {
  const file = copiedArchive();
  const store = await open(file);
  const [version] = await store.registry.modelVersions('flowers-pilot');
  const model = await store.tracking.artifactsAt('models:/flowers-pilot@final');
  expect(version?.aliases).toEqual(['final']);
  expect((await model.list('')).map((entry) => entry.path)).toContain('MLmodel');
});

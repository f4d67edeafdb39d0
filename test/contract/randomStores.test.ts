import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dumpStore, type StoreDump } from '../../scripts/inspect/dumpStore.ts';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import { openStore } from '../../src/store/openStore.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';

const stores: readonly [MlflowVersion, 'mlruns' | 'mlflow.db', number][] = [
  ['1.30', 'mlruns', 2],
  ['2.22', 'mlruns', 4],
  ['3.18', 'mlruns', 3],
  ['3.18', 'mlflow.db', 5],
];

test.each(stores)('what MLflow %s writes at random into %s (seed %i) is read as it reads it', async (...args) => {
  const [version, name, seed] = args;
  const folder = temporaryFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  const uri = name === 'mlruns' ? path : `sqlite:///${path}`;
  askOracle(version, 'make_random_store.py', [uri, String(seed)]);
  const expected = askOracle(version, 'dump_store.py', [uri]) as StoreDump;
  expect(Object.keys(expected.runs).length).toBeGreaterThan(20);
  const store = await openStore(uri, scriptStoreEnvironment({ workspaceFolders: [] }));
  onTestFinished(() => store.dispose());
  expect(await dumpStore(store)).toEqual(expected);
});

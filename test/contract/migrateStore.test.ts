import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrateStore } from '../../src/launch/migrateStore.ts';
import type { MigrateProgress } from '../../src/launch/migrationOutput.ts';
import { openStore } from '../../src/store/openStore.ts';
import { countStore } from '../../src/store/storeCounts.ts';
import { folderTree } from '../support/folderTree.ts';
import { unpackFixtureStore } from '../support/fixtureStores.ts';
import { mlflowPython } from '../support/mlflowPython.ts';
import { testStoreEnvironment } from '../support/testStoreEnvironment.ts';

test('MLflow 3.18 moves a folder to a database that holds as much, and leaves the folder as it is', async () => {
  const fixture = unpackFixtureStore('v3-mlruns');
  try {
    const path = join(fixture.folder, 'mlruns');
    const databaseFile = join(fixture.folder, 'mlflow.db');
    const before = folderTree(path);
    const progress: MigrateProgress[] = [];
    const python = { path: mlflowPython('3.18'), version: '3.11.0', mlflowVersion: '3.18.0' };
    await migrateStore(
      { store: { kind: 'file', uri: `file://${path}`, path }, databaseFile, python, environment: process.env },
      {
        signal: new AbortController().signal,
        stopGraceMs: [1000, 1000],
        onOutput: () => undefined,
        onProgress: (step) => progress.push(step),
      },
    );
    const environment = testStoreEnvironment();
    const folder = await openStore(path, environment);
    const database = await openStore(`sqlite:///${databaseFile}`, environment);
    const counts = await countStore(database);
    expect(counts).toEqual(await countStore(folder));
    expect(progress.filter(({ what }) => what === 'experiments')).toHaveLength(counts.experiments);
    expect(folderTree(path)).toEqual(before);
    folder.dispose();
    database.dispose();
  } finally {
    fixture.dispose();
  }
});

import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { RunCollection, RunCollectionChange } from '../../src/store/runCollection.ts';
import type { StoreChange } from '../../src/store/trackingStore.ts';
import { unpackFixtureStore } from '../support/fixtureStores.ts';
import { startOracle } from '../support/mlflowPython.ts';

const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0).toReversed()) {
    dispose();
  }
});

/** The id of the experiment `long-metrics`, which the script logs into. */
const experimentId = '3';

async function openFollowed() {
  const fixture = unpackFixtureStore('v3-db');
  disposables.push(fixture.dispose);
  const uri = `sqlite:///${join(fixture.folder, 'mlflow.db')}`;
  const store = await openStore(uri, scriptStoreEnvironment({ workspaceFolders: [] }));
  disposables.push(() => store.dispose());
  const changes: StoreChange[] = [];
  store.tracking.onDidChange((change) => changes.push(change));
  const { collection } = store.runCollections.lease([experimentId]);
  await collection.loaded;
  return { uri, store, collection, changes, finishedRun: String(fixture.manifest['steps2k']) };
}

/** A real Python script that logs what it is told to, one thing at a time. */
async function startScript(uri: string) {
  const script = startOracle('3.18', 'live_script.py', [uri, 'long-metrics']);
  disposables.push(() => script.kill());
  const answers = createInterface({ input: script.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => String((await answers.next()).value);
  expect(await nextLine()).toBe('ready');
  return async (command: string): Promise<string> => {
    script.stdin.write(`${command}\n`);
    return await nextLine();
  };
}

/** Resolves as soon as it is as `isReached` says; the test's own time limit is the only one. */
async function until(collection: Pick<RunCollection, 'onDidChange'>, isReached: () => boolean): Promise<void> {
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

test('a script that logs into a database shows up with what it logs, ends and is deleted', async () => {
  const { uri, store, collection, changes } = await openFollowed();
  const does = await startScript(uri);
  changes.length = 0;
  const runId = await does('start');
  await until(collection, () => collection.table.rowOf(runId) !== undefined);
  const row = collection.table.rowOf(runId) ?? -1;
  expect(collection.table.info(row)).toMatchObject({ runId, runName: 'live', status: 'RUNNING' });

  await does('param depth 7');
  await does('metric loss 0.5 1');
  await until(collection, () => collection.table.metrics.get('loss')?.get(row)?.step === 1);
  await until(collection, () => collection.table.run(row).params.get('depth') === '7');
  const ofRun = { kind: 'run', experimentId, runId };
  expect(changes).toEqual(changes.map(() => expect.objectContaining(ofRun) as unknown));

  changes.length = 0;
  const rowChanges: RunCollectionChange[] = [];
  collection.onDidChange((change) => rowChanges.push(change));
  await does('metric loss nan 2');
  await until(collection, () => collection.table.metrics.get('loss')?.get(row)?.step === 2);
  expect(changes).toEqual([{ ...ofRun, metricKeys: ['loss'] }]);
  expect(rowChanges).toEqual([{ kind: 'changed', rows: [row], metricKeys: ['loss'] }]);

  await does('end FINISHED');
  await until(collection, () => collection.table.status.get(row) === 'FINISHED');
  expect(collection.table.run(row)).toEqual(await store.tracking.run(runId));
  await does('delete');
  await until(collection, () => collection.table.lifecycleStage.get(row) === 'deleted');
  expect(changes.every((change) => change.kind === 'run')).toBe(true);

  await does('experiment another');
  await until({ onDidChange: (listener) => store.tracking.onDidChange(() => listener({ kind: 'progress' })) }, () =>
    changes.some(({ kind }) => kind === 'experiments'),
  );
  expect((await store.tracking.experiments('active')).map(({ name }) => name)).toContain('another');
});

test('what this process writes to a run that is over is told of that run, and a registry write as such', async () => {
  const { store, collection, changes, finishedRun } = await openFollowed();
  changes.length = 0;
  await store.tracking.setTags(finishedRun, new Map([['mood', 'fine']]));
  const row = collection.table.rowOf(finishedRun) ?? -1;
  await until(collection, () => collection.table.run(row).tags.get('mood') === 'fine');
  await store.tracking.logMetrics(finishedRun, [{ key: 'later', value: 1, step: 0, timestamp: 1 }]);
  await until(collection, () => collection.table.metrics.get('later')?.has(row) === true);
  expect(new Set(changes.map((change) => ('runId' in change ? change.runId : change.kind)))).toEqual(
    new Set([finishedRun]),
  );

  await store.registry.createRegisteredModel('told');
  expect(changes.at(-1)).toEqual({ kind: 'registry' });
});

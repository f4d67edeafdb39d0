import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { generateFileStore, type GeneratedStore } from '../../scripts/bench/generateFileStore.ts';
import { NodeFileAccess } from '../../src/store/file/fileAccess.ts';
import { fileStoreJobs } from '../../src/store/file/fileStoreJobs.ts';
import { inlineJobs } from '../../src/store/inlineJobs.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { RunCollection, RunCollectionChange } from '../../src/store/runCollection.ts';
import { storeJobHandlers } from '../../src/store/storeJobHandlers.ts';
import type { StoreJobs } from '../../src/store/storeJobs.ts';
import type { StoreChange } from '../../src/store/trackingStore.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { startOracle } from '../support/mlflowPython.ts';
import { testStoreEnvironment } from '../support/testStoreEnvironment.ts';

const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0).toReversed()) {
    dispose();
  }
});

function generatedStore(runs: number): GeneratedStore {
  const folder = temporaryFolder();
  disposables.push(() => rmSync(folder, { recursive: true, force: true }));
  return generateFileStore(`${folder}/mlruns`, runs, { isBare: true, params: 0, metrics: 0, lossPoints: 0, tags: 0 });
}

/** A real Python script that logs what it is told to, one thing at a time. */
async function startScript(root: string) {
  const script = startOracle('3.18', 'live_script.py', [root, 'bench']);
  disposables.push(() => script.kill());
  const lines = createInterface({ input: script.stdout });
  const answers = lines[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => String((await answers.next()).value);
  expect(await nextLine()).toBe('ready');
  return {
    /** @returns the id of the script's run */
    does: async (command: string): Promise<string> => {
      script.stdin.write(`${command}\n`);
      return await nextLine();
    },
    end: async (): Promise<void> => {
      script.stdin.end();
      await once(script, 'close');
    },
  };
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

async function openGenerated({ root, experimentId }: GeneratedStore, access = new NodeFileAccess()) {
  const handlers = { ...storeJobHandlers(), ...fileStoreJobs(access) };
  const store = await openStore(root, testStoreEnvironment({ startWorker: () => inlineJobs<StoreJobs>(handlers) }));
  disposables.push(() => store.dispose());
  const changes: StoreChange[] = [];
  store.tracking.onDidChange((change) => changes.push(change));
  const { collection } = store.runCollections.lease([experimentId]);
  await collection.loaded;
  return { store, collection, changes };
}

test('with 10,000 runs, a metric that Python appends costs at most three opened files and changes one row', async () => {
  const generated = generatedStore(10_000);
  const access = new NodeFileAccess();
  const { collection, changes } = await openGenerated(generated, access);
  const script = await startScript(generated.root);
  const runId = await script.does('start');
  await until(collection, () => collection.table.rowOf(runId) !== undefined);
  await script.does('metric loss 0.5 1');
  const row = collection.table.rowOf(runId) ?? -1;
  await until(collection, () => collection.table.metrics.get('loss')?.get(row)?.step === 1);

  const rowChanges: RunCollectionChange[] = [];
  collection.onDidChange((change) => rowChanges.push(change));
  changes.length = 0;
  access.counts.opened = 0;
  await script.does('metric loss 0.25 2');
  await until(collection, () => collection.table.metrics.get('loss')?.get(row)?.step === 2);

  expect(access.counts.opened).toBeGreaterThan(0);
  expect(access.counts.opened).toBeLessThanOrEqual(3);
  expect(changes).toEqual([{ kind: 'run', experimentId: generated.experimentId, runId, metricKeys: ['loss'] }]);
  expect(rowChanges).toEqual([{ kind: 'changed', rows: [row], metricKeys: ['loss'] }]);
  expect(collection.table.metrics.get('loss')?.values.get(row)).toBe(0.25);
  await script.end();
});

test('a script that runs shows up with what it logs, ends and is deleted, and so does a new experiment', async () => {
  const generated = generatedStore(3);
  const { store, collection, changes } = await openGenerated(generated);
  const script = await startScript(generated.root);
  const runId = await script.does('start');
  await until(collection, () => collection.table.rowOf(runId) !== undefined);
  const row = collection.table.rowOf(runId) ?? -1;
  expect(collection.table.info(row)).toMatchObject({ runId, runName: 'live', status: 'RUNNING' });

  await script.does('param depth 7');
  await script.does('metric val/deep/loss 0.5 1');
  await until(collection, () => collection.table.metrics.get('val/deep/loss')?.has(row) === true);
  await script.does('metric val/deep/loss nan 2');
  await until(collection, () => collection.table.metrics.get('val/deep/loss')?.get(row)?.step === 2);
  await script.does('end FINISHED');
  await until(collection, () => collection.table.status.get(row) === 'FINISHED');

  const run = await store.tracking.run(runId);
  expect(collection.table.run(row)).toEqual(run);
  expect(run.params).toEqual(new Map([['depth', '7']]));
  expect(run.metrics.get('val/deep/loss')?.value).toBeNaN();

  await script.does('delete');
  await until(collection, () => collection.table.lifecycleStage.get(row) === 'deleted');

  await script.does('experiment another');
  await new Promise<void>((resolve) => {
    const look = (): void => (changes.some(({ kind }) => kind === 'experiments') ? resolve() : undefined);
    store.tracking.onDidChange(look);
    look();
  });
  const names = (await store.tracking.experiments('active')).map(({ name }) => name);
  expect(names).toContain('another');
  await script.end();
});

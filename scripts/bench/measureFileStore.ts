// How long our store takes for the runs and one metric of a file store, in milliseconds, and the peak memory of its process, in MB, as JSON.
//   node scripts/bench/measureFileStore.ts WORKER RUNS_ROOT EXPERIMENT_ID HISTORY_ROOT RUN_ID SNAPSHOTS REPEATS
import { startWorkerThread } from '../../src/host/workerThreadRunner.ts';
import { RunTable } from '../../src/model/runTable.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { StoreJobs } from '../../src/store/storeJobs.ts';
import type { RunBatch } from '../../src/store/trackingStore.ts';
import { scriptStoreEnvironment } from '../lib/storeEnvironment.ts';
import { medianMs } from './benchRow.ts';

const [worker = '', root = '', experimentId = '', historyRoot = '', runId = '', snapshotFolder = '', repeats = ''] =
  process.argv.slice(2);

const startWorker = () => startWorkerThread<StoreJobs>(worker);

/** Opens a store as after a start of VS Code, so with new workers. */
async function withStore<Result>(
  folder: string,
  snapshots: string | undefined,
  work: (store: MlflowStore) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(folder, scriptStoreEnvironment({ startWorker, snapshotFolder: snapshots }));
  try {
    return await work(store);
  } finally {
    store.dispose();
  }
}

/** @returns the runs that have come when `isEnough` */
async function list(
  snapshots: string | undefined,
  isEnough: (batch: RunBatch, runs: number) => boolean,
): Promise<number> {
  return await withStore(root, snapshots, async ({ tracking }) => {
    const table = new RunTable();
    for await (const batch of tracking.runs({ experimentIds: [experimentId], view: 'all' })) {
      table.append(batch.runs);
      if (isEnough(batch, table.length)) {
        break;
      }
    }
    return table.length;
  });
}

async function history(): Promise<number> {
  return await withStore(historyRoot, undefined, async ({ tracking }) => {
    return (await tracking.metricHistory(runId, 'loss')).steps.length;
  });
}

/** Opening once leaves a snapshot too, but only after a while. */
async function takeSnapshot(): Promise<void> {
  const runner = startWorker();
  await runner.run('fileSnapshotRefresh', { snapshotFolder, root, experimentId });
  runner.dispose();
}

async function timed(work: () => Promise<number>) {
  return { count: await work(), ms: await medianMs(Number(repeats), work) };
}

const works = {
  list: await timed(async () => await list(undefined, (batch) => batch.isComplete)),
  firstPage: await timed(async () => await list(undefined, (_, runs) => runs >= 100)),
  history: await timed(history),
};
const peakMB = process.resourceUsage().maxRSS / 1024;
await takeSnapshot();
const reopen = await timed(async () => await list(snapshotFolder, (batch) => batch.supersedes));
const reopenExact = await timed(async () => await list(snapshotFolder, (batch) => batch.isComplete));
console.log(JSON.stringify({ ...works, reopen, reopenExact, peakMB }));

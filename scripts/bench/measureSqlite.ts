// How long our store takes for the runs and one metric of a database, in milliseconds, and the peak memory of its process, in MB, as JSON.
//   node scripts/bench/measureSqlite.ts WORKER DATABASE_FILE EXPERIMENT_ID RUN_ID REPEATS
import { startWorkerThread } from '../../src/host/workerThreadRunner.ts';
import { RunTable } from '../../src/model/runTable.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { StoreJobs } from '../../src/store/storeJobs.ts';
import { scriptStoreEnvironment } from '../lib/storeEnvironment.ts';
import { medianMs } from './benchRow.ts';

const [worker = '', file = '', experimentId = '', runId = '', repeats = ''] = process.argv.slice(2);
const environment = scriptStoreEnvironment({ startWorker: () => startWorkerThread<StoreJobs>(worker) });
const store = await openStore(`sqlite:///${file}`, environment);

async function list(wanted: number): Promise<number> {
  const table = new RunTable();
  for await (const batch of store.tracking.runs({ experimentIds: [experimentId], view: 'all' })) {
    table.append(batch.runs);
    if (table.length >= wanted) {
      break;
    }
  }
  return table.length;
}

async function timed(work: () => Promise<number>) {
  return { count: await work(), ms: await medianMs(Number(repeats), work) };
}

const result = {
  list: await timed(async () => await list(Infinity)),
  firstPage: await timed(async () => await list(100)),
  history: await timed(async () => (await store.tracking.metricHistory(runId, 'history')).steps.length),
  peakMB: process.resourceUsage().maxRSS / 1024,
};
store.dispose();
console.log(JSON.stringify(result));

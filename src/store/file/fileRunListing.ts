import { cancelledError, throwIfAborted } from '../../model/mlflowError.ts';
import { RunTable } from '../../model/runTable.ts';
import type { JobPool } from '../jobPool.ts';
import type { RunBatch, RunQuery, StoreProblem } from '../trackingStore.ts';
import { fromWireProblem } from './fileProblems.ts';
import type { FileStoreJobs } from './fileStoreJobs.ts';
import type { RunFolderGroup, RunScan } from './scanRuns.ts';
import type { RunHeads } from './runHeads.ts';

/** What a person sees first comes alone; the rest comes in pieces that the receiver takes in without a noticeable pause. */
const firstBatchSize = 100;
const batchSize = 500;

/** One run of a listing. */
interface OrderedRun {
  readonly experimentId: string;
  readonly folder: string;
  readonly runId: string;
  readonly startTime: number;
}

/** The runs that a query is about, in the order of the answer, before anything but their meta.yaml is read. */
export interface RunOrder {
  readonly groups: readonly (readonly RunFolderGroup[])[];
  readonly total: number;
  readonly problems: readonly StoreProblem[];
}

/** Lists from the files alone: newest first by start time, then id (MLflow's default order). */
export async function* listRunsFromFiles(
  pool: JobPool<FileStoreJobs>,
  root: string,
  query: RunQuery,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunBatch> {
  const order = await orderRuns(pool, root, query, signal);
  yield* scanInOrder(pool, order, signal);
}

export async function orderRuns(
  pool: JobPool<FileStoreJobs>,
  root: string,
  query: RunQuery,
  signal: AbortSignal | undefined,
): Promise<RunOrder> {
  const shares = pool.size;
  const parts = await Promise.all(
    query.experimentIds.flatMap((experimentId) =>
      Array.from({ length: shares }, async (_, share) => ({
        experimentId,
        heads: await pool.run('fileRunHeads', { root, experimentId, view: query.view, share, shares }, { signal }),
      })),
    ),
  );
  const runs = parts.flatMap(({ experimentId, heads }) => orderedRuns(experimentId, heads));
  runs.sort(compareRuns);
  const wanted = runs.slice(0, query.maxResults);
  return {
    groups: chunks(wanted).map(groupByExperiment),
    total: wanted.length,
    problems: parts.flatMap(({ heads }) => heads.problems.map(fromWireProblem)),
  };
}

async function* scanInOrder(
  pool: JobPool<FileStoreJobs>,
  order: RunOrder,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunBatch> {
  const abort = new AbortController();
  const forward = (): void => abort.abort();
  signal?.addEventListener('abort', forward, { once: true });
  try {
    const scans = order.groups.map(async (groups) => await scan(pool, groups, abort.signal));
    // A scan that fails while an earlier one is awaited is met when its turn comes.
    for (const started of scans) {
      started.catch(() => undefined);
    }
    let { problems } = order;
    for (const [index, started] of scans.entries()) {
      const { runs, problems: found } = await started;
      throwIfAborted(signal, 'the listing');
      yield batchOf(runs, [...problems, ...found.map(fromWireProblem)], order.total, index === scans.length - 1);
      problems = [];
    }
    if (scans.length === 0) {
      yield batchOf(new RunTable().toData(), problems, 0, true);
    }
  } finally {
    signal?.removeEventListener('abort', forward);
    abort.abort();
  }
}

async function scan(
  pool: JobPool<FileStoreJobs>,
  groups: readonly RunFolderGroup[],
  signal: AbortSignal,
): Promise<RunScan> {
  let scanned: RunScan | undefined;
  await pool.run(
    'fileScanRuns',
    { groups },
    {
      signal,
      priority: 'bulk',
      onProgress: (progress) => {
        scanned = progress;
      },
    },
  );
  if (scanned === undefined) {
    throw cancelledError('the listing');
  }
  return scanned;
}

function batchOf(
  runs: RunScan['runs'],
  problems: readonly StoreProblem[],
  total: number,
  isComplete: boolean,
): RunBatch {
  return { runs, removedRunIds: [], supersedes: false, verified: true, isComplete, total, problems };
}

function orderedRuns(experimentId: string, heads: RunHeads): readonly OrderedRun[] {
  const { folder, runIds, startTimes } = heads;
  return folder === undefined
    ? []
    : runIds.map((runId, index) => ({
        experimentId,
        folder,
        runId,
        startTime: startTimes[index] ?? Number.NEGATIVE_INFINITY,
      }));
}

function compareRuns(a: OrderedRun, b: OrderedRun): number {
  if (a.startTime !== b.startTime) {
    return a.startTime > b.startTime ? -1 : 1;
  }
  return a.runId < b.runId ? -1 : 1;
}

function chunks(runs: readonly OrderedRun[]): readonly (readonly OrderedRun[])[] {
  const parts = [runs.slice(0, firstBatchSize)];
  for (let start = firstBatchSize; start < runs.length; start += batchSize) {
    parts.push(runs.slice(start, start + batchSize));
  }
  return parts.filter((part) => part.length > 0);
}

/** Neighbours of one experiment together, so that the order of the answer stays. */
function groupByExperiment(runs: readonly OrderedRun[]): readonly RunFolderGroup[] {
  const groups: { experimentId: string; folder: string; runIds: string[] }[] = [];
  for (const { experimentId, folder, runId } of runs) {
    const last = groups.at(-1);
    if (last?.folder === folder) {
      last.runIds.push(runId);
    } else {
      groups.push({ experimentId, folder, runIds: [runId] });
    }
  }
  return groups;
}

import { throwIfAborted } from '../../model/mlflowError.ts';
import { RunTable, type RunTableData } from '../../model/runTable.ts';
import { AsyncQueue } from '../../util/asyncQueue.ts';
import type { JobPool } from '../jobPool.ts';
import type { RunBatch, RunQuery, StoreProblem } from '../trackingStore.ts';
import { fromWireProblem } from './fileProblems.ts';
import { listRunsFromFiles } from './fileRunListing.ts';
import type { FileStoreJobs } from './fileStoreJobs.ts';
import type { RunScan } from './scanRuns.ts';
import type { SnapshotKey } from './snapshotFile.ts';
import type { SnapshotCheck } from './snapshotJobs.ts';

/** Whether a query may be answered from snapshots, which hold whole experiments. */
export function mayUseSnapshots(query: RunQuery): boolean {
  return query.verified !== true && query.maxResults === undefined && query.view === 'all';
}

/**
 * Lists experiments by their snapshots: what was there last time at once; then what meta.yaml and the key folders
 * show to have changed; then, verified, what every file shows. Without snapshots it lists the files. Either way it leaves snapshots that
 * are up to date, written when nothing else is to be done.
 */
export async function* listRunsBySnapshots(
  pool: JobPool<FileStoreJobs>,
  root: string,
  snapshotFolder: string,
  query: RunQuery,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunBatch> {
  const keys = query.experimentIds.map((experimentId) => ({ snapshotFolder, root, experimentId }));
  const loading = startLoading(pool, keys, signal);
  const checking = checkAll(pool, keys, 'quick', signal);
  // Met when it is awaited; until then the pieces are.
  checking.catch(() => undefined);
  const shown = new Set<string>();
  for await (const runs of loading.pieces) {
    throwIfAborted(signal, 'the listing');
    addAll(shown, runs.runIds);
    yield unverified(runs);
  }
  const loaded = await loading.identities;
  const quick = await checking;
  const isOfLoaded = (check: CheckOutcome): boolean =>
    loaded.every((identity, index) => identity !== undefined && check.identities[index] === identity);
  if (isOfLoaded(quick)) {
    addAll(shown, quick.runs.runIds);
    yield { ...unverified(quick.runs), removedRunIds: quick.removedRunIds, supersedes: true };
  }
  const deep = isOfLoaded(quick) ? await checkAll(pool, keys, 'deep', signal) : quick;
  if (isOfLoaded(deep)) {
    const { runs, removedRunIds, problems } = deep;
    yield { runs, removedRunIds, problems, supersedes: true, verified: true, isComplete: true };
  } else {
    yield* supersede(listRunsFromFiles(pool, root, query, signal), shown);
  }
  if (quick.isStale || deep.isStale) {
    refreshLater(pool, keys);
  }
}

/** The listing takes the place of what was shown: there was no whole set of snapshots, or another one than was checked. */
async function* supersede(listing: AsyncIterable<RunBatch>, shown: Set<string>): AsyncGenerator<RunBatch> {
  const supersedes = shown.size > 0;
  for await (const batch of listing) {
    for (const runId of batch.runs.runIds) {
      shown.delete(runId);
    }
    yield { ...batch, supersedes, removedRunIds: batch.isComplete ? [...shown] : [] };
  }
}

function addAll(set: Set<string>, values: readonly string[]): void {
  for (const value of values) {
    set.add(value);
  }
}

function unverified(runs: RunTableData): RunBatch {
  return { runs, removedRunIds: [], supersedes: false, verified: false, isComplete: false, problems: [] };
}

function startLoading(
  pool: JobPool<FileStoreJobs>,
  keys: readonly SnapshotKey[],
  signal: AbortSignal | undefined,
): { readonly pieces: AsyncIterable<RunTableData>; readonly identities: Promise<readonly (string | undefined)[]> } {
  const pieces = new AsyncQueue<RunTableData>();
  const onProgress = (piece: RunTableData): void => pieces.push(piece);
  const identities = Promise.all(
    keys.map(async (key) => await pool.run('fileSnapshotLoad', key, { signal, onProgress })),
  );
  identities.then(
    () => pieces.end(),
    (error: unknown) => pieces.end({ error }),
  );
  return { pieces, identities };
}

interface CheckOutcome {
  /** Of the snapshot of each experiment that was checked; undefined where there was none, or it changed meanwhile. */
  readonly identities: readonly (string | undefined)[];
  readonly runs: RunTableData;
  readonly removedRunIds: readonly string[];
  readonly problems: readonly StoreProblem[];
  readonly isStale: boolean;
}

async function checkAll(
  pool: JobPool<FileStoreJobs>,
  keys: readonly SnapshotKey[],
  depth: 'quick' | 'deep',
  signal: AbortSignal | undefined,
): Promise<CheckOutcome> {
  const table = new RunTable();
  const problems: StoreProblem[][] = [];
  const onProgress = (scan: RunScan): void => {
    table.append(scan.runs);
    problems.push(scan.problems.map(fromWireProblem));
  };
  const shares = pool.size;
  const priority = depth === 'quick' ? 'urgent' : 'bulk';
  const checks = await Promise.all(
    keys.map(async (key) => {
      const parts = Array.from({ length: shares }, (_, share) => ({ ...key, depth, share, shares }));
      return await Promise.all(
        parts.map(async (part) => await pool.run('fileSnapshotCheck', part, { signal, priority, onProgress })),
      );
    }),
  );
  return {
    identities: checks.map(commonIdentity),
    runs: table.toData(),
    removedRunIds: checks.flat().flatMap((check) => check.removedRunIds),
    problems: problems.flat(),
    isStale: checks.flat().some((check) => check.isStale),
  };
}

function commonIdentity(checks: readonly SnapshotCheck[]): string | undefined {
  const [first] = checks;
  return checks.every((check) => check.identity === first?.identity) ? first?.identity : undefined;
}

/** Nobody waits for it, and what goes wrong with it costs nothing but time at the next opening. */
function refreshLater(pool: JobPool<FileStoreJobs>, keys: readonly SnapshotKey[]): void {
  for (const key of keys) {
    pool.run('fileSnapshotRefresh', key, { priority: 'idle' }).catch(() => undefined);
  }
}

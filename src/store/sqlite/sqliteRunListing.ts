import { cancelledError, throwIfAborted } from '../../model/mlflowError.ts';
import { RunTable, type RunTableData } from '../../model/runTable.ts';
import { fromWireProblem } from '../file/fileProblems.ts';
import type { JobPool } from '../jobPool.ts';
import type { RunBatch, RunQuery, StoreProblem } from '../trackingStore.ts';
import type { SqliteRunPage, SqliteStoreJobs } from './sqliteStoreJobs.ts';

/** What a person sees first comes alone; each page is read in one go, and between pages others may write. */
export interface RunPageSizes {
  readonly first: number;
  readonly later: number;
}

export const sqliteRunPageSizes: RunPageSizes = { first: 100, later: 1000 };

/** The runs in MLflow's default order, as they were when the listing began; one that is deleted meanwhile may be missing. */
export async function* listRunsFromDatabase(
  pool: JobPool<SqliteStoreJobs>,
  file: string,
  { experimentIds, view, maxResults }: RunQuery,
  sizes: RunPageSizes,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunBatch> {
  const order = await pool.run('sqliteRunOrder', { file, experimentIds, view, maxResults }, { signal });
  if (order.length === 0) {
    yield batchOf(new RunTable().toData(), [], 0, true);
  }
  for (let start = 0; start < order.length;) {
    const end = Math.min(order.length, start + (start === 0 ? sizes.first : sizes.later));
    const page = await readPage(pool, file, order.slice(start, end), signal);
    throwIfAborted(signal, 'the listing');
    yield batchOf(page.runs, page.problems.map(fromWireProblem), order.length, end === order.length);
    start = end;
  }
}

async function readPage(
  pool: JobPool<SqliteStoreJobs>,
  file: string,
  runIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<SqliteRunPage> {
  let page: SqliteRunPage | undefined;
  await pool.run(
    'sqliteRuns',
    { file, runIds },
    {
      signal,
      priority: 'bulk',
      onProgress: (progress) => {
        page = progress;
      },
    },
  );
  if (page === undefined) {
    throw cancelledError('the listing');
  }
  return page;
}

function batchOf(runs: RunTableData, problems: readonly StoreProblem[], total: number, isComplete: boolean): RunBatch {
  return { runs, removedRunIds: [], supersedes: false, verified: true, isComplete, total, problems };
}

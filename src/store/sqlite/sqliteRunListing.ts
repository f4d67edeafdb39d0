import { cancelledError, throwIfAborted } from '../../model/mlflowError.ts';
import { fromWireProblem } from '../file/fileProblems.ts';
import type { JobPool, JobPriority } from '../jobPool.ts';
import type { RunBatch, RunQuery } from '../trackingStore.ts';
import type { SqliteRunPage, SqliteStoreJobs } from './sqliteStoreJobs.ts';

/** What a person sees first comes alone; each page is read in one go, and between pages others may write. */
export interface RunPageSizes {
  readonly first: number;
  readonly later: number;
}

export const sqliteRunPageSizes: RunPageSizes = { first: 100, later: 1000 };

/**
 * The runs in MLflow's default order, as they were when the listing began; one that is deleted meanwhile may be missing, and one that
 * is new meanwhile may come late.
 */
export async function* listRunsFromDatabase(
  pool: JobPool<SqliteStoreJobs>,
  file: string,
  { experimentIds, view, maxResults }: RunQuery,
  sizes: RunPageSizes,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunBatch> {
  const query = { file, experimentIds, view, maxResults };
  const head = await readPage(pool, 'sqliteRunHead', { ...query, head: sizes.first }, { signal, priority: 'urgent' });
  const seen = new Set([...head.page.runs.runIds, ...head.page.problems.map(({ runId }) => runId)]);
  yield batchOf(head.page, head.result ? seen.size : undefined, head.result);
  if (!head.result) {
    const order = await pool.run('sqliteRunOrder', query, { signal });
    // Runs that are new by now may push others beyond what was asked for.
    const later = order.filter((runId) => !seen.has(runId)).slice(0, (maxResults ?? Infinity) - seen.size);
    yield* readLater(pool, file, pagesOf(later, sizes.later), seen.size + later.length, signal);
  }
}

/** As many pages at a time as there are workers, one batch each, in order. */
async function* readLater(
  pool: JobPool<SqliteStoreJobs>,
  file: string,
  pages: readonly (readonly string[])[],
  total: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunBatch> {
  const stop = new AbortController();
  const options = {
    signal: AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]),
    priority: 'bulk',
  } as const;
  const read = async (runIds: readonly string[]): Promise<SqliteRunPage> =>
    (await readPage(pool, 'sqliteRuns', { file, runIds }, options)).page;
  const ahead: Promise<SqliteRunPage>[] = [];
  try {
    for (let index = 0; index < pages.length; index++) {
      while (ahead.length < pool.size && index + ahead.length < pages.length) {
        ahead.push(heldBack(read(pages[index + ahead.length] ?? [])));
      }
      const page = await ahead.shift();
      throwIfAborted(signal, 'the listing');
      if (page !== undefined) {
        yield batchOf(page, total, index === pages.length - 1);
      }
    }
  } finally {
    stop.abort();
  }
}

/** A failure is told when it is its turn, or never, when those before it were the last that were wanted. */
function heldBack<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

function pagesOf(runIds: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.max(1, Math.ceil(runIds.length / size)) }, (_, index) =>
    runIds.slice(index * size, (index + 1) * size),
  );
}

async function readPage<Name extends 'sqliteRunHead' | 'sqliteRuns'>(
  pool: JobPool<SqliteStoreJobs>,
  name: Name,
  params: SqliteStoreJobs[Name]['params'],
  options: { readonly signal: AbortSignal | undefined; readonly priority: JobPriority },
): Promise<{ readonly page: SqliteRunPage; readonly result: SqliteStoreJobs[Name]['result'] }> {
  let page: SqliteRunPage | undefined;
  const onProgress = (progress: SqliteRunPage): void => {
    page = progress;
  };
  const result = await pool.run(name, params, { ...options, onProgress });
  if (page === undefined) {
    throw cancelledError('the listing');
  }
  return { page, result };
}

function batchOf({ runs, problems }: SqliteRunPage, total: number | undefined, isComplete: boolean): RunBatch {
  return {
    runs,
    removedRunIds: [],
    supersedes: false,
    verified: true,
    isComplete,
    total,
    problems: problems.map(fromWireProblem),
  };
}

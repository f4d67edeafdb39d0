import type { JsonObject } from '../../model/json.ts';
import type { Run, ViewType } from '../../model/run.ts';
import { RunTable } from '../../model/runTable.ts';
import type { RunBatch, RunQuery, StoreProblem } from '../trackingStore.ts';
import { objectField, objectsField, textField } from './jsonFields.ts';
import { mlflowPath } from './paths.ts';
import { PageTokens } from './pages.ts';
import { readEach } from './readEach.ts';
import type { RestClient } from './restClient.ts';
import { runFrom } from './restEntities.ts';

/** How many entries to ask for at once. MLflow's page tokens hold an offset, so that pages of one answer may differ in size. */
export interface RestPageSizes {
  /** What a person sees first. */
  readonly firstRuns: number;
  readonly runs: number;
  readonly experiments: number;
  readonly points: number;
  readonly models: number;
}

export const restPageSizes: RestPageSizes = {
  firstRuns: 100,
  runs: 1000,
  experiments: 1000,
  points: 25_000,
  models: 1000,
};

export const viewNames: Readonly<Record<ViewType, string>> = {
  active: 'ACTIVE_ONLY',
  deleted: 'DELETED_ONLY',
  all: 'ALL',
};

export interface RestRunListingParts {
  readonly client: RestClient;
  readonly sizes: RestPageSizes;
  /** Called with the runs of each page before they are given. */
  readonly onPage: (runs: readonly Run[], isFirst: boolean) => void;
}

/**
 * In the server's default order, newest first. Runs that start meanwhile push others to the next page: what was given already is
 * left out there.
 */
export async function* listRunsFromServer(
  { client, sizes, onPage }: RestRunListingParts,
  { experimentIds, view, maxResults = Number.POSITIVE_INFINITY }: RunQuery,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunBatch> {
  const given = new Set<string>();
  const path = mlflowPath('runs/search');
  const tokens = new PageTokens(client.url + path);
  let token: string | undefined;
  let isComplete = experimentIds.length === 0;
  if (isComplete) {
    yield { ...batchOf([], given), isComplete, total: 0 };
  }
  while (!isComplete) {
    const size = token === undefined ? sizes.firstRuns : sizes.runs;
    const page = await client.postSearch(
      path,
      {
        experiment_ids: experimentIds,
        run_view_type: viewNames[view],
        max_results: Math.min(size, maxResults - given.size),
        page_token: token,
      },
      signal,
    );
    const problems: StoreProblem[] = [];
    const runs = readEach(objectsField(page, 'runs'), runFrom, problems, placeOf);
    onPage(runs, token === undefined);
    const batch = batchOf(runs, given, problems);
    token = given.size >= maxResults ? undefined : tokens.next(page);
    isComplete = token === undefined;
    yield { ...batch, isComplete, total: isComplete ? given.size : undefined };
  }
}

function batchOf(
  runs: readonly Run[],
  given: Set<string>,
  problems: readonly StoreProblem[] = [],
): Omit<RunBatch, 'isComplete' | 'total'> {
  const table = new RunTable();
  for (const run of runs) {
    if (!given.has(run.info.runId)) {
      given.add(run.info.runId);
      table.put(run);
    }
  }
  return { runs: table.toData(), removedRunIds: [], supersedes: false, verified: true, problems };
}

function placeOf(json: JsonObject): Omit<StoreProblem, 'error'> {
  const info = objectField(json, 'info');
  return { experimentId: textField(info, 'experiment_id'), runId: textField(info, 'run_id') };
}

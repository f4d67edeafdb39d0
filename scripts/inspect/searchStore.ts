import { RunTable } from '../../src/model/runTable.ts';
import type { ViewType } from '../../src/model/run.ts';
import { compileRunFilter } from '../../src/search/matchRuns.ts';
import { parseRunFilter } from '../../src/search/parseRunFilter.ts';
import { parseRunOrders } from '../../src/search/parseRunOrder.ts';
import type { SearchDialect } from '../../src/search/searchDialect.ts';
import { searchRuns } from '../../src/search/searchRuns.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import type { TrackingStore } from '../../src/store/trackingStore.ts';

/** What MLflow's `search_runs` is asked, apart from the experiments. */
export interface StoreSearch {
  readonly filter: string;
  readonly orderBy: readonly string[];
  readonly view: ViewType;
}

/** The ids of the runs that match, in order, over all experiments, deleted ones included. */
export async function searchStore({ tracking }: MlflowStore, search: StoreSearch): Promise<string[]> {
  return searchTable(await readRuns(tracking, search.view), search, searchDialect(tracking));
}

/** A server does not say where it keeps its runs; most keep them in a database. */
export function searchDialect(tracking: TrackingStore): SearchDialect {
  return tracking.kind === 'file' ? 'file' : 'sql';
}

/** The runs of a store that a view shows. */
export async function readRuns(tracking: TrackingStore, view: ViewType): Promise<RunTable> {
  const experiments = await tracking.experiments('all');
  const experimentIds = experiments.map((experiment) => experiment.experimentId);
  const table = new RunTable();
  for await (const batch of tracking.runs({ experimentIds, view, verified: true })) {
    table.append(batch.runs);
  }
  return table;
}

/** @throws MlflowError invalidFilter */
export function searchTable(
  table: RunTable,
  { filter, orderBy }: Omit<StoreSearch, 'view'>,
  dialect: SearchDialect,
): string[] {
  const query = {
    matches: compileRunFilter(parseRunFilter(filter), table, { dialect, now: Date.now() }),
    sortKeys: parseRunOrders(orderBy, dialect),
  };
  return Array.from(searchRuns(table, query), (row) => table.runId(row));
}

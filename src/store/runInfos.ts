import type { RunInfo } from '../model/run.ts';
import { RunTable } from '../model/runTable.ts';
import type { RunQuery, TrackingStore } from './trackingStore.ts';

/** The facts of the runs that a query is about, as the store has them once the answer is complete; in the order of the answer. */
export async function runInfos(
  tracking: Pick<TrackingStore, 'runs'>,
  query: RunQuery,
  signal?: AbortSignal,
): Promise<readonly RunInfo[]> {
  const infos = new Map<string, RunInfo>();
  for await (const batch of tracking.runs(query, signal)) {
    const table = RunTable.from(batch.runs);
    for (let row = 0; row < table.length; row++) {
      infos.set(table.runId(row), table.info(row));
    }
    for (const runId of batch.removedRunIds) {
      infos.delete(runId);
    }
  }
  // A batch that supersedes another may say that a run is not in the view any more.
  return [...infos.values()].filter((info) => query.view === 'all' || info.lifecycleStage === query.view);
}

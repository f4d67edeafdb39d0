import type { Run } from '../../src/model/run.ts';
import { RunTable } from '../../src/model/runTable.ts';
import type { RunBatch, RunQuery, StoreProblem, TrackingStore } from '../../src/store/trackingStore.ts';

export interface CollectedRuns {
  readonly batches: readonly RunBatch[];
  /** In the order of the answer, each as its last batch has it. */
  readonly runs: readonly Run[];
  readonly problems: readonly StoreProblem[];
}

/** Everything that a query answers, put together as its receiver has to. */
export async function collectRuns(store: TrackingStore, query: RunQuery): Promise<CollectedRuns> {
  const batches: RunBatch[] = [];
  const runs = new Map<string, Run>();
  for await (const batch of store.runs(query)) {
    batches.push(batch);
    const table = RunTable.from(batch.runs);
    for (let row = 0; row < table.length; row++) {
      runs.set(table.runId(row), table.run(row));
    }
    for (const runId of batch.removedRunIds) {
      runs.delete(runId);
    }
  }
  return { batches, runs: [...runs.values()], problems: batches.flatMap((batch) => batch.problems) };
}

import { toWireError } from '../model/wireError.ts';
import type { RunCounts } from '../protocol/experimentPanel.ts';
import type { RunCollection } from '../store/runCollection.ts';
import type { RunPredicate } from '../search/matchRuns.ts';
import type { RunMarks } from './panelMemory.ts';

/** Counts of everything loaded, in one pass. @param isInView whether a row is one of those to search among */
export function countRuns(
  collection: RunCollection,
  marks: RunMarks,
  isInView: RunPredicate,
): Omit<RunCounts, 'matching' | 'failure'> {
  const { table } = collection;
  const active = table.lifecycleStage.dictionary.indexOf('active');
  const runningCode = table.status.dictionary.indexOf('RUNNING');
  const counts = { runs: 0, deleted: 0, running: 0, hidden: 0, starred: 0 };
  for (let row = 0; row < table.length; row++) {
    counts.runs += isInView(row) ? 1 : 0;
    if (active < 0 || table.lifecycleStage.code(row) !== active) {
      counts.deleted++;
    } else if (runningCode >= 0 && table.status.code(row) === runningCode) {
      counts.running++;
    }
  }
  const countActive = (runIds: ReadonlySet<string>): number =>
    [...runIds].filter((runId) => table.lifecycleStage.get(table.rowOf(runId) ?? -1) === 'active').length;
  return {
    ...counts,
    hidden: countActive(marks.hidden),
    starred: countActive(marks.starred),
    isComplete: collection.isComplete && collection.isVerified,
    isStopped: collection.isStopped,
    loaded: table.length,
    total: collection.total,
    staleSince: collection.staleSince,
    problems: collection.problems.map(({ error }) => toWireError(error)),
  };
}

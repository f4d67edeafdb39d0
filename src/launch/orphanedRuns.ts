import type { TrackingStore } from '../store/trackingStore.ts';
import { endRun } from './endRun.ts';
import type { LaunchRecord, LaunchRecords } from './launchRecords.ts';

/**
 * Ends the runs whose launcher died before their script did: nobody saw how the process ended, so a run still open has FAILED, or was
 * KILLED if it had been asked to stop. A record whose store cannot be reached is kept for the next time. Resolves to how many were ended.
 */
export async function endOrphanedRuns(
  records: LaunchRecords,
  openStore: (uri: string) => Promise<TrackingStore>,
  onError: (record: LaunchRecord, error: unknown) => void,
): Promise<number> {
  let count = 0;
  for (const record of await records.orphans()) {
    try {
      const store = await openStore(record.run.storeUri);
      const end = { stoppedAt: record.stoppedAt, endTime: Date.now(), params: new Map(record.params) };
      await endRun(store, record.run.runId, end);
      await records.remove(record.run.runId);
      count += 1;
    } catch (error) {
      onError(record, error);
    }
  }
  return count;
}

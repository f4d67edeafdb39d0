import type { StoreChange } from '../trackingStore.ts';
import type { RunDigest, StoreDigest } from './sqliteDigest.ts';

/** What happened between two digests: by run where it is followed, by experiment where a row tells, else `store`. */
export function changesBetween(before: StoreDigest, now: StoreDigest): readonly StoreChange[] {
  const changes: StoreChange[] = [];
  if (before.experiments !== now.experiments) {
    changes.push({ kind: 'experiments' });
  }
  if (before.registry !== now.registry) {
    changes.push({ kind: 'registry' });
  }
  if (before.logged !== now.logged) {
    return [...changes, { kind: 'store' }];
  }
  for (const experimentId of new Set([...before.others.keys(), ...now.others.keys()])) {
    if (before.others.get(experimentId) !== now.others.get(experimentId)) {
      changes.push({ kind: 'runs', experimentId });
    }
  }
  for (const runId of new Set([...before.followed.keys(), ...now.followed.keys()])) {
    changes.push(...changesOfRun(runId, before.followed.get(runId), now.followed.get(runId)));
  }
  return changes;
}

function changesOfRun(
  runId: string,
  before: RunDigest | undefined,
  now: RunDigest | undefined,
): readonly StoreChange[] {
  const experimentId = now?.experimentId ?? before?.experimentId ?? '';
  if (before === undefined || now === undefined || before.facts !== now.facts) {
    return [{ kind: 'run', experimentId, runId }];
  }
  const keys = [...new Set([...before.metrics.keys(), ...now.metrics.keys()])];
  const metricKeys = keys.filter((key) => before.metrics.get(key) !== now.metrics.get(key));
  return metricKeys.length === 0 ? [] : [{ kind: 'run', experimentId, runId, metricKeys }];
}

import type { Run, RunStatus } from '../model/run.ts';
import type { TrackingStore } from '../store/trackingStore.ts';

export interface ProcessEnd {
  /** Absent when a signal ended the process, or when nobody saw it end. */
  readonly exitCode?: number | undefined;
  /** When the person asked to stop, milliseconds since 1970. */
  readonly stoppedAt?: number | undefined;
  readonly endTime: number;
  readonly params: ReadonlyMap<string, string>;
}

export interface RunEnd {
  readonly status: RunStatus;
  readonly overriddenParamKeys: readonly string[];
}

/**
 * Brings a run whose process is gone into its true state, and records the workspace params. They come last because MLflow refuses to
 * change a param: had we logged `epochs` first, a script that logs another value of `epochs` would fail. What the script logged stands.
 */
export async function endRun(store: TrackingStore, runId: string, end: ProcessEnd): Promise<RunEnd> {
  const run = await store.run(runId);
  const status = finalStatus(run, end);
  if (status !== run.info.status) {
    await store.updateRun(runId, { status, endTime: run.info.endTime ?? end.endTime });
  }
  const entries = [...end.params];
  const missing = entries.filter(([key]) => !run.params.has(key));
  if (missing.length > 0) {
    await store.logParams(runId, new Map(missing));
  }
  const overridden = entries.filter(([key, value]) => run.params.has(key) && run.params.get(key) !== value);
  return { status, overriddenParamKeys: overridden.map(([key]) => key) };
}

/**
 * KILLED after a stop, though MLflow writes FAILED when a script is interrupted; unless the run had ended before. Without a stop
 * a final status that the script's own MLflow wrote stands; a run still open was FINISHED by exit code 0 and FAILED by anything else.
 */
function finalStatus({ info }: Run, end: ProcessEnd): RunStatus {
  const isOpen = info.status === 'RUNNING' || info.status === 'SCHEDULED';
  if (end.stoppedAt !== undefined) {
    const endedBefore = !isOpen && info.endTime !== undefined && info.endTime < end.stoppedAt;
    return endedBefore ? info.status : 'KILLED';
  }
  if (!isOpen) {
    return info.status;
  }
  return end.exitCode === 0 ? 'FINISHED' : 'FAILED';
}

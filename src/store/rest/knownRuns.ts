import type { Run } from '../../model/run.ts';
import type { StoreChange } from '../trackingStore.ts';
import { runDifference } from './runDifference.ts';

/** Runs as the server orders them, newest first. */
export interface RunPage {
  readonly runs: readonly Run[];
  /** Whether there are no others. */
  readonly isAll: boolean;
}

/** What one look at a server saw: its newest runs, and the newest of those that are running. */
export interface RunSighting {
  readonly newest: RunPage;
  readonly running: RunPage;
}

/**
 * The runs of a server in which a change is looked for: the newest, and those that say they are running. Others are over, and not
 * compared.
 */
export class KnownRuns {
  #runs = new Map<string, Run>();

  /** Takes in what somebody has listed or read, so that it is not announced to them as new. */
  note(run: Run): void {
    this.#runs.set(run.info.runId, run);
  }

  forget(): void {
    this.#runs.clear();
  }

  /** @returns what happened since the runs were last noted or seen */
  compare({ newest, running }: RunSighting): readonly StoreChange[] {
    const seen = new Map([...newest.runs, ...running.runs].map((run) => [run.info.runId, run]));
    const changes = [...seen.values()].flatMap((run) => this.#changeOf(run));
    for (const [runId, run] of this.#runs) {
      const isMissed = covers(newest, run) || (run.info.status === 'RUNNING' && covers(running, run));
      if (isMissed && !seen.has(runId)) {
        // Over, or gone for good: reading it will tell.
        changes.push({ kind: 'run', experimentId: run.info.experimentId, runId });
      }
    }
    this.#runs = seen;
    return changes;
  }

  #changeOf(run: Run): readonly StoreChange[] {
    const { experimentId, runId } = run.info;
    const before = this.#runs.get(runId);
    const difference = before === undefined ? ({ kind: 'run' } as const) : runDifference(before, run);
    switch (difference.kind) {
      case 'none':
        return [];
      case 'metrics':
        return [{ kind: 'run', experimentId, runId, metricKeys: difference.metricKeys }];
      case 'run':
        return [{ kind: 'run', experimentId, runId }];
    }
  }
}

/** Whether the run would be on the page if it were still there. */
function covers({ runs, isAll }: RunPage, run: Run): boolean {
  const last = runs.at(-1);
  return isAll || (last !== undefined && (run.info.startTime ?? 0) > (last.info.startTime ?? 0));
}

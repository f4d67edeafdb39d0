import type { RunStatus } from '../model/run.ts';
import type { TrackingStore } from '../store/trackingStore.ts';
import type { Child, ChildExit } from './childProcess.ts';
import { endRun } from './endRun.ts';
import type { LaunchFacts } from './launchFacts.ts';
import type { LaunchRecord, LaunchRecords } from './launchRecords.ts';
import { processStart } from './runningProcess.ts';
import { Stopper, type StopGrace } from './stopper.ts';

export interface LaunchOutcome extends ChildExit {
  readonly status: RunStatus;
  /** Milliseconds. */
  readonly duration: number;
  /** Keys whose value the script logged itself, and differently: the script's value stands. */
  readonly overriddenParamKeys: readonly string[];
  /** Why the end could not be recorded; the status is then what it should have been. */
  readonly error?: unknown;
}

export interface LaunchedRunParts {
  readonly facts: LaunchFacts;
  readonly child: Child;
  readonly store: TrackingStore;
  readonly graceMs: StopGrace;
  readonly records: LaunchRecords | undefined;
}

/** A script that runs as an MLflow run, from the start of its process until its end is recorded. */
export class LaunchedRun {
  readonly facts: LaunchFacts;
  /** Never rejects; resolves once the end is recorded, or could not be. */
  readonly ended: Promise<LaunchOutcome>;
  readonly #parts: LaunchedRunParts;
  readonly #stopper: Stopper;
  readonly #startedAt = Date.now();
  #recorded: Promise<unknown>;

  constructor(parts: LaunchedRunParts) {
    this.facts = parts.facts;
    this.#parts = parts;
    this.#stopper = new Stopper(parts.child, parts.graceMs);
    this.#recorded = this.#record();
    this.ended = this.#follow();
  }

  get pid(): number {
    return this.#parts.child.pid;
  }

  /** Asks the script to end, as Ctrl-C does, and insists when it does not; asking again insists at once. */
  stop(): void {
    this.#stopper.stop();
    this.#recorded = this.#recorded.then(() => this.#record());
  }

  async #follow(): Promise<LaunchOutcome> {
    const { child, store, facts, records } = this.#parts;
    const exit = await child.exit;
    this.#stopper.end();
    const { stoppedAt } = this.#stopper;
    const end = { exitCode: exit.exitCode, stoppedAt, endTime: Date.now(), params: facts.params };
    const outcome = { ...exit, duration: end.endTime - this.#startedAt };
    await this.#recorded;
    try {
      const { status, overriddenParamKeys } = await endRun(store, facts.run.runId, end);
      await records?.remove(facts.run.runId);
      return { ...outcome, status, overriddenParamKeys };
    } catch (error) {
      const status = stoppedAt === undefined ? 'FAILED' : 'KILLED';
      return { ...outcome, status, overriddenParamKeys: [], error };
    }
  }

  async #record(): Promise<void> {
    const { child, facts, records } = this.#parts;
    if (records === undefined) {
      return;
    }
    const start = await processStart(child.pid);
    const record: LaunchRecord = {
      run: facts.run,
      pid: child.pid,
      params: [...facts.params],
      stoppedAt: this.#stopper.stoppedAt,
      processStart: start ?? '',
    };
    await records.save(record);
  }
}

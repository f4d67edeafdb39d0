import { Emitter, type Event } from '../util/events.ts';
import type { LaunchedRun } from './launchedRun.ts';

/** The launched runs whose end is not recorded yet: those that can be stopped from here. */
export class LaunchedRuns {
  readonly #runs = new Map<string, LaunchedRun>();
  readonly #didChange = new Emitter<LaunchedRun>();

  /** Fires with the run that was added or has ended. */
  readonly onDidChange: Event<LaunchedRun> = this.#didChange.event;

  get(runId: string): LaunchedRun | undefined {
    return this.#runs.get(runId);
  }

  /** Oldest first. */
  all(): readonly LaunchedRun[] {
    return [...this.#runs.values()];
  }

  add(run: LaunchedRun): void {
    const { runId } = run.facts.run;
    this.#runs.set(runId, run);
    void run.ended.then(() => {
      this.#runs.delete(runId);
      this.#didChange.fire(run);
    });
    this.#didChange.fire(run);
  }

  /** Stops all of them; their ends are recorded here or, if this process ends first, at the next start. */
  dispose(): void {
    for (const run of this.#runs.values()) {
      run.stop();
    }
    this.#didChange.dispose();
  }
}

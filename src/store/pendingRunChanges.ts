import type { StoreChange } from './trackingStore.ts';

/** What happened to some runs: the metrics that got new points where that is all, `undefined` where it may be more. */
export type RunChanges = ReadonlyMap<string, ReadonlySet<string> | undefined>;

/** Gathers the changes that concern some experiments until somebody has time for them. */
export class PendingRunChanges {
  readonly #experimentIds: ReadonlySet<string>;
  #runs = new Map<string, Set<string> | undefined>();
  #needsReload = false;

  constructor(experimentIds: Iterable<string>) {
    this.#experimentIds = new Set(experimentIds);
  }

  get isEmpty(): boolean {
    return !this.#needsReload && this.#runs.size === 0;
  }

  add(change: StoreChange): void {
    if (change.kind === 'store') {
      this.#needsReload = true;
    } else if (change.kind === 'runs' && this.#experimentIds.has(change.experimentId)) {
      this.#needsReload = true;
    } else if (change.kind === 'run' && this.#experimentIds.has(change.experimentId)) {
      this.#addRun(change.runId, change.metricKeys);
    }
  }

  /** Hands over what has gathered: `reload` when single runs would not do. */
  take(): 'reload' | RunChanges {
    const taken = this.#needsReload ? 'reload' : this.#runs;
    this.#needsReload = false;
    this.#runs = new Map();
    return taken;
  }

  #addRun(runId: string, metricKeys: readonly string[] | undefined): void {
    const known = this.#runs.get(runId);
    if (metricKeys === undefined || (known === undefined && this.#runs.has(runId))) {
      this.#runs.set(runId, undefined);
    } else {
      this.#runs.set(runId, new Set([...(known ?? []), ...metricKeys]));
    }
  }
}

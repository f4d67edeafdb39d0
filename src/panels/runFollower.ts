import { mlflowTags } from '../model/run.ts';
import type { RunCollection, RunCollectionChange } from '../store/runCollection.ts';
import { Disposables } from '../util/disposables.ts';
import type { Disposable } from '../util/events.ts';

export interface RunFollowerEvents {
  /** The run may be different. @param metricKeys the metrics that got new points, where that is all; absent: anything */
  readonly onRun: (metricKeys: readonly string[] | undefined) => void;
  /** Its parent, its children or the run that it is compared with may be others now. */
  readonly onRelations: () => void;
}

/** Hears of the changes of an experiment's runs only what concerns one run. */
export class RunFollower implements Disposable {
  readonly #collection: RunCollection;
  readonly #runId: string;
  readonly #events: RunFollowerEvents;
  readonly #disposables = new Disposables();

  constructor(collection: RunCollection, runId: string, events: RunFollowerEvents) {
    this.#collection = collection;
    this.#runId = runId;
    this.#events = events;
    this.#disposables.add(collection.onDidChange((change) => this.#changed(change)));
    // Why the runs could not be loaded is told where the relations are asked for.
    collection.loaded.then(
      () => this.#anything(),
      () => undefined,
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #anything(): void {
    if (!this.#disposables.isDisposed) {
      this.#events.onRun(undefined);
      this.#events.onRelations();
    }
  }

  #changed(change: RunCollectionChange): void {
    const own = this.#collection.table.rowOf(this.#runId);
    switch (change.kind) {
      case 'reset':
        this.#anything();
        break;
      case 'added': {
        const { from, to } = change;
        if (own !== undefined && own >= from && own < to) {
          this.#anything();
        } else if (this.#isRelated(Array.from({ length: to - from }, (_, index) => from + index))) {
          this.#events.onRelations();
        }
        break;
      }
      case 'changed':
        if (own !== undefined && change.rows.includes(own)) {
          this.#events.onRun(change.metricKeys);
        }
        if (change.metricKeys === undefined && this.#isRelated(change.rows)) {
          this.#events.onRelations();
        }
        break;
      case 'progress':
        break;
    }
  }

  /** Whether one of the rows is the run's, its parent's or a child's. */
  #isRelated(rows: readonly number[]): boolean {
    const { table } = this.#collection;
    const own = table.rowOf(this.#runId);
    const parents = table.tags.get(mlflowTags.parentRunId);
    const parent = own === undefined ? undefined : parents?.get(own);
    const parentRow = parent === undefined ? undefined : table.rowOf(parent);
    return rows.some((row) => row === own || row === parentRow || parents?.get(row) === this.#runId);
  }
}

import type { OpenStores } from '../host/openStores.ts';
import type { ExperimentReference } from '../model/references.ts';
import type { RowPredicate } from '../model/runForest.ts';
import type { RunTable } from '../model/runTable.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { Emitter, type Disposable, type Event } from '../util/events.ts';
import { ExperimentRuns, type ExperimentRunsChange } from './experimentRuns.ts';

/** Makes the filter over the present state of a table. */
export type MakeFilter = (store: MlflowStore, table: RunTable) => RowPredicate;

export interface FollowedChange {
  readonly experiment: ExperimentReference;
  readonly change: ExperimentRunsChange;
}

interface Followed {
  readonly experiment: ExperimentReference;
  readonly runs: ExperimentRuns;
}

/** The experiments whose runs are on show: these are loaded and kept current, and no others. */
export class FollowedExperiments implements Disposable {
  readonly #stores: OpenStores;
  readonly #followed = new Map<string, Followed>();
  readonly #onDidChange = new Emitter<FollowedChange>();
  readonly #onDidChangeRuns = new Emitter<void>();
  #makeFilter: MakeFilter = () => () => true;

  readonly onDidChange: Event<FollowedChange> = this.#onDidChange.event;
  /** Fires when other runs are followed, or the state of one has changed. */
  readonly onDidChangeRuns: Event<void> = this.#onDidChangeRuns.event;

  constructor(stores: OpenStores) {
    this.#stores = stores;
  }

  get runningCount(): number {
    return [...this.#followed.values()].reduce((count, { runs }) => count + runs.runningCount, 0);
  }

  setFilter(makeFilter: MakeFilter): void {
    this.#makeFilter = makeFilter;
    for (const { runs } of this.#followed.values()) {
      runs.reset();
    }
  }

  get(experiment: ExperimentReference): ExperimentRuns | undefined {
    return this.#followed.get(keyOf(experiment))?.runs;
  }

  /** Follows the experiment if it is not followed yet. Absent while its store is not open. */
  follow(experiment: ExperimentReference): ExperimentRuns | undefined {
    const known = this.get(experiment);
    const store = this.#stores.find(experiment.storeUri);
    if (known !== undefined || store === undefined) {
      return known;
    }
    const lease = store.runCollections.lease([experiment.experimentId]);
    const runs = new ExperimentRuns(lease, (table) => this.#makeFilter(store, table));
    this.#followed.set(keyOf(experiment), { experiment, runs });
    runs.onDidChange((change) => {
      this.#onDidChangeRuns.fire();
      this.#onDidChange.fire({ experiment, change });
    });
    void runs.hasContent().then(() => this.#onDidChangeRuns.fire());
    return runs;
  }

  release(experiment: ExperimentReference): void {
    const key = keyOf(experiment);
    this.#followed.get(key)?.runs.dispose();
    this.#followed.delete(key);
    this.#onDidChangeRuns.fire();
  }

  releaseAll(): void {
    const experiments = [...this.#followed.values()].map(({ experiment }) => experiment);
    experiments.forEach((experiment) => this.release(experiment));
  }

  dispose(): void {
    this.releaseAll();
    this.#onDidChange.dispose();
    this.#onDidChangeRuns.dispose();
  }
}

function keyOf({ storeUri, experimentId }: ExperimentReference): string {
  return `${storeUri}\n${experimentId}`;
}

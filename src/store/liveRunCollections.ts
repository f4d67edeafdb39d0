import type { Disposable } from '../util/events.ts';
import { LiveRunCollection, type FollowedStore } from './liveRunCollection.ts';
import type { RunCollectionLease, RunCollections } from './runCollection.ts';

interface SharedCollection {
  readonly collection: LiveRunCollection;
  leases: number;
}

/** The collections of one store: made with the first lease of the same experiments, let go with the last. */
export class LiveRunCollections implements RunCollections {
  readonly #store: FollowedStore;
  readonly #now: () => number;
  readonly #shared = new Map<string, SharedCollection>();

  /** @param now milliseconds since 1970 */
  constructor(store: FollowedStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  lease(experimentIds: readonly string[]): RunCollectionLease {
    const ids = [...new Set(experimentIds)].sort();
    const key = JSON.stringify(ids);
    const shared = this.#shared.get(key) ?? {
      collection: new LiveRunCollection(this.#store, ids, this.#now),
      leases: 0,
    };
    this.#shared.set(key, shared);
    shared.leases++;
    return { collection: shared.collection, ...this.#release(key, shared) };
  }

  refresh(): void {
    for (const { collection } of this.#shared.values()) {
      collection.refresh();
    }
  }

  dispose(): void {
    for (const { collection } of this.#shared.values()) {
      collection.dispose();
    }
    this.#shared.clear();
  }

  #release(key: string, shared: SharedCollection): Disposable {
    let isReleased = false;
    return {
      dispose: () => {
        if (!isReleased) {
          isReleased = true;
          shared.leases--;
        }
        if (shared.leases === 0 && this.#shared.get(key) === shared) {
          this.#shared.delete(key);
          shared.collection.dispose();
        }
      },
    };
  }
}

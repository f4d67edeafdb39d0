import type { MlflowStore } from '../store/mlflowStore.ts';
import type { StoreChange } from '../store/trackingStore.ts';
import type { Disposable } from '../util/events.ts';
import type { OpenStores } from './openStores.ts';

/** Follows what happens in the stores that are open, now or later; while it lives, they watch their files. */
export class StoreChanges implements Disposable {
  readonly #stores: OpenStores;
  readonly #onChange: (storeUri: string, change: StoreChange) => void;
  readonly #followed = new Map<MlflowStore, Disposable>();
  readonly #subscription: Disposable;

  constructor(stores: OpenStores, onChange: (storeUri: string, change: StoreChange) => void) {
    this.#stores = stores;
    this.#onChange = onChange;
    this.#subscription = stores.onDidChange(() => this.#follow());
    this.#follow();
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const subscription of this.#followed.values()) {
      subscription.dispose();
    }
    this.#followed.clear();
  }

  /** The URI that the store is known by in the window. */
  #uriOf(store: MlflowStore): string {
    return this.#stores.place(store.uri)?.uri ?? store.uri;
  }

  #follow(): void {
    const open = new Set(this.#stores.stores);
    for (const [store, subscription] of this.#followed) {
      if (!open.has(store)) {
        subscription.dispose();
        this.#followed.delete(store);
      }
    }
    for (const store of open) {
      if (!this.#followed.has(store)) {
        this.#followed.set(
          store,
          store.tracking.onDidChange((change) => this.#onChange(this.#uriOf(store), change)),
        );
      }
    }
  }
}

import type { MlflowStore } from '../store/mlflowStore.ts';
import type { Disposable, Event } from '../util/events.ts';

/** Where panels get their stores from. */
export interface PanelStores {
  /** @throws MlflowError when the store cannot be opened */
  open(storeUri: string): Promise<MlflowStore>;
  /** The store if it is open; opens it in the background if it is not and can be. */
  find(storeUri: string): MlflowStore | undefined;
  /** Fires when stores come, go or are opened. */
  readonly onDidChange: Event<void>;
}

export interface StoreSessionParts<Session> {
  readonly make: (store: Promise<MlflowStore>) => Session;
  /** The page has to ask for everything again. */
  readonly onDidRestart: () => void;
}

/** The session of a panel on a store; made anew when another store stands where the panel's was. */
export class StoreSession<Session extends Disposable> implements Disposable {
  readonly #following: Disposable;
  #current: Session;

  constructor(stores: PanelStores, storeUri: string, { make, onDidRestart }: StoreSessionParts<Session>) {
    const opening = stores.open(storeUri);
    this.#current = make(opening);
    this.#following = followStore(stores, storeUri, opening, (store) => {
      this.#current.dispose();
      this.#current = make(Promise.resolve(store));
      onDidRestart();
    });
  }

  get current(): Session {
    return this.#current;
  }

  dispose(): void {
    this.#following.dispose();
    this.#current.dispose();
  }
}

/** Tells when another store stands where the panel's was: a folder that was moved away and came back is a new store. */
function followStore(
  stores: PanelStores,
  storeUri: string,
  opening: Promise<MlflowStore>,
  onOther: (store: MlflowStore) => void,
): Disposable {
  let current: MlflowStore | undefined;
  let isSettled = false;
  void opening
    .then(
      (store) => {
        current = store;
      },
      // The session tells the page why; a store that opens later is another one.
      () => undefined,
    )
    .then(() => {
      isSettled = true;
    });
  return stores.onDidChange(() => {
    const found = isSettled ? stores.find(storeUri) : undefined;
    if (found !== undefined && found !== current) {
      current = found;
      onOther(found);
    }
  });
}

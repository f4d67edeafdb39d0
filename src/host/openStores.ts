import * as vscode from 'vscode';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter, type Event } from '../util/events.ts';
import { storePlace, type StorePlace } from './storePlaces.ts';

const activeStoreKey = 'activeStore';

export interface OpenStoresParts {
  readonly open: (uri: string) => MlflowStore | Promise<MlflowStore>;
  readonly collectPlaces: () => Promise<readonly StorePlace[]>;
  readonly memory: vscode.Memento;
}

/** One store and how far it is: not asked for yet, being opened, open, or failed. */
interface Slot {
  readonly place: StorePlace;
  opening?: Promise<MlflowStore>;
  store?: MlflowStore;
  error?: unknown;
}

/**
 * The stores of the window. Knowing that a store is there costs a look at the folders; it is opened when somebody needs what is
 * in it, and stays open until it disappears from the workspace and the settings. A store that failed to open is tried again
 * after {@link OpenStores.refresh}.
 */
export class OpenStores implements vscode.Disposable {
  readonly #parts: OpenStoresParts;
  readonly #slots = new Map<string, Slot>();
  readonly #added: StorePlace[] = [];
  readonly #onDidChange = new Emitter<void>();
  readonly #disposables = new Disposables();
  #collecting: Promise<void> | undefined;
  #isCollected = false;

  /** Fires when stores come or go, are opened or fail to, and when another one becomes active. */
  readonly onDidChange: Event<void> = this.#onDidChange.event;

  constructor(parts: OpenStoresParts) {
    this.#parts = parts;
  }

  /** Known so far; complete once {@link OpenStores.ready} is resolved. */
  get places(): readonly StorePlace[] {
    return [...this.#slots.values()].map((slot) => slot.place);
  }

  /** The stores that are open now, as one may change while they are gone through. */
  get stores(): readonly MlflowStore[] {
    return [...this.#slots.values()].flatMap((slot) => slot.store ?? []);
  }

  /** Whether the workspace was looked through, so that no store means there is none. */
  get isReady(): boolean {
    return this.#isCollected;
  }

  get active(): StorePlace | undefined {
    const remembered = this.#parts.memory.get<string>(activeStoreKey);
    return this.places.find((place) => place.uri === remembered) ?? this.places[0];
  }

  async setActive(uri: string): Promise<void> {
    await this.#parts.memory.update(activeStoreKey, uri);
    this.#onDidChange.fire();
  }

  /** Resolves when the workspace was looked through once. */
  async ready(): Promise<void> {
    await (this.#isCollected ? undefined : this.collect());
  }

  /** Looks through the workspace and the settings again. */
  async collect(): Promise<void> {
    this.#collecting ??= this.#collect().finally(() => {
      this.#collecting = undefined;
    });
    await this.#collecting;
  }

  /** Shows a store that neither the workspace nor the settings name, until the window closes. */
  add(uri: string): void {
    const place = storePlace(uri, 'sample');
    this.#added.push(place);
    if (!this.#slots.has(uri)) {
      this.#slots.set(uri, { place });
      this.#onDidChange.fire();
    }
  }

  /** Opens the store, or answers with the one that is open. */
  async open(uri: string): Promise<MlflowStore> {
    const slot = this.#slotOf(uri) ?? this.#newSlot(uri);
    slot.opening ??= this.#open(slot);
    return await slot.opening;
  }

  async openActive(): Promise<MlflowStore | undefined> {
    await this.ready();
    return this.active === undefined ? undefined : await this.open(this.active.uri);
  }

  /** Opens every store that can be opened. */
  async openAll(): Promise<readonly MlflowStore[]> {
    await this.ready();
    const opened = await Promise.allSettled(this.places.map((place) => this.open(place.uri)));
    return opened.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  }

  /** The store if it is open. If not it is opened in the background, and `onDidChange` tells when that is done. */
  find(uri: string): MlflowStore | undefined {
    const slot = this.#slotOf(uri);
    if (slot !== undefined && slot.opening === undefined) {
      slot.opening = this.#open(slot);
      // The slot keeps the error for whoever shows it.
      slot.opening.catch(() => undefined);
    }
    return slot?.store;
  }

  place(uri: string): StorePlace | undefined {
    return this.#slotOf(uri)?.place;
  }

  /** Why the store could not be opened. */
  errorOf(uri: string): unknown {
    return this.#slotOf(uri)?.error;
  }

  /** Looks again for stores, gives those that failed another chance, and reads the runs on show in the others anew. */
  async refresh(): Promise<void> {
    for (const slot of this.#slots.values()) {
      if (slot.error !== undefined) {
        delete slot.error;
        delete slot.opening;
      }
    }
    await this.collect();
    this.stores.forEach(({ runCollections }) => runCollections.refresh());
    this.#onDidChange.fire();
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const slot of this.#slots.values()) {
      slot.store?.dispose();
    }
    this.#slots.clear();
    this.#onDidChange.dispose();
  }

  async #collect(): Promise<void> {
    const places = [...(await this.#parts.collectPlaces()), ...this.#added];
    if (this.#disposables.isDisposed) {
      return;
    }
    const isFirst = !this.#isCollected;
    this.#isCollected = true;
    if (this.#replacePlaces(places) || isFirst) {
      this.#onDidChange.fire();
    }
  }

  /** @returns whether anything is different now */
  #replacePlaces(places: readonly StorePlace[]): boolean {
    const before = [...this.#slots.values()];
    this.#slots.clear();
    for (const place of places) {
      this.#slots.set(place.uri, before.find((slot) => slot.place.uri === place.uri) ?? { place });
    }
    for (const slot of before) {
      if (!this.#slots.has(slot.place.uri)) {
        slot.store?.dispose();
      }
    }
    return before.map((slot) => slot.place.uri).join('\n') !== [...this.#slots.keys()].join('\n');
  }

  /** By the URI it was found under, or by the one that the open store states. */
  #slotOf(uri: string): Slot | undefined {
    return this.#slots.get(uri) ?? [...this.#slots.values()].find((slot) => slot.store?.uri === uri);
  }

  #newSlot(uri: string): Slot {
    const slot = { place: storePlace(uri, 'setting') };
    this.#slots.set(uri, slot);
    return slot;
  }

  async #open(slot: Slot): Promise<MlflowStore> {
    try {
      const store = await this.#parts.open(slot.place.uri);
      if (this.#slots.get(slot.place.uri) !== slot) {
        store.dispose();
        throw new vscode.CancellationError();
      }
      slot.store = store;
      return store;
    } catch (error) {
      slot.error = error;
      throw error;
    } finally {
      this.#onDidChange.fire();
    }
  }
}

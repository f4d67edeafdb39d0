import * as vscode from 'vscode';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { ReadOnlyReason } from '../store/trackingStore.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter, type Event } from '../util/events.ts';
import { placeContext } from './placeContext.ts';
import { placeOf, type StorePlace } from './storePlaces.ts';
import { contactableUri, forgetFailure, isOnlyServerInCode, moved, type StoreSlot } from './storeSlot.ts';

const activeStoreKey = 'activeStore';

export interface OpenStoresParts {
  readonly open: (uri: string) => MlflowStore | Promise<MlflowStore>;
  readonly collectPlaces: () => Promise<readonly StorePlace[]>;
  readonly memory: vscode.Memento;
}

/**
 * The stores of the window. Knowing that a store is there costs a look at the folders; it is opened when somebody needs what is
 * in it, and stays open until it disappears from the workspace and the settings. A store that failed to open is tried again
 * after {@link OpenStores.refresh}.
 */
export class OpenStores implements vscode.Disposable {
  readonly #parts: OpenStoresParts;
  readonly #slots = new Map<string, StoreSlot>();
  readonly #samples = new Set<string>();
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

  /**
   * The stores that views may read without being asked to. A server that nothing but code names waits until somebody turns to it: an
   * example in some script may name one that is long gone, and a view would wait for it.
   */
  get placesToRead(): readonly StorePlace[] {
    const { active } = this;
    return [...this.#slots.values()]
      .filter(({ place, opening }) => place === active || opening !== undefined || !isOnlyServerInCode(place))
      .map(({ place }) => place);
  }

  /** The stores that are open now, as one may change while they are gone through. */
  get stores(): readonly MlflowStore[] {
    return [...this.#slots.values()].flatMap((slot) => slot.store ?? []);
  }

  /** Whether the workspace was looked through, so that no store means there is none. */
  get isReady(): boolean {
    return this.#isCollected;
  }

  /** The one that the person chose, else the one that MLflow itself would use (MLFLOW_TRACKING_URI), else the first. */
  get active(): StorePlace | undefined {
    const { places } = this;
    const remembered = this.#parts.memory.get<string>(activeStoreKey);
    const named = (kind: 'environment' | 'envFile'): StorePlace | undefined =>
      places.find(({ origins, isHeldBack }) => !isHeldBack && origins.some((origin) => origin.kind === kind));
    return places.find(({ uri }) => uri === remembered) ?? named('environment') ?? named('envFile') ?? places[0];
  }

  /** Changes with everything that trees show of the stores themselves. */
  get outline(): string {
    const shown = [...this.#slots.values()].map(({ place, readOnlyReason }) => [place, readOnlyReason]);
    return JSON.stringify([shown, this.active?.uri]);
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

  /** Shows a store that comes with the extension, until the window closes. */
  addSample(uri: string): void {
    this.#samples.add(uri);
    if (!this.#slots.has(uri)) {
      this.#slots.set(uri, { place: samplePlace(uri) });
      this.#onDidChange.fire();
    }
  }

  /** Opens the store, or answers with the one that is open. */
  async open(uri: string): Promise<MlflowStore> {
    if (this.#slotOf(uri) === undefined) {
      // How the window knows a store decides whether it may be contacted.
      await this.ready();
    }
    const slot = this.#slotOf(uri) ?? this.#newSlot(uri);
    slot.opening ??= this.#open(slot);
    return await slot.opening;
  }

  async openActive(): Promise<MlflowStore | undefined> {
    await this.ready();
    return this.active === undefined ? undefined : await this.open(this.active.uri);
  }

  /** Opens every store that may be read and can be opened. */
  async openAll(): Promise<readonly MlflowStore[]> {
    await this.ready();
    const opened = await Promise.allSettled(this.placesToRead.map((place) => this.open(place.uri)));
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

  /** Why the store takes no writes, once it is open; absent when it does. */
  readOnlyReason(uri: string): ReadOnlyReason | undefined {
    return this.#slotOf(uri)?.readOnlyReason;
  }

  /** Looks again for stores, gives those that failed another chance, and reads the runs on show in the others anew. */
  async refresh(): Promise<void> {
    for (const slot of this.#slots.values()) {
      if (slot.error !== undefined) {
        forgetFailure(slot);
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
    const places = await this.#parts.collectPlaces();
    if (this.#disposables.isDisposed) {
      return;
    }
    const isFirst = !this.#isCollected;
    this.#isCollected = true;
    const known = new Set(places.map(({ uri }) => uri));
    const samples = [...this.#samples].filter((uri) => !known.has(uri)).map(samplePlace);
    if (this.#replacePlaces([...places, ...samples]) || isFirst) {
      this.#onDidChange.fire();
    }
    for (const slot of this.#slots.values()) {
      // Trust may have come.
      if (slot.store !== undefined && slot.readOnlyReason === 'untrusted') {
        void this.#learnReadOnly(slot, slot.store);
      }
    }
  }

  /** @returns whether anything is different now */
  #replacePlaces(places: readonly StorePlace[]): boolean {
    const [before, outlineBefore] = [[...this.#slots.values()], this.outline];
    this.#slots.clear();
    for (const place of places) {
      const slot = before.find((candidate) => candidate.place.uri === place.uri);
      this.#slots.set(place.uri, slot === undefined ? { place } : moved(slot, place));
    }
    for (const slot of before) {
      if (!this.#slots.has(slot.place.uri)) {
        slot.store?.dispose();
      }
    }
    return this.outline !== outlineBefore;
  }

  /** By the URI it was found under, or by the one that the open store states. */
  #slotOf(uri: string): StoreSlot | undefined {
    return this.#slots.get(uri) ?? [...this.#slots.values()].find((slot) => slot.store?.uri === uri);
  }

  #newSlot(uri: string): StoreSlot {
    const slot = { place: placeOf(uri, [], placeContext()) };
    this.#slots.set(uri, slot);
    return slot;
  }

  async #open(slot: StoreSlot): Promise<MlflowStore> {
    try {
      const store = await this.#parts.open(contactableUri(slot.place));
      if (this.#slots.get(slot.place.uri) !== slot) {
        store.dispose();
        throw new vscode.CancellationError();
      }
      slot.store = store;
      void this.#learnReadOnly(slot, store);
      return store;
    } catch (error) {
      slot.error = error;
      throw error;
    } finally {
      this.#onDidChange.fire();
    }
  }

  /** Afterwards, because nobody waits for it who only reads. */
  async #learnReadOnly(slot: StoreSlot, store: MlflowStore): Promise<void> {
    // A store that cannot even say this says so to whoever reads it.
    const reason = await store.tracking.readOnlyReason().catch(() => undefined);
    if (slot.store === store && slot.readOnlyReason !== reason) {
      slot.readOnlyReason = reason;
      this.#onDidChange.fire();
    }
  }
}

function samplePlace(uri: string): StorePlace {
  return placeOf(uri, [{ kind: 'sample' }], placeContext());
}

import { Emitter, type Disposable, type Event } from '../util/events.ts';
import type { MlflowUi } from './mlflowUi.ts';

/** The UIs that were started from this window, one for each store; they end with it. */
export class MlflowUis implements Disposable {
  readonly #uis = new Map<string, MlflowUi>();
  readonly #onDidChange = new Emitter<MlflowUi>();

  /** Fires when one is added, when its state changes and when it is let go. */
  readonly onDidChange: Event<MlflowUi> = this.#onDidChange.event;

  get all(): readonly MlflowUi[] {
    return [...this.#uis.values()];
  }

  get(storeUri: string): MlflowUi | undefined {
    return this.#uis.get(storeUri);
  }

  /** The address of the store's UI once it answers. */
  addressOf(storeUri: string): string | undefined {
    const state = this.get(storeUri)?.state;
    return state?.kind === 'ready' ? state.url : undefined;
  }

  /** Takes the place of one that has ended. */
  add(ui: MlflowUi): void {
    this.#uis.set(ui.store.uri, ui);
    ui.onDidChange(({ kind }) => {
      if (kind === 'stopped') {
        this.#uis.delete(ui.store.uri);
      }
      this.#onDidChange.fire(ui);
    });
    this.#onDidChange.fire(ui);
  }

  /** Forgets one that has failed. */
  remove(ui: MlflowUi): void {
    this.#uis.delete(ui.store.uri);
    this.#onDidChange.fire(ui);
  }

  dispose(): void {
    this.#onDidChange.dispose();
    this.all.forEach((ui) => ui.kill());
    this.#uis.clear();
  }
}

import { Emitter, type Disposable, type Event } from '../util/events.ts';

/**
 * Whether there is something to show in a folder of the tree. The store is asked once, in the background, so that no listing waits
 * for the answer; until it is known the folder is not there.
 */
export class Presence implements Disposable {
  readonly #ask: (key: string, signal: AbortSignal) => Promise<boolean>;
  readonly #known = new Map<string, boolean>();
  readonly #asking = new Map<string, AbortController>();
  readonly #onDidChange = new Emitter<string>();

  /** Fires with the key whose answer is another one now. */
  readonly onDidChange: Event<string> = this.#onDidChange.event;

  /** @param ask what cannot be asked counts as empty: the listing itself says what is wrong */
  constructor(ask: (key: string, signal: AbortSignal) => Promise<boolean>) {
    this.#ask = ask;
  }

  /** As far as it is known; a first question about a key has it looked up. */
  isThere(key: string): boolean {
    const known = this.#known.get(key);
    if (known === undefined && !this.#asking.has(key)) {
      void this.#lookUp(key);
    }
    return known === true;
  }

  /** Takes in what somebody else found out. */
  set(key: string, isThere: boolean): void {
    this.#asking.get(key)?.abort();
    this.#asking.delete(key);
    const before = this.#known.get(key) ?? false;
    this.#known.set(key, isThere);
    if (before !== isThere) {
      this.#onDidChange.fire(key);
    }
  }

  /** Looks again for a key that was ever asked about: something has happened there. */
  async lookAgain(key: string): Promise<void> {
    if (this.#known.has(key) || this.#asking.has(key)) {
      await this.#lookUp(key);
    }
  }

  dispose(): void {
    for (const controller of this.#asking.values()) {
      controller.abort();
    }
    this.#asking.clear();
    this.#onDidChange.dispose();
  }

  async #lookUp(key: string): Promise<void> {
    this.#asking.get(key)?.abort();
    const controller = new AbortController();
    this.#asking.set(key, controller);
    const isThere = await this.#ask(key, controller.signal).catch(() => false);
    if (this.#asking.get(key) === controller) {
      this.set(key, isThere);
    }
  }
}

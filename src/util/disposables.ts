import type { Disposable } from './events.ts';

/** Collects what a class must let go of. What is added after disposal is disposed at once, so that a late `await` cannot leak. */
export class Disposables implements Disposable {
  readonly #items = new Set<Disposable>();
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#isDisposed) {
      item.dispose();
    } else {
      this.#items.add(item);
    }
    return item;
  }

  dispose(): void {
    this.#isDisposed = true;
    const items = [...this.#items].toReversed();
    this.#items.clear();
    for (const item of items) {
      item.dispose();
    }
  }
}

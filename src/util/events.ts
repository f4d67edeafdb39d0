/** Something that holds a resource until it is disposed; disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener; has the shape of VS Code's own `Event`, so the two can be mixed. */
export type Event<T> = (listener: (event: T) => void) => Disposable;

/**
 * An event of `emitter` whose source runs only while somebody listens: `start` is called with every new listener (and must bear
 * that), `stop` when the last one is gone.
 */
export function whileListened<T>(emitter: Emitter<T>, start: () => void, stop: () => void): Event<T> {
  return (listener) => {
    const subscription = emitter.event(listener);
    start();
    return {
      dispose: () => {
        subscription.dispose();
        if (!emitter.hasListeners) {
          stop();
        }
      },
    };
  };
}

/** The firing end of an {@link Event}. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(event: T) => void>();

  readonly event: Event<T> = (listener) => {
    const subscription = (event: T): void => listener(event);
    this.#listeners.add(subscription);
    return { dispose: () => this.#listeners.delete(subscription) };
  };

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  fire(event: T): void {
    const listeners = [...this.#listeners];
    for (const listener of listeners) {
      listener(event);
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

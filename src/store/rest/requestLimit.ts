import { cancelledError, throwIfAborted } from '../../model/mlflowError.ts';

/** Lets at most so many pieces of work run at the same time; the others wait in the order in which they came. */
export class RequestLimit {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(maxConcurrent: number) {
    this.#free = maxConcurrent;
  }

  /** @throws MlflowError cancelled, when `signal` is aborted while waiting */
  async run<T>(work: () => Promise<T>, what: string, signal?: AbortSignal): Promise<T> {
    await this.#enter(what, signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(what: string, signal: AbortSignal | undefined): Promise<void> {
    throwIfAborted(signal, what);
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const start = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.delete(start);
        reject(cancelledError(what));
      };
      this.#waiting.add(start);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** The place of one that ends goes to the next, without becoming free in between. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free++;
    } else {
      this.#waiting.delete(next);
      next();
    }
  }
}

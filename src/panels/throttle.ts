import type { Disposable } from '../util/events.ts';

/** Calls something soon after it was asked for, but never more often than once per interval. */
export class Throttle implements Disposable {
  readonly #action: () => void;
  readonly #interval: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param interval in milliseconds */
  constructor(action: () => void, interval: number) {
    this.#action = action;
    this.#interval = interval;
  }

  request(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#action();
    }, this.#interval);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

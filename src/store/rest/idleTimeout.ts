import type { Disposable } from '../../util/events.ts';

/** Aborts when nothing has happened for so long since the first {@link touch}; to be disposed when the work is done. */
export class IdleTimeout implements Disposable {
  readonly #controller = new AbortController();
  readonly #milliseconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something has happened. */
  touch(): void {
    this.#timer ??= setTimeout(() => {
      this.#controller.abort(new DOMException('nothing came', 'TimeoutError'));
    }, this.#milliseconds);
    this.#timer.refresh();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}

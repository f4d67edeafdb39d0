/** Hands values from callbacks to one `for await` loop, in order; ends when it is told to. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #outcome: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(value: T): void {
    this.#values.push(value);
    this.#wake?.();
  }

  /** Ends the loop after the values that were pushed before; with an error, by throwing it. */
  end(outcome: { readonly error?: unknown } = {}): void {
    this.#outcome ??= outcome;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const values = this.#values.splice(0);
      yield* values;
      if (values.length === 0 && this.#outcome !== undefined) {
        if ('error' in this.#outcome) {
          throw this.#outcome.error;
        }
        return;
      }
      if (this.#values.length === 0 && this.#outcome === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

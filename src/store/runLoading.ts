import type { RunBatch } from './trackingStore.ts';

/** A listing of runs that can be halted between two batches and gone on with. */
export class RunLoading {
  readonly #batches: AsyncIterator<RunBatch>;
  #isHalted = false;

  constructor(batches: AsyncIterable<RunBatch>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Hands over batch after batch. @returns whether that was all; otherwise it was halted */
  async goOn(take: (batch: RunBatch) => void): Promise<boolean> {
    this.#isHalted = false;
    for (;;) {
      const next = await this.#batches.next();
      if (next.done === true) {
        return true;
      }
      take(next.value);
      if (this.#isHalted) {
        return next.value.isComplete;
      }
    }
  }

  /** What is on its way is still handed over. */
  halt(): void {
    this.#isHalted = true;
  }

  /** Lets go of what the store holds for it. */
  async abandon(): Promise<void> {
    await this.#batches.return?.();
  }
}

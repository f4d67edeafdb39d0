import type { SeriesAnswer, SeriesRequest } from '../../src/protocol/experimentPanel.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { runPanel } from '../../src/protocol/runPanel.ts';
import type { Disposable } from '../../src/util/events.ts';

type Question = Omit<SeriesRequest, 'runIds'>;

/** Asks for a metric's line; one question at a time, and of those that come meanwhile only the last. */
export class MetricSeries implements Disposable {
  readonly #rpc: Rpc;
  readonly #onAnswer: (answer: SeriesAnswer) => void;
  readonly #controller = new AbortController();
  #wanted: Question | undefined;
  #isAsking = false;

  constructor(rpc: Rpc, onAnswer: (answer: SeriesAnswer) => void) {
    this.#rpc = rpc;
    this.#onAnswer = onAnswer;
  }

  ask(question: Question): void {
    this.#wanted = question;
    if (!this.#isAsking) {
      void this.#askWanted();
    }
  }

  dispose(): void {
    this.#controller.abort();
  }

  async #askWanted(): Promise<void> {
    this.#isAsking = true;
    const { signal } = this.#controller;
    try {
      while (this.#wanted !== undefined) {
        const question = this.#wanted;
        this.#wanted = undefined;
        const answer = await this.#rpc.request(runPanel.series, question, signal);
        if (!signal.aborted) {
          this.#onAnswer(answer);
        }
      }
    } catch {
      // The chart or the panel is gone.
    } finally {
      this.#isAsking = false;
    }
  }
}

import { experimentPanel, type SeriesAnswer, type SeriesRequest } from '../../src/protocol/experimentPanel.ts';
import type { Extent } from '../shared/chartLines.ts';
import type { ExperimentPage } from './experimentPage.ts';

/** Asks for one metric's lines: only while its card is in view, and only the newest question is answered. */
export class SeriesLoader {
  readonly #page: ExperimentPage;
  readonly #key: string;
  readonly #onAnswer: (answer: SeriesAnswer) => void;
  #controller = new AbortController();
  #isVisible = false;
  #pending: (() => void) | undefined;

  constructor(page: ExperimentPage, key: string, onAnswer: (answer: SeriesAnswer) => void) {
    this.#page = page;
    this.#key = key;
    this.#onAnswer = onAnswer;
  }

  dispose(): void {
    this.#controller.abort();
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) {
      this.#pending?.();
    }
  }

  ask(pixels: number, range: Extent | undefined): void {
    const [axis, smoothing] = [this.#page.axis.value, this.#page.smoothing.value];
    const runIds = this.#page.selectedRuns.value.map(({ runId }) => runId);
    const window = range && { from: range.min, to: range.max };
    const send = (): void => {
      this.#pending = undefined;
      void this.#send({ key: this.#key, runIds, axis, pixels, smoothing, ...(window && { range: window }) });
    };
    if (this.#isVisible) {
      send();
    } else {
      this.#pending = send;
    }
  }

  async #send(request: SeriesRequest): Promise<void> {
    this.#controller.abort();
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const answer = await this.#page.rpc.request(experimentPanel.series, request, controller.signal);
      if (!controller.signal.aborted) {
        this.#onAnswer(answer);
      }
    } catch {
      // Superseded by a newer question, or the panel is gone.
    }
  }
}

import type { MetricSummary } from '../../src/protocol/runPanel.ts';

/** Asks for the histories of metrics at a glance: only of rows in view, each once until it changes, one question at a time. */
export class SummaryLoader {
  readonly #ask: (keys: readonly string[]) => Promise<readonly MetricSummary[]>;
  readonly #onLoaded: () => void;
  readonly #summaries = new Map<string, MetricSummary>();
  readonly #visible = new Set<string>();
  readonly #fresh = new Set<string>();
  #isAsking = false;

  constructor(ask: (keys: readonly string[]) => Promise<readonly MetricSummary[]>, onLoaded: () => void) {
    this.#ask = ask;
    this.#onLoaded = onLoaded;
  }

  /** The last that is known, be it of before the newest points. */
  get(key: string): MetricSummary | undefined {
    return this.#summaries.get(key);
  }

  setVisible(key: string, isVisible: boolean): void {
    if (isVisible) {
      this.#visible.add(key);
    } else {
      this.#visible.delete(key);
    }
    this.#askSoon();
  }

  /** These got new points. */
  invalidate(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#fresh.delete(key);
    }
    this.#askSoon();
  }

  /** Forgets everything: the metrics are another store's. */
  clear(): void {
    this.#summaries.clear();
    this.#fresh.clear();
    this.#askSoon();
  }

  /** After this turn, so that rows that come into view together are asked for together. */
  #askSoon(): void {
    if (!this.#isAsking) {
      this.#isAsking = true;
      queueMicrotask(() => void this.#askAll());
    }
  }

  async #askAll(): Promise<void> {
    for (let keys = this.#wanted(); keys.length > 0; keys = this.#wanted()) {
      keys.forEach((key) => this.#fresh.add(key));
      try {
        for (const summary of await this.#ask(keys)) {
          this.#summaries.set(summary.key, summary);
        }
        this.#onLoaded();
      } catch {
        // The panel is gone or restarts; what it can say of single histories stands in their summaries.
        break;
      }
    }
    this.#isAsking = false;
  }

  #wanted(): readonly string[] {
    return [...this.#visible].filter((key) => !this.#fresh.has(key));
  }
}

import { signal } from '@preact/signals';
import { MlflowError } from '../../src/model/mlflowError.ts';
import {
  visualizationPanel,
  type BoundVisualization,
  type ReadingProgress,
  type ViewRequest,
  type VisualizationView,
} from '../../src/protocol/visualizationPanel.ts';
import type { HostBridge } from '../shared/hostBridge.ts';
import { DataChoices } from './dataChoices.ts';

export type ViewMode = 'chart' | 'table';

/** What the page knows. Components read its signals; whatever changes goes through its methods. */
export class VisualizationPage {
  readonly view = signal<VisualizationView | undefined>(undefined);
  /** What is drawn: the last that could be. */
  readonly bound = signal<BoundVisualization | undefined>(undefined);
  /** Why the page hears nothing from its panel. */
  readonly failure = signal<MlflowError | undefined>(undefined);
  /** What Vega says about a chart that it cannot draw. */
  readonly chartProblem = signal<string | undefined>(undefined);
  /** How far the data is read while it is, in bytes. */
  readonly reading = signal<ReadingProgress | undefined>(undefined);
  /** Whether the person wanted to read no further. */
  readonly isStopped = signal(false);
  readonly mode = signal<ViewMode>('chart');
  readonly choices: DataChoices;
  readonly #bridge: HostBridge;
  #request = new AbortController();
  #needsRows = false;

  constructor(bridge: HostBridge) {
    this.#bridge = bridge;
    this.choices = new DataChoices(bridge.rpc, this.view);
    bridge.rpc.on(visualizationPanel.changed, () => void this.#load());
    bridge.rpc.on(visualizationPanel.reading, (progress) => this.#tellReading(progress));
  }

  start(): void {
    void this.#load();
  }

  /** For a chart that cannot be drawn from what the reader made of its rows. */
  askForRows(): void {
    this.#needsRows = true;
    void this.#load();
  }

  /** Selects lines of the data in its editor. */
  revealLines(lines: readonly number[]): void {
    this.#bridge.rpc.notify(visualizationPanel.revealLines, { lines });
  }

  stopReading(): void {
    this.#request.abort();
    this.reading.value = undefined;
    this.isStopped.value = true;
  }

  /** A newer request takes the place of one that is under way. */
  async #load(): Promise<void> {
    this.#request.abort();
    const request = new AbortController();
    this.#request = request;
    this.isStopped.value = false;
    try {
      const view = await this.#bridge.rpc.request(visualizationPanel.view, this.#viewRequest(), request.signal);
      this.#bridge.saveState(view.state);
      this.failure.value = undefined;
      this.view.value = view;
      this.choices.isFiltering.value ||= view.choices.rows !== '';
      // A problem leaves the last chart where it is: it is often a quote that is about to be closed.
      if (view.problem === undefined && view.rowsMistake === undefined) {
        this.bound.value = view.bound;
      }
    } catch (error) {
      if (MlflowError.is(error) && error.reason !== 'cancelled') {
        this.failure.value = error;
      } else if (!MlflowError.is(error)) {
        throw error;
      }
    } finally {
      if (this.#request === request) {
        this.reading.value = undefined;
      }
    }
  }

  /** What was on its way when reading was stopped is passed over. */
  #tellReading(progress: ReadingProgress): void {
    if (!this.isStopped.value) {
      this.reading.value = progress;
    }
  }

  #viewRequest(): ViewRequest {
    return { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, needsRows: this.#needsRows };
  }
}

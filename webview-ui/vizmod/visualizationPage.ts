import { signal } from '@preact/signals';
import { MlflowError } from '../../src/model/mlflowError.ts';
import {
  visualizationPanel,
  type BoundVisualization,
  type VisualizationView,
} from '../../src/protocol/visualizationPanel.ts';
import type { HostBridge } from '../shared/hostBridge.ts';

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
  readonly mode = signal<ViewMode>('chart');
  readonly #bridge: HostBridge;
  #request = new AbortController();

  constructor(bridge: HostBridge) {
    this.#bridge = bridge;
    bridge.rpc.on(visualizationPanel.changed, () => void this.#load());
  }

  start(): void {
    void this.#load();
  }

  /** A newer request takes the place of one that is under way. */
  async #load(): Promise<void> {
    this.#request.abort();
    this.#request = new AbortController();
    try {
      const view = await this.#bridge.rpc.request(visualizationPanel.view, {}, this.#request.signal);
      this.#bridge.saveState(view.state);
      this.failure.value = undefined;
      this.view.value = view;
      // A problem leaves the last chart where it is: it is often a quote that is about to be closed.
      if (view.problem === undefined) {
        this.bound.value = view.bound;
      }
    } catch (error) {
      if (MlflowError.is(error) && error.reason !== 'cancelled') {
        this.failure.value = error;
      } else if (!MlflowError.is(error)) {
        throw error;
      }
    }
  }
}

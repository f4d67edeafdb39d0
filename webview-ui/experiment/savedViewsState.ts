import { signal } from '@preact/signals';
import { experimentPanel } from '../../src/protocol/experimentPanel.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import type { SavedView, SavedViews } from '../../src/protocol/savedView.ts';

/** The views of the workspace, as the panel last told them. */
export class SavedViewsState {
  readonly all = signal<SavedViews>({ views: [], canSave: false });
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.on(experimentPanel.viewsChanged, (views) => (this.all.value = views));
  }

  async load(): Promise<void> {
    this.all.value = await this.#rpc.request(experimentPanel.views, undefined);
  }

  find(name: string | undefined): SavedView | undefined {
    return this.all.value.views.find((view) => view.name === name);
  }

  /** The view that editors of the experiment begin with. */
  defaultFor(experiment: string): SavedView | undefined {
    return this.all.value.views.find((view) => view.defaultFor?.includes(experiment) === true);
  }

  delete(name: string): void {
    this.#rpc.notify(experimentPanel.deleteView, { name });
  }

  show(): void {
    this.#rpc.notify(experimentPanel.showViews, undefined);
  }
}

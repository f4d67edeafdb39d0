import * as vscode from 'vscode';
import { panelTypes } from '../contributions.ts';
import {
  restoreWebviewPanels,
  WebviewPanel,
  type WebviewPanelEnvironment,
  type WebviewPanelKind,
} from '../host/webviewPanel.ts';
import { experimentPanel, type ExperimentPanelState } from '../protocol/experimentPanel.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { Disposable, Event } from '../util/events.ts';
import { ExperimentSession } from './experimentSession.ts';

/** Where the panels get their stores from. */
export interface ExperimentPanelStores {
  /** @throws MlflowError when the store cannot be opened */
  open(storeUri: string): Promise<MlflowStore>;
  /** The store if it is open; opens it in the background if it is not and can be. */
  find(storeUri: string): MlflowStore | undefined;
  /** Fires when stores come, go or are opened. */
  readonly onDidChange: Event<void>;
}

const kind: WebviewPanelKind = {
  panelType: panelTypes.experiment,
  app: 'experiment',
  icon: { light: 'experiment-light.svg', dark: 'experiment-dark.svg' },
};

/** The editors that show experiments: one for each selection of experiments, restored after a reload. */
export class ExperimentPanels implements vscode.Disposable {
  readonly #stores: ExperimentPanelStores;
  readonly #environment: WebviewPanelEnvironment;
  readonly #panels = new Map<string, WebviewPanel>();
  readonly #serializer: vscode.Disposable;

  constructor(stores: ExperimentPanelStores, environment: WebviewPanelEnvironment) {
    this.#stores = stores;
    this.#environment = environment;
    this.#serializer = restoreWebviewPanels(kind, environment, isSavedState, (panel, { panel: state }) =>
      this.#fill(panel, state),
    );
  }

  /** Shows the experiments: in their editor if they have one, else in a new one. */
  open(state: ExperimentPanelState, column: vscode.ViewColumn = vscode.ViewColumn.Active): void {
    const known = this.#panels.get(panelKey(state));
    if (known === undefined) {
      this.#fill(WebviewPanel.open(kind, state.title, column, this.#environment), state);
    } else {
      known.reveal();
    }
  }

  dispose(): void {
    this.#serializer.dispose();
    const panels = [...this.#panels.values()];
    panels.forEach((panel) => panel.dispose());
  }

  #fill(panel: WebviewPanel, state: ExperimentPanelState): void {
    const opening = this.#stores.open(state.storeUri);
    let session = new ExperimentSession(panel.rpc, state, opening);
    const following = followStore(this.#stores, state.storeUri, opening, (store) => {
      session.dispose();
      session = new ExperimentSession(panel.rpc, state, Promise.resolve(store));
      panel.rpc.notify(experimentPanel.restarted, undefined);
    });
    panel.title = state.title;
    panel.rpc.on(experimentPanel.copy, ({ text }) => void vscode.env.clipboard.writeText(text));
    this.#panels.set(panelKey(state), panel);
    panel.onDidDispose(() => {
      following.dispose();
      session.dispose();
      this.#panels.delete(panelKey(state));
    });
  }
}

/** Tells when another store stands where the panel's was: a folder that was moved away and came back is a new store. */
function followStore(
  stores: ExperimentPanelStores,
  storeUri: string,
  opening: Promise<MlflowStore>,
  onOther: (store: MlflowStore) => void,
): Disposable {
  let current: MlflowStore | undefined;
  let isSettled = false;
  void opening
    .then(
      (store) => {
        current = store;
      },
      // The session tells the page why; a store that opens later is another one.
      () => undefined,
    )
    .then(() => {
      isSettled = true;
    });
  return stores.onDidChange(() => {
    const found = isSettled ? stores.find(storeUri) : undefined;
    if (found !== undefined && found !== current) {
      current = found;
      onOther(found);
    }
  });
}

function panelKey({ storeUri, experimentIds }: ExperimentPanelState): string {
  return [storeUri, ...experimentIds].join('\n');
}

/** The page saves its own state beside the panel's; only the panel's is ours to read. */
function isSavedState(state: unknown): state is { readonly panel: ExperimentPanelState } {
  return typeof state === 'object' && state !== null && isPanelState(Reflect.get(state, 'panel'));
}

function isPanelState(state: unknown): state is ExperimentPanelState {
  if (typeof state !== 'object' || state === null) {
    return false;
  }
  const { storeUri, experimentIds, title }: Partial<ExperimentPanelState> = state;
  return (
    typeof storeUri === 'string' &&
    typeof title === 'string' &&
    Array.isArray(experimentIds) &&
    experimentIds.every((id) => typeof id === 'string')
  );
}

import * as vscode from 'vscode';
import { panelTypes } from '../contributions.ts';
import {
  restoreWebviewPanels,
  WebviewPanel,
  type WebviewPanelEnvironment,
  type WebviewPanelKind,
} from '../host/webviewPanel.ts';
import type { Prompts } from '../host/prompts.ts';
import type { UserMessages } from '../host/userMessages.ts';
import { experimentPanel, type ExperimentPanelState } from '../protocol/experimentPanel.ts';
import { actOnRuns } from './actOnRuns.ts';
import { deliverExport } from './deliverExport.ts';
import { ExperimentSession } from './experimentSession.ts';
import { followStore, type PanelStores } from './followStore.ts';
import type { PanelMemory } from './panelMemory.ts';
import { serveViews } from './serveViews.ts';
import { SavedViewsFile } from './savedViewsFile.ts';

export interface ExperimentPanelParts {
  readonly stores: PanelStores;
  readonly prompts: Prompts;
  readonly messages: UserMessages;
  readonly memory: PanelMemory;
}

const kind: WebviewPanelKind = {
  panelType: panelTypes.experiment,
  app: 'experiment',
  icon: { light: 'experiment-light.svg', dark: 'experiment-dark.svg' },
};

/** The editors that show experiments: one for each selection of experiments, restored after a reload. */
export class ExperimentPanels implements vscode.Disposable {
  readonly #parts: ExperimentPanelParts;
  readonly #environment: WebviewPanelEnvironment;
  readonly #views = new SavedViewsFile();
  readonly #panels = new Map<string, WebviewPanel>();
  readonly #serializer: vscode.Disposable;

  constructor(parts: ExperimentPanelParts, environment: WebviewPanelEnvironment) {
    this.#parts = parts;
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
    this.#views.dispose();
    const panels = [...this.#panels.values()];
    panels.forEach((panel) => panel.dispose());
  }

  #fill(panel: WebviewPanel, state: ExperimentPanelState): void {
    const { stores, memory } = this.#parts;
    const opening = stores.open(state.storeUri);
    let session = new ExperimentSession(panel.rpc, state, opening, memory);
    const following = followStore(stores, state.storeUri, opening, (store) => {
      session.dispose();
      session = new ExperimentSession(panel.rpc, state, Promise.resolve(store), memory);
      panel.rpc.notify(experimentPanel.restarted, undefined);
    });
    panel.title = state.title;
    this.#serve(panel, state, () => session);
    const views = serveViews(panel.rpc, this.#views, this.#parts);
    this.#panels.set(panelKey(state), panel);
    panel.onDidDispose(() => {
      following.dispose();
      views.dispose();
      session.dispose();
      this.#panels.delete(panelKey(state));
    });
  }

  /** Does for the page what needs VS Code. */
  #serve({ rpc }: WebviewPanel, { title }: ExperimentPanelState, session: () => ExperimentSession): void {
    const { prompts, memory } = this.#parts;
    rpc.on(experimentPanel.copy, ({ text }) => void vscode.env.clipboard.writeText(text));
    rpc.on(experimentPanel.act, ({ action, runIds }) => {
      void this.#tellFailure(async () => await actOnRuns(memory, action, await session().references(runIds)));
    });
    rpc.on(experimentPanel.exportRuns, ({ columns, format, target }) => {
      const makeText = async (): Promise<string> => await session().exportText(columns, format);
      void this.#tellFailure(async () => await deliverExport(prompts, { title, format, target }, makeText));
    });
  }

  /** A page asked for this and waits for no answer. */
  async #tellFailure(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.messages.showError(error);
    }
  }
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

import * as vscode from 'vscode';
import { panelTypes } from '../contributions.ts';
import type { DataJobs } from '../data/dataJobs.ts';
import { describeReadOnly } from '../host/describeStore.ts';
import { renderMarkdown } from '../host/renderMarkdown.ts';
import {
  restoreWebviewPanels,
  WebviewPanel,
  type WebviewPanelEnvironment,
  type WebviewPanelKind,
} from '../host/webviewPanel.ts';
import { workspaceFile } from '../host/workspaceFile.ts';
import { runPanel, type RunPanelState } from '../protocol/runPanel.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { JobRunner } from '../util/jobs.ts';
import { followStore, type PanelStores } from './followStore.ts';
import { performRunAction } from './runActions.ts';
import { RunSession } from './runSession.ts';

export interface RunPanelParts {
  readonly stores: PanelStores;
  /** Reads data off the extension host's thread. */
  readonly reader: JobRunner<DataJobs>;
}

const kind: WebviewPanelKind = {
  panelType: panelTypes.run,
  app: 'run',
  icon: { light: 'run-light.svg', dark: 'run-dark.svg' },
};

/** The editors that show runs: one for each run, restored after a reload. */
export class RunPanels implements vscode.Disposable {
  readonly #parts: RunPanelParts;
  readonly #environment: WebviewPanelEnvironment;
  readonly #panels = new Map<string, WebviewPanel>();
  readonly #serializer: vscode.Disposable;
  /** What was looked at last: the next run's page shows its own artifact of that path. */
  #artifactPath: string | undefined;

  constructor(parts: RunPanelParts, environment: WebviewPanelEnvironment) {
    this.#parts = parts;
    this.#environment = environment;
    this.#serializer = restoreWebviewPanels(kind, environment, isSavedState, (panel, { panel: state }) =>
      this.#fill(panel, state),
    );
  }

  /** Shows the run: in its editor if it has one, else in a new one. */
  open(state: RunPanelState, column: vscode.ViewColumn = vscode.ViewColumn.Active): void {
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

  #fill(panel: WebviewPanel, state: RunPanelState): void {
    const { stores } = this.#parts;
    const opening = stores.open(state.storeUri);
    let session = this.#session(panel, state, opening);
    const following = followStore(stores, state.storeUri, opening, (store) => {
      session.dispose();
      session = this.#session(panel, state, Promise.resolve(store));
      panel.rpc.notify(runPanel.restarted, undefined);
    });
    panel.title = state.title;
    this.#act(panel, state);
    this.#panels.set(panelKey(state), panel);
    panel.onDidDispose(() => {
      following.dispose();
      session.dispose();
      this.#panels.delete(panelKey(state));
    });
  }

  #session(panel: WebviewPanel, state: RunPanelState, store: Promise<MlflowStore>): RunSession {
    const { reader } = this.#parts;
    return new RunSession(panel.rpc, {
      panel: state,
      store,
      artifactPath: this.#artifactPath,
      canOpen: (path) => workspaceFile(path) !== undefined,
      describeReadOnly,
      readTable: async (source) => await reader.run('readTable', { source }),
      renderMarkdown,
    });
  }

  #act(panel: WebviewPanel, state: RunPanelState): void {
    const parts = {
      openStore: async (storeUri: string) => await this.#parts.stores.open(storeUri),
      openRun: (run: RunPanelState) => this.open(run),
    };
    panel.rpc.on(runPanel.artifactShown, ({ path }) => {
      this.#artifactPath = path;
    });
    panel.rpc.on(runPanel.act, async (action) => {
      try {
        await performRunAction(action, state, parts);
      } catch (error) {
        this.#environment.onUnexpected(`the page of a run could not do "${action.kind}"`, error);
        return;
      }
      if (action.kind === 'artifact' && action.command === 'delete') {
        panel.rpc.notify(runPanel.artifactsChanged, undefined);
      }
    });
  }
}

function panelKey({ storeUri, runId }: RunPanelState): string {
  return `${storeUri}\n${runId}`;
}

/** The page saves its own state beside the panel's; only the panel's is ours to read. */
function isSavedState(state: unknown): state is { readonly panel: RunPanelState } {
  return typeof state === 'object' && state !== null && isPanelState(Reflect.get(state, 'panel'));
}

function isPanelState(state: unknown): state is RunPanelState {
  if (typeof state !== 'object' || state === null) {
    return false;
  }
  const { storeUri, experimentId, runId, title }: Partial<RunPanelState> = state;
  return [storeUri, experimentId, runId, title].every((field) => typeof field === 'string');
}

import type * as vscode from 'vscode';
import { panelTypes } from '../contributions.ts';
import type { DataJobs } from '../data/dataJobs.ts';
import { describeReadOnly } from '../host/describeStore.ts';
import { renderMarkdown } from '../host/renderMarkdown.ts';
import type { WebviewPanel, WebviewPanelEnvironment, WebviewPanelKind } from '../host/webviewPanel.ts';
import { workspaceFile } from '../host/workspaceFile.ts';
import { runPanel, type RunPanelState } from '../protocol/runPanel.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { Disposable } from '../util/events.ts';
import type { JobRunner } from '../util/jobs.ts';
import { performRunAction } from './runActions.ts';
import { RunSession } from './runSession.ts';
import { StatePanels } from './statePanels.ts';
import { StoreSession, type PanelStores } from './storeSession.ts';

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
  readonly #panels: StatePanels<RunPanelState>;
  /** What was looked at last: the next run's page shows its own artifact of that path. */
  #artifactPath: string | undefined;

  constructor(parts: RunPanelParts, environment: WebviewPanelEnvironment) {
    this.#parts = parts;
    this.#environment = environment;
    this.#panels = new StatePanels({
      kind,
      environment,
      isState: isPanelState,
      keyOf: ({ storeUri, runId }) => `${storeUri}\n${runId}`,
      fill: (panel, state) => this.#fill(panel, state),
    });
  }

  open(state: RunPanelState, column?: vscode.ViewColumn): void {
    this.#panels.open(state, column);
  }

  dispose(): void {
    this.#panels.dispose();
  }

  #fill(panel: WebviewPanel, state: RunPanelState): Disposable {
    const session = new StoreSession(this.#parts.stores, state.storeUri, {
      make: (store) => this.#session(panel, state, store),
      onDidRestart: () => panel.rpc.notify(runPanel.restarted, undefined),
    });
    this.#act(panel, state);
    return session;
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

function isPanelState(state: unknown): state is RunPanelState {
  if (typeof state !== 'object' || state === null) {
    return false;
  }
  const { storeUri, experimentId, runId, title }: Partial<RunPanelState> = state;
  return [storeUri, experimentId, runId, title].every((field) => typeof field === 'string');
}

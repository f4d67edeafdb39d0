import * as vscode from 'vscode';
import { panelTypes } from '../contributions.ts';
import type { WebviewPanel, WebviewPanelEnvironment, WebviewPanelKind } from '../host/webviewPanel.ts';
import type { Prompts } from '../host/prompts.ts';
import type { UserMessages } from '../host/userMessages.ts';
import { experimentPanel, type ExperimentPanelState } from '../protocol/experimentPanel.ts';
import { Disposables } from '../util/disposables.ts';
import type { Disposable } from '../util/events.ts';
import { actOnRuns } from './actOnRuns.ts';
import { deliverExport } from './deliverExport.ts';
import { ExperimentSession } from './experimentSession.ts';
import type { PanelMemory } from './panelMemory.ts';
import { serveViews } from './serveViews.ts';
import { SavedViewsFile } from './savedViewsFile.ts';
import { StatePanels } from './statePanels.ts';
import { StoreSession, type PanelStores } from './storeSession.ts';

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
  readonly #views = new SavedViewsFile();
  readonly #panels: StatePanels<ExperimentPanelState>;

  constructor(parts: ExperimentPanelParts, environment: WebviewPanelEnvironment) {
    this.#parts = parts;
    this.#panels = new StatePanels({
      kind,
      environment,
      isState: isPanelState,
      keyOf: ({ storeUri, experimentIds }) => [storeUri, ...experimentIds].join('\n'),
      fill: (panel, state) => this.#fill(panel, state),
    });
  }

  open(state: ExperimentPanelState, column?: vscode.ViewColumn): void {
    this.#panels.open(state, column);
  }

  dispose(): void {
    this.#panels.dispose();
    this.#views.dispose();
  }

  #fill(panel: WebviewPanel, state: ExperimentPanelState): Disposable {
    const { stores, memory } = this.#parts;
    const content = new Disposables();
    const session = content.add(
      new StoreSession(stores, state.storeUri, {
        make: (store) => new ExperimentSession(panel.rpc, state, store, memory),
        onDidRestart: () => panel.rpc.notify(experimentPanel.restarted, undefined),
      }),
    );
    this.#serve(panel, state, () => session.current);
    content.add(serveViews(panel.rpc, this.#views, this.#parts));
    return content;
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

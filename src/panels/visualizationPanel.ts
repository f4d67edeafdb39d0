import * as vscode from 'vscode';
import { panelTypes } from '../contributions.ts';
import type { DataJobs } from '../data/dataJobs.ts';
import { EditorDataDocument } from '../host/editorDataDocument.ts';
import {
  restoreWebviewPanels,
  WebviewPanel,
  type WebviewPanelEnvironment,
  type WebviewPanelKind,
} from '../host/webviewPanel.ts';
import type { JobRunner } from '../util/jobs.ts';
import { isVisualizationSummary, type VisualizationSummary } from '../vizmod/visualizationSummary.ts';
import { revealLines } from './revealLines.ts';
import { DataDiagnostics } from './dataDiagnostics.ts';
import type { PreviewMemory } from './previewMemory.ts';
import { VisualizationSession, type LiveVisualizationSource } from './visualizationSession.ts';

/** Where the panels get what they show. */
export interface VisualizationPanelParts {
  /** @throws MlflowError when the store cannot be opened */
  readonly openStore: (storeUri: string) => Promise<LiveVisualizationSource>;
  /** Reads data off the extension host's thread. */
  readonly reader: JobRunner<DataJobs>;
  /** Keeps what was chosen for a model on data. */
  readonly memory: PreviewMemory;
}

/** One of our panels and what it does. */
interface OpenVisualization {
  readonly panel: WebviewPanel;
  readonly session: VisualizationSession;
}

/** What a panel shows: a visualization model on data. */
export interface VisualizationOnData {
  readonly visualization: VisualizationSummary;
  readonly data: vscode.Uri;
}

const kind: WebviewPanelKind = {
  panelType: panelTypes.visualization,
  app: 'vizmod',
  icon: { light: 'visualization-light.svg', dark: 'visualization-dark.svg' },
};

/** Long enough to gather fast typing, short enough to feel immediate. */
const editDelay = 100;

/** The editors that show visualizations on data: one for each pair, restored after a reload. */
export class VisualizationPanels implements vscode.Disposable {
  readonly #parts: VisualizationPanelParts;
  readonly #environment: WebviewPanelEnvironment;
  readonly #panels = new Map<string, OpenVisualization>();
  readonly #diagnostics = new DataDiagnostics();
  readonly #serializer: vscode.Disposable;

  constructor(parts: VisualizationPanelParts, environment: WebviewPanelEnvironment) {
    this.#parts = parts;
    this.#environment = environment;
    this.#serializer = restoreWebviewPanels(kind, environment, isSavedState, (panel, { visualization, dataUri }) =>
      this.#fill(panel, { visualization, data: vscode.Uri.parse(dataUri) }),
    );
  }

  /** Shows the visualization beside the data: in its editor if it has one, else in a new one. */
  open(shown: VisualizationOnData, column: vscode.ViewColumn = vscode.ViewColumn.Beside): void {
    const known = this.#panels.get(panelKey(shown));
    if (known === undefined) {
      this.#fill(WebviewPanel.open(kind, panelTitle(shown), column, this.#environment), shown);
    } else {
      known.panel.reveal();
    }
  }

  /** Takes a column of the data for one that the model of a panel asks for; nothing happens when the panel is gone. */
  async useColumn(key: unknown, name: unknown, dataColumn: unknown): Promise<void> {
    const open = typeof key === 'string' ? this.#panels.get(key) : undefined;
    if (typeof name === 'string' && typeof dataColumn === 'string') {
      await open?.session.useColumn(name, dataColumn);
    }
  }

  dispose(): void {
    this.#serializer.dispose();
    const open = [...this.#panels.values()];
    open.forEach(({ panel }) => panel.dispose());
    this.#diagnostics.dispose();
  }

  #fill(panel: WebviewPanel, shown: VisualizationOnData): void {
    const { openStore, reader, memory } = this.#parts;
    const { visualization } = shown;
    const path = vscode.workspace.asRelativePath(shown.data);
    const key = panelKey(shown);
    const session = new VisualizationSession(panel.rpc, {
      summary: visualization,
      data: new EditorDataDocument(shown.data),
      openStore,
      reader,
      choices: {
        recall: () => memory.recall(visualization, path),
        remember: async (choices) => await memory.remember(visualization, path, choices),
      },
      revealLines: (lines) => revealLines(shown.data, lines),
      l10n: vscode.l10n,
      delay: editDelay,
    });
    session.onDidCheck((checked) =>
      this.#diagnostics.show({ key, visualization: visualization.name, data: shown.data }, checked),
    );
    panel.title = panelTitle(shown);
    this.#panels.set(key, { panel, session });
    panel.onDidDispose(() => {
      session.dispose();
      this.#panels.delete(key);
      this.#diagnostics.clear(key);
    });
  }
}

function panelTitle({ visualization, data }: VisualizationOnData): string {
  return vscode.l10n.t('{0} on {1}', visualization.name, data.path.split('/').at(-1) ?? data.path);
}

function panelKey({ visualization, data }: VisualizationOnData): string {
  return [visualization.storeUri, visualization.modelUri, data.toString()].join('\n');
}

interface SavedState {
  readonly visualization: VisualizationSummary;
  readonly dataUri: string;
}

function isSavedState(state: unknown): state is SavedState {
  return (
    typeof state === 'object' &&
    state !== null &&
    typeof Reflect.get(state, 'dataUri') === 'string' &&
    isVisualizationSummary(Reflect.get(state, 'visualization'))
  );
}

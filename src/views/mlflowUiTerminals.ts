import * as vscode from 'vscode';
import type { LocalStore } from '../launch/localStore.ts';
import type { MlflowUi, MlflowUiParts } from '../launch/mlflowUi.ts';
import type { MlflowUis } from '../launch/mlflowUis.ts';
import type { PythonSearch } from '../launch/pythonInterpreter.ts';
import { MlflowUiTerminal } from './mlflowUiTerminal.ts';

export interface MlflowUiTerminalsParts {
  readonly uis: MlflowUis;
  readonly isHealthy: MlflowUiParts['isHealthy'];
  readonly pythonSearchFor: (storePath: string) => Promise<PythonSearch>;
  readonly describeError: (error: unknown) => string;
}

/** Milliseconds for open requests to finish, and to clean up after that. */
const stopGraceMs = [5000, 3000] as const;
const pollMs = 300;

/** Starts MLflow's own UI for stores, each in a terminal of its own. */
export class MlflowUiTerminals implements vscode.Disposable {
  readonly #parts: MlflowUiTerminalsParts;
  readonly #terminals = new Map<MlflowUi, vscode.Terminal>();
  readonly #subscription: vscode.Disposable;

  constructor(parts: MlflowUiTerminalsParts) {
    this.#parts = parts;
    this.#subscription = parts.uis.onDidChange((ui) => {
      if (ui.state.kind === 'stopped') {
        this.#terminals.delete(ui);
      }
    });
  }

  async start(store: LocalStore, label: string): Promise<MlflowUi> {
    const { uis, isHealthy, pythonSearchFor, describeError } = this.#parts;
    // Loaded with the first start: windows that never start one do not need it.
    const { MlflowUi } = await import('../launch/mlflowUi.ts');
    const terminal = new MlflowUiTerminal(describeError);
    const ui = new MlflowUi({
      store,
      python: await pythonSearchFor(store.path),
      isHealthy,
      pollMs,
      stopGraceMs,
      onWillStart: (facts) => terminal.sayStart(facts),
      onOutput: (text) => terminal.write(text),
    });
    terminal.follow(ui);
    const name = vscode.l10n.t('MLflow UI: {0}', label);
    this.#terminals.set(
      ui,
      vscode.window.createTerminal({ name, pty: terminal, iconPath: new vscode.ThemeIcon('globe') }),
    );
    uis.add(ui);
    void ui.run();
    return ui;
  }

  show(ui: MlflowUi): void {
    this.#terminals.get(ui)?.show();
  }

  /** Forgets one that has failed, and closes its terminal. */
  dismiss(ui: MlflowUi): void {
    this.#terminals.get(ui)?.dispose();
    this.#terminals.delete(ui);
    this.#parts.uis.remove(ui);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#terminals.forEach((terminal) => terminal.dispose());
    this.#terminals.clear();
  }
}

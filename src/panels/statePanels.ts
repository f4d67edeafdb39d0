import * as vscode from 'vscode';
import {
  restoreWebviewPanels,
  WebviewPanel,
  type WebviewPanelEnvironment,
  type WebviewPanelKind,
} from '../host/webviewPanel.ts';
import type { Disposable } from '../util/events.ts';

export interface StatePanelsParts<State> {
  readonly kind: WebviewPanelKind;
  readonly environment: WebviewPanelEnvironment;
  readonly isState: (state: unknown) => state is State;
  /** Panels of one key show the same. */
  readonly keyOf: (state: State) => string;
  /** Connects a panel to what it shows. @returns what ends with the panel */
  readonly fill: (panel: WebviewPanel, state: State) => Disposable;
}

/** The panels of one kind: one for each key, restored after a reload from the state that their page keeps for them beside its own. */
export class StatePanels<State extends { readonly title: string }> implements Disposable {
  readonly #parts: StatePanelsParts<State>;
  readonly #panels = new Map<string, WebviewPanel>();
  readonly #serializer: Disposable;

  constructor(parts: StatePanelsParts<State>) {
    this.#parts = parts;
    const { kind, environment, isState } = parts;
    const isSavedState = (saved: unknown): saved is { readonly panel: State } =>
      typeof saved === 'object' && saved !== null && isState(Reflect.get(saved, 'panel'));
    this.#serializer = restoreWebviewPanels(kind, environment, isSavedState, (panel, { panel: state }) =>
      this.#fill(panel, state),
    );
  }

  /** Shows it: in its editor if it has one, else in a new one. */
  open(state: State, column: vscode.ViewColumn = vscode.ViewColumn.Active): void {
    const { kind, environment, keyOf } = this.#parts;
    const known = this.#panels.get(keyOf(state));
    if (known === undefined) {
      this.#fill(WebviewPanel.open(kind, state.title, column, environment), state);
    } else {
      known.reveal();
    }
  }

  dispose(): void {
    this.#serializer.dispose();
    const panels = [...this.#panels.values()];
    panels.forEach((panel) => panel.dispose());
  }

  #fill(panel: WebviewPanel, state: State): void {
    const key = this.#parts.keyOf(state);
    const content = this.#parts.fill(panel, state);
    panel.title = state.title;
    this.#panels.set(key, panel);
    panel.onDidDispose(() => {
      content.dispose();
      this.#panels.delete(key);
    });
  }
}

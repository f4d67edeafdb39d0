import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import { setContextKey } from '../host/contextKeys.ts';
import type { MlflowUi } from '../launch/mlflowUi.ts';
import type { MlflowUis } from '../launch/mlflowUis.ts';
import { Disposables } from '../util/disposables.ts';

export interface MlflowUiStatusParts {
  readonly uis: MlflowUis;
  readonly labelOf: (storeUri: string) => string;
  readonly describeError: (error: unknown) => string;
}

/** Status bar items, one for each UI that was started: since when it starts, that it is ready, or that it failed. */
export class MlflowUiStatus implements vscode.Disposable {
  readonly #parts: MlflowUiStatusParts;
  readonly #items = new Map<string, vscode.StatusBarItem>();
  readonly #disposables = new Disposables();
  #clock: NodeJS.Timeout | undefined;

  constructor(parts: MlflowUiStatusParts) {
    this.#parts = parts;
    this.#disposables.add(parts.uis.onDidChange(() => this.#paint()));
    this.#paint();
  }

  /** What stands in the status bar. */
  get texts(): readonly string[] {
    return [...this.#items.values()].map(({ text }) => text);
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#disposables.dispose();
    this.#items.forEach((item) => item.dispose());
    this.#items.clear();
  }

  #paint(): void {
    const { all } = this.#parts.uis;
    for (const [uri, item] of this.#items) {
      if (!all.some(({ store }) => store.uri === uri)) {
        item.dispose();
        this.#items.delete(uri);
      }
    }
    all.forEach((ui) => this.#paintOne(ui));
    setContextKey('vizmod.hasMlflowUi', all.length > 0);
    this.#count(all.some(({ state }) => state.kind === 'starting'));
  }

  /** Seconds are counted only while something starts. */
  #count(isStarting: boolean): void {
    if (!isStarting) {
      clearInterval(this.#clock);
      this.#clock = undefined;
    } else {
      this.#clock ??= setInterval(() => this.#paint(), 1000);
    }
  }

  #paintOne(ui: MlflowUi): void {
    const { uri } = ui.store;
    const item = this.#items.get(uri) ?? newItem(uri);
    this.#items.set(uri, item);
    const label = this.#parts.labelOf(uri);
    item.text = textOf(ui);
    item.tooltip = this.#tooltipOf(ui, label);
    const isFailed = ui.state.kind === 'failed';
    item.backgroundColor = isFailed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
  }

  #tooltipOf({ state }: MlflowUi, label: string): string {
    switch (state.kind) {
      case 'ready':
        return vscode.l10n.t('The MLflow UI of {0} answers at {1}. Click to open or stop it.', label, state.url);
      case 'failed':
        return `${label}: ${this.#parts.describeError(state.error)}`;
      default:
        return vscode.l10n.t('The MLflow UI of {0}. It may take half a minute to answer.', label);
    }
  }
}

function newItem(storeUri: string): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem(`vizmod.ui.${storeUri}`, vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('MLflow UI');
  const command: CommandId = 'vizmod.ui.show';
  item.command = { command, title: item.name, arguments: [{ storeUri }] };
  item.show();
  return item;
}

function textOf({ state, since }: MlflowUi): string {
  switch (state.kind) {
    case 'starting': {
      const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
      return `$(loading~spin) ${vscode.l10n.t('MLflow UI starts, {0} s', seconds)}`;
    }
    case 'ready':
      return `$(globe) ${vscode.l10n.t('MLflow UI')}`;
    case 'stopping':
    case 'stopped':
      return `$(loading~spin) ${vscode.l10n.t('MLflow UI stops')}`;
    case 'failed':
      return `$(error) ${vscode.l10n.t('MLflow UI failed')}`;
  }
}

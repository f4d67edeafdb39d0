import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { OpenStores } from '../host/openStores.ts';
import { Disposables } from '../util/disposables.ts';
import type { Event } from '../util/events.ts';

export interface RunningRuns {
  readonly runningCount: number;
  readonly onDidChangeRuns: Event<void>;
}

/** Names the active store, and how many of the runs in sight are running; hidden when there is no store. */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #stores: OpenStores;
  readonly #running: RunningRuns;
  readonly #disposables = new Disposables();

  constructor(stores: OpenStores, running: RunningRuns) {
    this.#stores = stores;
    this.#running = running;
    this.#item = this.#disposables.add(
      vscode.window.createStatusBarItem('vizmod.activeStore', vscode.StatusBarAlignment.Left),
    );
    this.#item.name = vscode.l10n.t('MLflow Store');
    const selectStore: CommandId = 'vizmod.store.select';
    this.#item.command = selectStore;
    this.#disposables.add(stores.onDidChange(() => this.#paint()));
    this.#disposables.add(running.onDidChangeRuns(() => this.#paint()));
    this.#paint();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #paint(): void {
    const { active } = this.#stores;
    if (active === undefined) {
      this.#item.hide();
      return;
    }
    const count = this.#running.runningCount;
    const running = count === 0 ? [] : [`$(loading~spin) ${vscode.l10n.t('{0} running', count)}`];
    this.#item.text = [`$(beaker) ${active.label}`, ...running].join('  ');
    this.#item.tooltip = vscode.l10n.t('Active MLflow store: {0}', active.detail);
    this.#item.show();
  }
}

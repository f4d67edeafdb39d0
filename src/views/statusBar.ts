import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import { storeState, storeTooltip } from '../host/describeStore.ts';
import type { OpenStores } from '../host/openStores.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import { Disposables } from '../util/disposables.ts';
import type { Event } from '../util/events.ts';

export interface RunningRuns {
  readonly runningCount: number;
  readonly onDidChangeRuns: Event<void>;
}

/** Names the active store, marks one that cannot be written or opened, and says how many of the runs in sight are running; hidden when there is no store. */
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
    const mark = this.#markOf(active);
    this.#item.text = [`$(beaker) ${active.label}`, ...mark, ...running].join('  ');
    this.#item.tooltip = vscode.l10n.t('Active MLflow store: {0}', storeTooltip(this.#stores, active));
    this.#item.show();
  }

  #markOf(active: StorePlace): readonly string[] {
    if (storeState(this.#stores, active) === undefined) {
      return [];
    }
    return this.#stores.readOnlyReason(active.uri) === undefined ? ['$(warning)'] : ['$(lock)'];
  }
}

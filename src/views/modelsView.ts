import * as vscode from 'vscode';
import { viewIds } from '../contributions.ts';
import type { ModelsSearch } from '../host/modelsSearch.ts';
import type { OpenStores } from '../host/openStores.ts';
import { StoreChanges } from '../host/storeChanges.ts';
import { Disposables } from '../util/disposables.ts';
import type { Disposable } from '../util/events.ts';
import type { ModelsTree } from './modelsTree.ts';
import type { ModelsNode } from './treeNodes.ts';

/** The Models view; it follows the registries while it is visible. */
export class ModelsView implements vscode.Disposable {
  readonly #disposables = new Disposables();
  readonly #view: vscode.TreeView<ModelsNode>;
  readonly #tree: ModelsTree;
  readonly #stores: OpenStores;
  #changes: Disposable | undefined;
  #shownPlaces = '';

  constructor(tree: ModelsTree, stores: OpenStores, search: ModelsSearch) {
    this.#tree = tree;
    this.#stores = stores;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView(viewIds.models, {
        treeDataProvider: tree,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.#disposables.add(this.#view.onDidChangeVisibility(({ visible }) => this.#onVisibility(visible)));
    this.#disposables.add(stores.onDidChange(() => this.#onStores()));
    this.#disposables.add(search.onDidChange(() => this.#onSearch(search.text)));
    this.#onVisibility(this.#view.visible);
  }

  dispose(): void {
    this.#changes?.dispose();
    this.#disposables.dispose();
  }

  #onVisibility(isVisible: boolean): void {
    this.#changes?.dispose();
    this.#changes = isVisible
      ? new StoreChanges(this.#stores, (_storeUri, change) => {
          if (change.kind === 'registry' || change.kind === 'store') {
            this.#tree.refresh();
          }
        })
      : undefined;
  }

  #onSearch(text: string): void {
    this.#view.message = text === '' ? '' : vscode.l10n.t('Models: {0}', text);
    this.#tree.refresh();
  }

  #onStores(): void {
    const places = [...this.#stores.placesToRead.map(({ uri }) => uri), this.#stores.active?.uri].join('\n');
    if (places !== this.#shownPlaces) {
      this.#shownPlaces = places;
      this.#tree.refresh();
    }
  }
}

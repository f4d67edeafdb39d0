import * as vscode from 'vscode';
import { contextValues, viewIds } from '../contributions.ts';
import type { OpenStores } from '../host/openStores.ts';
import { StoreChanges } from '../host/storeChanges.ts';
import { isCancellation, type UserMessages } from '../host/userMessages.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter, type Disposable } from '../util/events.ts';
import type { VisualizationSummary } from '../vizmod/visualizationSummary.ts';
import { command, problemItem } from './treeItems.ts';
import type { ProblemNode } from './treeNodes.ts';

/** A visualization model; the node is its own summary. */
export interface VisualizationNode extends VisualizationSummary {
  readonly kind: 'visualization';
}

export type VisualizationsNode = VisualizationNode | ProblemNode;

export interface VisualizationsTreeParts {
  readonly stores: OpenStores;
  readonly messages: UserMessages;
  /** The visualizations of a store as they are found. */
  readonly list: (store: MlflowStore, signal: AbortSignal) => AsyncIterable<VisualizationSummary>;
}

/** The Visualizations view: every visualization model of the stores, found when the view is looked at. */
export class VisualizationsTree implements vscode.TreeDataProvider<VisualizationsNode>, vscode.Disposable {
  readonly #parts: VisualizationsTreeParts;
  readonly #onDidChangeTreeData = new Emitter<VisualizationsNode | undefined>();
  readonly #disposables = new Disposables();
  #changes: Disposable | undefined;
  #search = new AbortController();
  #shownPlaces = '';
  #hasManyStores = false;

  readonly onDidChangeTreeData = this.#onDidChangeTreeData.event;

  constructor(parts: VisualizationsTreeParts) {
    this.#parts = parts;
    const view = this.#disposables.add(
      vscode.window.createTreeView(viewIds.visualizations, { treeDataProvider: this }),
    );
    this.#disposables.add(view.onDidChangeVisibility(({ visible }) => this.#onVisibility(visible)));
    this.#disposables.add(parts.stores.onDidChange(() => this.#onStores()));
    this.#onVisibility(view.visible);
  }

  refresh(): void {
    this.#search.abort();
    this.#search = new AbortController();
    this.#onDidChangeTreeData.fire(undefined);
  }

  getTreeItem(node: VisualizationsNode): vscode.TreeItem {
    const item = node.kind === 'problem' ? problemItem(node) : visualizationItem(node, this.#storeLabel(node));
    item.id = node.kind === 'problem' ? node.storeUri : `${node.storeUri}\n${node.folderUri}\n${node.modelUri}`;
    return item;
  }

  async getChildren(node?: VisualizationsNode): Promise<VisualizationsNode[]> {
    if (node !== undefined) {
      return [];
    }
    await this.#parts.stores.ready();
    const listings = await Promise.all(this.#parts.stores.placesToRead.map(async ({ uri }) => await this.#listed(uri)));
    this.#hasManyStores = listings.filter((nodes) => nodes.length > 0).length > 1;
    return listings.flat();
  }

  dispose(): void {
    this.#search.abort();
    this.#changes?.dispose();
    this.#disposables.dispose();
    this.#onDidChangeTreeData.dispose();
  }

  async #listed(storeUri: string): Promise<readonly VisualizationsNode[]> {
    const { stores, list } = this.#parts;
    const nodes: VisualizationsNode[] = [];
    try {
      for await (const summary of list(await stores.open(storeUri), this.#search.signal)) {
        nodes.push({ ...summary, kind: 'visualization' });
      }
      return nodes;
    } catch (error) {
      if (isCancellation(error)) {
        return nodes;
      }
      const detail = this.#parts.messages.describe(error);
      return [{ kind: 'problem', storeUri, parentId: '', label: detail, detail }];
    }
  }

  #storeLabel({ storeUri }: VisualizationNode): string | undefined {
    return this.#hasManyStores ? this.#parts.stores.place(storeUri)?.label : undefined;
  }

  #onVisibility(isVisible: boolean): void {
    this.#changes?.dispose();
    this.#changes = isVisible
      ? new StoreChanges(this.#parts.stores, (_storeUri, change) => {
          if (change.kind === 'registry' || change.kind === 'store') {
            this.refresh();
          }
        })
      : undefined;
  }

  #onStores(): void {
    const places = this.#parts.stores.placesToRead.map(({ uri }) => uri).join('\n');
    if (places !== this.#shownPlaces) {
      this.#shownPlaces = places;
      this.refresh();
    }
  }
}

function visualizationItem(node: VisualizationNode, storeLabel: string | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(node.name);
  const version = node.version === undefined ? [] : [`v${node.version}`];
  const aliases = node.aliases.map((alias) => `@${alias}`);
  item.description = [...version, ...aliases, ...(storeLabel === undefined ? [] : [storeLabel])].join(' · ');
  item.iconPath = new vscode.ThemeIcon('graph-scatter');
  item.tooltip = node.modelUri;
  item.contextValue = contextValues.visualization;
  item.command = command('vizmod.visualization.previewOn', vscode.l10n.t('Preview on Data'), node);
  return item;
}

import * as vscode from 'vscode';
import { contextValues } from '../contributions.ts';
import type { ModelsSearch } from '../host/modelsSearch.ts';
import type { OpenStores } from '../host/openStores.ts';
import { type ModelVersion, type RegisteredModel } from '../model/registeredModel.ts';
import { Emitter } from '../util/events.ts';
import { NodeCache } from './nodeCache.ts';
import { LastKnown } from './lastKnown.ts';
import { failureNode, problemNodes } from './problemNodes.ts';
import { storeItem } from './storeItem.ts';
import { appendFacts, appendKeys, dateText, titledTooltip, type Fact } from './tooltipParts.ts';
import { problemItem } from './treeItems.ts';
import {
  nodeId,
  type ModelsNode,
  type ModelVersionNode,
  type RegisteredModelNode,
  type StoreNode,
} from './treeNodes.ts';

const longestDescription = 1000;

export interface ModelsTreeParts {
  readonly stores: OpenStores;
  readonly search: Pick<ModelsSearch, 'over'>;
}

/** The Models tree: registered models and their versions, below their store when several stores have models. */
export class ModelsTree implements vscode.TreeDataProvider<ModelsNode>, vscode.Disposable {
  readonly #parts: ModelsTreeParts;
  readonly #nodes = new NodeCache<ModelsNode>();
  readonly #models = new Map<string, RegisteredModel>();
  readonly #versions = new Map<string, ModelVersion>();
  readonly #onDidChangeTreeData = new Emitter<ModelsNode | undefined>();

  readonly onDidChangeTreeData = this.#onDidChangeTreeData.event;
  readonly #lastKnown = new LastKnown<ModelsNode>();

  constructor(parts: ModelsTreeParts) {
    this.#parts = parts;
  }

  refresh(): void {
    this.#onDidChangeTreeData.fire(undefined);
  }

  getTreeItem(node: ModelsNode): vscode.TreeItem {
    const item = this.#itemOf(node);
    item.id = nodeId(node);
    return item;
  }

  getParent(node: ModelsNode): ModelsNode | undefined {
    return node.kind === 'modelVersion'
      ? this.#nodes.of({ kind: 'registeredModel', storeUri: node.storeUri, modelName: node.modelName })
      : undefined;
  }

  async getChildren(node?: ModelsNode): Promise<ModelsNode[]> {
    const children = await this.#childrenOf(node);
    return children.map((child) => this.#nodes.of(child));
  }

  dispose(): void {
    this.#onDidChangeTreeData.dispose();
  }

  async #childrenOf(node: ModelsNode | undefined): Promise<readonly ModelsNode[]> {
    switch (node?.kind) {
      case undefined:
        return await this.#roots();
      case 'store':
        return await this.#modelsOf(node);
      case 'registeredModel':
        return await this.#versionsOf(node);
      case 'modelVersion':
      case 'problem':
        return [];
    }
  }

  async #roots(): Promise<readonly ModelsNode[]> {
    const { stores } = this.#parts;
    await stores.ready();
    const listings = await Promise.all(
      stores.placesToRead.map(async ({ uri }) => {
        const node: StoreNode = { kind: 'store', storeUri: uri };
        return { node, models: await this.#modelsOf(node) };
      }),
    );
    // A store that does not open says so among the experiments; here it stands only if there is nothing else.
    const filled = listings.filter(({ models }) => models.some(({ kind }) => kind !== 'problem'));
    const [only] = filled.length === 0 && listings.length === 1 ? listings : filled;
    return filled.length <= 1 ? (only?.models ?? []) : filled.map(({ node }) => node);
  }

  async #modelsOf(node: StoreNode): Promise<readonly ModelsNode[]> {
    const { storeUri } = node;
    try {
      return await this.#lastKnown.list(node, async () => {
        const { registry, tracking } = await this.#parts.stores.open(storeUri);
        const models = this.#parts.search.over(await registry.registeredModels(), tracking.kind);
        const nodes = models.map((model): RegisteredModelNode => {
          const child: RegisteredModelNode = { kind: 'registeredModel', storeUri, modelName: model.name };
          this.#models.set(nodeId(child), model);
          return child;
        });
        return [...nodes, ...problemNodes(node, registry.problems())];
      });
    } catch (error) {
      return [failureNode(node, error)];
    }
  }

  async #versionsOf(node: RegisteredModelNode): Promise<readonly ModelsNode[]> {
    const { storeUri, modelName } = node;
    try {
      return await this.#lastKnown.list(node, async () => {
        const { registry } = await this.#parts.stores.open(storeUri);
        const versions = await registry.modelVersions(modelName);
        return versions.map((version): ModelVersionNode => {
          const child: ModelVersionNode = { kind: 'modelVersion', storeUri, modelName, version: version.version };
          this.#versions.set(nodeId(child), version);
          return child;
        });
      });
    } catch (error) {
      return [failureNode(node, error)];
    }
  }

  #itemOf(node: ModelsNode): vscode.TreeItem {
    switch (node.kind) {
      case 'store':
        return storeItem(this.#parts.stores, node.storeUri);
      case 'registeredModel':
        return registeredModelItem(node, this.#models.get(nodeId(node)));
      case 'modelVersion':
        return modelVersionItem(node, this.#versions.get(nodeId(node)));
      case 'problem':
        return problemItem(node);
    }
  }
}

function registeredModelItem(node: RegisteredModelNode, model: RegisteredModel | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(node.modelName, vscode.TreeItemCollapsibleState.Collapsed);
  item.description = [...(model?.aliases ?? [])].map(([alias, version]) => `@${alias} v${version}`).join(' ');
  item.iconPath = new vscode.ThemeIcon('library');
  item.contextValue = contextValues.registeredModel;
  item.tooltip = described(node.modelName, model, []);
  return item;
}

function modelVersionItem(node: ModelVersionNode, version: ModelVersion | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Version {0}', node.version), vscode.TreeItemCollapsibleState.None);
  const stage = version === undefined || version.stage === 'None' ? [] : [version.stage];
  item.description = [...(version?.aliases ?? []).map((alias) => `@${alias}`), ...stage].join(' · ');
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = contextValues.modelVersion;
  item.tooltip = described(`${node.modelName} v${node.version}`, version, [
    [vscode.l10n.t('Created'), dateText(version?.creationTime)],
    [vscode.l10n.t('User'), version?.userId],
    [vscode.l10n.t('Run ID'), version?.runId],
    [vscode.l10n.t('Source'), version?.source],
  ]);
  return item;
}

function described(
  title: string,
  entry: RegisteredModel | ModelVersion | undefined,
  facts: readonly Fact[],
): vscode.MarkdownString {
  const tooltip = titledTooltip(title);
  appendFacts(tooltip, facts);
  if (entry !== undefined && entry.description !== '') {
    tooltip.appendMarkdown('\n\n').appendText(entry.description.slice(0, longestDescription));
  }
  appendKeys(tooltip, vscode.l10n.t('Tags'), [...(entry?.tags ?? [])]);
  return tooltip;
}

import * as vscode from 'vscode';
import type { ActiveRun } from '../host/activeRun.ts';
import type { OpenStores } from '../host/openStores.ts';
import { readSetting } from '../host/settings.ts';
import type { LaunchedRuns } from '../launch/launchedRuns.ts';
import type { Experiment } from '../model/experiment.ts';
import type { ArtifactReference, ExperimentReference, RunReference } from '../model/references.ts';
import type { Run } from '../model/run.ts';
import { Emitter, type Disposable } from '../util/events.ts';
import { artifactFolder, artifactNodes } from './artifactNodes.ts';
import type { ExperimentRuns } from './experimentRuns.ts';
import type { FollowedChange, FollowedExperiments } from './followedExperiments.ts';
import { failureNode, problemNodes } from './problemNodes.ts';
import { runItem } from './runItem.ts';
import { runTooltip } from './runTooltip.ts';
import { storeItem } from './storeItem.ts';
import { artifactItem, experimentItem, keyValueItem, keyValuesItem, problemItem, showMoreItem } from './treeItems.ts';
import {
  keyValueGroups,
  NodeCache,
  nodeId,
  type ArtifactNode,
  type ExperimentNode,
  type ExperimentsNode,
  type KeyValuesNode,
  type RunNode,
  type ShowMoreNode,
  type StoreNode,
} from './treeNodes.ts';

export interface ExperimentsTreeParts {
  readonly stores: OpenStores;
  readonly activeRun: ActiveRun;
  readonly followed: FollowedExperiments;
  readonly launchedRuns: Pick<LaunchedRuns, 'get'>;
}

/** Metrics shown beside a run when the settings name none. */
const defaultMetricCount = 2;

/** The Experiments tree: stores, when there are several, then experiments, runs, and what was logged to a run. */
export class ExperimentsTree implements vscode.TreeDataProvider<ExperimentsNode>, vscode.Disposable {
  readonly #parts: ExperimentsTreeParts;
  readonly #nodes = new NodeCache<ExperimentsNode>();
  readonly #experiments = new Map<string, Experiment>();
  readonly #onDidChangeTreeData = new Emitter<ExperimentsNode | undefined>();
  readonly #tooltips = new WeakMap<vscode.TreeItem, Run>();
  readonly #subscription: Disposable;
  #shownRoots = '';

  readonly onDidChangeTreeData = this.#onDidChangeTreeData.event;

  constructor(parts: ExperimentsTreeParts) {
    this.#parts = parts;
    this.#subscription = parts.followed.onDidChange((change) => this.#repaint(change));
  }

  /** Reads everything anew below a node, or all of it. */
  refresh(node?: ExperimentsNode): void {
    this.#onDidChangeTreeData.fire(node);
  }

  /** Reads the stores anew when others are there now, or another one is active. */
  refreshRoots(): void {
    const { stores } = this.#parts;
    const roots = [...stores.places.map(({ uri }) => uri), stores.active?.uri].join('\n');
    if (roots !== this.#shownRoots) {
      this.#shownRoots = roots;
      this.refresh();
    }
  }

  /** Lists the experiments of a store again. */
  refreshExperiments(storeUri: string): void {
    const hasStoreNodes = this.#parts.stores.places.length > 1;
    this.refresh(hasStoreNodes ? this.#nodes.find(nodeId({ kind: 'store', storeUri })) : undefined);
  }

  /** Paints the node of a run again, if it was ever shown. */
  repaintRun(run: RunReference): void {
    const node = this.#nodes.find(nodeId({ ...run, kind: 'run' }));
    if (node !== undefined) {
      this.refresh(node);
    }
  }

  /** Lists the artifacts of a run again, if they were ever shown. */
  refreshArtifacts(run: RunReference): void {
    const node = this.#nodes.find(nodeId(artifactRoot(run)));
    if (node !== undefined) {
      this.refresh(node);
    }
  }

  showMore(node: ShowMoreNode): void {
    const { storeUri, experimentId, parentRunId } = node;
    this.#parts.followed.get(node)?.showMore(parentRunId);
    const parent: ExperimentsNode =
      parentRunId === ''
        ? { kind: 'experiment', storeUri, experimentId }
        : { kind: 'run', storeUri, experimentId, runId: parentRunId };
    this.refresh(this.#nodes.find(nodeId(parent)));
  }

  /** Makes sure that a run, or an artifact of it, can be revealed. @returns its node */
  async nodeOf(reference: RunReference | ArtifactReference): Promise<ExperimentsNode | undefined> {
    const { experimentId, runId } = reference;
    const store = await this.#parts.stores.open(reference.storeUri);
    const storeUri = this.#parts.stores.place(store.uri)?.uri ?? store.uri;
    const runs = this.#parts.followed.follow({ storeUri, experimentId });
    await runs?.hasContent();
    if (runs?.showRun(runId) !== true) {
      return undefined;
    }
    if ('artifactPath' in reference) {
      const { artifactPath, isDirectory } = reference;
      return this.#nodes.of({ ...artifactRoot({ storeUri, experimentId, runId }), artifactPath, isDirectory });
    }
    return this.#nodes.of({ kind: 'run', storeUri, experimentId, runId });
  }

  getTreeItem(node: ExperimentsNode): vscode.TreeItem {
    const item = this.#itemOf(node);
    item.id = nodeId(node);
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem): vscode.TreeItem {
    const run = this.#tooltips.get(item);
    if (run !== undefined) {
      item.tooltip = runTooltip(run);
    }
    return item;
  }

  getParent(node: ExperimentsNode): ExperimentsNode | undefined {
    const { storeUri } = node;
    switch (node.kind) {
      case 'store':
      case 'problem':
        return undefined;
      case 'experiment':
        return this.#parts.stores.places.length > 1 ? this.#nodes.of({ kind: 'store', storeUri }) : undefined;
      case 'run':
        return this.#parentOfRun(node);
      case 'artifact':
        return node.artifactPath === '' ? this.#runNode(node) : this.#parentOfArtifact(node);
      case 'showMore':
        return node.parentRunId === ''
          ? this.#nodes.of({ kind: 'experiment', storeUri, experimentId: node.experimentId })
          : this.#runNode({ ...node, runId: node.parentRunId });
      case 'keyValues':
        return this.#runNode(node);
      case 'keyValue': {
        const { experimentId, runId, group } = node;
        return this.#nodes.of({ kind: 'keyValues', storeUri, experimentId, runId, group });
      }
    }
  }

  async getChildren(node?: ExperimentsNode): Promise<ExperimentsNode[]> {
    const children = await this.#childrenOf(node);
    return children.map((child) => this.#nodes.of(child));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#onDidChangeTreeData.dispose();
  }

  async #childrenOf(node: ExperimentsNode | undefined): Promise<readonly ExperimentsNode[]> {
    switch (node?.kind) {
      case undefined:
        return await this.#roots();
      case 'store':
        return await this.#experimentsOf(node);
      case 'experiment':
        return await this.#runsOf(node);
      case 'run':
        return await this.#contentsOf(node);
      case 'keyValues':
        return await this.#keyValuesOf(node);
      case 'artifact':
        return await this.#artifactsOf(node);
      case 'keyValue':
      case 'showMore':
      case 'problem':
        return [];
    }
  }

  async #roots(): Promise<readonly ExperimentsNode[]> {
    const { stores } = this.#parts;
    await stores.ready();
    const nodes = stores.places.map(({ uri }): StoreNode => ({ kind: 'store', storeUri: uri }));
    const [only] = nodes;
    return only !== undefined && nodes.length === 1 ? await this.#experimentsOf(only) : nodes;
  }

  async #experimentsOf(node: StoreNode): Promise<readonly ExperimentsNode[]> {
    const { storeUri } = node;
    try {
      const { tracking } = await this.#parts.stores.open(storeUri);
      const experiments = await tracking.experiments('active');
      const nodes = experiments.map((experiment): ExperimentNode => {
        const child: ExperimentNode = { kind: 'experiment', storeUri, experimentId: experiment.experimentId };
        this.#experiments.set(nodeId(child), experiment);
        return child;
      });
      return [...nodes, ...problemNodes(node, tracking.problems())];
    } catch (error) {
      return [failureNode(node, error)];
    }
  }

  async #runsOf(node: ExperimentNode): Promise<readonly ExperimentsNode[]> {
    try {
      await this.#parts.stores.open(node.storeUri);
    } catch (error) {
      return [failureNode(node, error)];
    }
    const runs = this.#parts.followed.follow(node);
    if (runs === undefined) {
      return [];
    }
    await runs.hasContent();
    if (runs.error !== undefined && runs.collection.table.length === 0) {
      return [failureNode(node, runs.error)];
    }
    return [...this.#pageOf(node, runs), ...problemNodes(node, runs.collection.problems)];
  }

  #pageOf(parent: ExperimentReference, runs: ExperimentRuns, parentRunId?: string): readonly ExperimentsNode[] {
    const { storeUri, experimentId } = parent;
    const { runIds, hiddenCount } = runs.page(parentRunId);
    const nodes = runIds.map((runId): RunNode => ({ kind: 'run', storeUri, experimentId, runId }));
    const more: ShowMoreNode = {
      kind: 'showMore',
      storeUri,
      experimentId,
      parentRunId: parentRunId ?? '',
      hiddenCount,
    };
    return hiddenCount > 0 ? [...nodes, more] : nodes;
  }

  async #contentsOf(node: RunNode): Promise<readonly ExperimentsNode[]> {
    const { storeUri, experimentId, runId } = node;
    const run = await this.#run(node);
    const folders = keyValueGroups
      .filter((group) => run !== undefined && run[group].size > 0)
      .map((group): KeyValuesNode => ({ kind: 'keyValues', storeUri, experimentId, runId, group }));
    const runs = this.#parts.followed.get(node);
    const nested = runs === undefined ? [] : this.#pageOf(node, runs, runId);
    return [...folders, artifactRoot(node), ...nested];
  }

  async #keyValuesOf(node: KeyValuesNode): Promise<readonly ExperimentsNode[]> {
    const { storeUri, experimentId, runId, group } = node;
    const run = await this.#run(node);
    const keys = [...(run?.[group].keys() ?? [])].sort(ownKeysFirst);
    return keys.map((key) => ({ kind: 'keyValue', storeUri, experimentId, runId, group, key }));
  }

  async #artifactsOf(node: ArtifactNode): Promise<readonly ExperimentsNode[]> {
    try {
      const { tracking } = await this.#parts.stores.open(node.storeUri);
      const repository = await tracking.artifacts(node.runId);
      return await artifactNodes(repository, node, node.artifactPath);
    } catch (error) {
      return [failureNode(node, error)];
    }
  }

  /** The run as the tree knows it, else as the store does. */
  async #run(node: RunReference): Promise<Run | undefined> {
    const known = this.#parts.followed.get(node)?.run(node.runId);
    if (known !== undefined) {
      return known;
    }
    const store = await this.#parts.stores.open(node.storeUri);
    return await store.tracking.run(node.runId);
  }

  #itemOf(node: ExperimentsNode): vscode.TreeItem {
    switch (node.kind) {
      case 'store':
        return storeItem(this.#parts.stores, node.storeUri);
      case 'experiment':
        return experimentItem(this.#experiments.get(nodeId(node)), node.experimentId, node);
      case 'run':
        return this.#runItem(node);
      case 'keyValues':
        return keyValuesItem(node, this.#parts.followed.get(node)?.run(node.runId));
      case 'keyValue':
        return keyValueItem(node, this.#parts.followed.get(node)?.run(node.runId));
      case 'artifact':
        return artifactItem(node);
      case 'showMore':
        return showMoreItem(node);
      case 'problem':
        return problemItem(node);
    }
  }

  #runItem(node: RunNode): vscode.TreeItem {
    const runs = this.#parts.followed.get(node);
    const run = runs?.run(node.runId);
    if (runs === undefined || run === undefined) {
      return new vscode.TreeItem(node.runId, vscode.TreeItemCollapsibleState.Collapsed);
    }
    const isActive = this.#parts.activeRun.current?.runId === node.runId;
    const isStoppable = this.#parts.launchedRuns.get(node.runId) !== undefined;
    const item = runItem(run, {
      shownMetrics: shownMetrics(runs.commonMetrics, run),
      isActive,
      isStoppable,
      now: Date.now(),
    });
    this.#tooltips.set(item, run);
    return item;
  }

  #repaint({ experiment, change }: FollowedChange): void {
    const { storeUri, experimentId } = experiment;
    if (change.kind === 'structure') {
      this.refresh(this.#nodes.of({ kind: 'experiment', storeUri, experimentId }));
      return;
    }
    for (const runId of change.runIds) {
      this.repaintRun({ storeUri, experimentId, runId });
    }
  }

  #runNode({ storeUri, experimentId, runId }: RunReference): ExperimentsNode {
    return this.#nodes.of({ kind: 'run', storeUri, experimentId, runId });
  }

  #parentOfRun(node: RunNode): ExperimentsNode {
    const parentRunId = this.#parts.followed.get(node)?.parentRunId(node.runId);
    const { storeUri, experimentId } = node;
    return parentRunId === undefined
      ? this.#nodes.of({ kind: 'experiment', storeUri, experimentId })
      : this.#runNode({ ...node, runId: parentRunId });
  }

  #parentOfArtifact(node: ArtifactNode): ExperimentsNode {
    const parent = { ...artifactRoot(node), artifactPath: artifactFolder(node.artifactPath) };
    return this.#nodes.find(nodeId(parent)) ?? this.#nodes.of(parent);
  }
}

function artifactRoot({ storeUri, experimentId, runId }: RunReference): ArtifactNode {
  return { kind: 'artifact', storeUri, experimentId, runId, artifactPath: '', isDirectory: true, isModel: false };
}

/** The metrics that the settings name, else the experiment's commonest; a run that has none of these shows its own first ones. */
function shownMetrics(common: readonly string[], run: Run): readonly string[] {
  const chosen = readSetting('experiments.shownMetrics');
  if (chosen.length > 0) {
    return chosen;
  }
  const first = common.slice(0, defaultMetricCount);
  return first.some((key) => run.metrics.has(key))
    ? first
    : common.filter((key) => run.metrics.has(key)).slice(0, defaultMetricCount);
}

/** MLflow's own tags come after those that people set. */
function ownKeysFirst(a: string, b: string): number {
  const [isOwnA, isOwnB] = [!a.startsWith('mlflow.'), !b.startsWith('mlflow.')];
  return isOwnA === isOwnB ? (a < b ? -1 : 1) : isOwnA ? -1 : 1;
}

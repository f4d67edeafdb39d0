import type * as vscode from 'vscode';
import type { ActiveRun } from '../host/activeRun.ts';
import type { OpenStores } from '../host/openStores.ts';
import type { LaunchedRuns } from '../launch/launchedRuns.ts';
import type { ArtifactReference, ExperimentReference, RunReference } from '../model/references.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter } from '../util/events.ts';
import { artifactRoot } from './artifactNodes.ts';
import { ExperimentsItems } from './experimentsItems.ts';
import { experimentKey, ExperimentsListing } from './experimentsListing.ts';
import { experimentsParent } from './experimentsParent.ts';
import type { FollowedChange, FollowedExperiments } from './followedExperiments.ts';
import { NodeCache } from './nodeCache.ts';
import { NodeFacts } from './nodeFacts.ts';
import { Pages } from './pages.ts';
import { Presence } from './presence.ts';
import { Trash } from './trash.ts';
import { nodeId, type ExperimentsNode, type ShowMoreNode } from './treeNodes.ts';

export interface ExperimentsTreeParts {
  readonly stores: OpenStores;
  readonly activeRun: ActiveRun;
  readonly followed: FollowedExperiments;
  readonly launchedRuns: Pick<LaunchedRuns, 'get'>;
}

/**
 * The Experiments tree: stores, when there are several, then experiments, runs, what was logged to a run, and the trash. What stands
 * where is said by {@link ExperimentsListing}, how it looks by {@link ExperimentsItems}; here is when it is painted anew.
 */
export class ExperimentsTree implements vscode.TreeDataProvider<ExperimentsNode>, vscode.Disposable {
  readonly #parts: ExperimentsTreeParts;
  readonly #nodes = new NodeCache<ExperimentsNode>();
  readonly #pages = new Pages();
  readonly #trash: Trash;
  readonly #models: Presence;
  readonly #listing: ExperimentsListing;
  readonly #items: ExperimentsItems;
  readonly #onDidChangeTreeData = new Emitter<ExperimentsNode | undefined>();
  readonly #disposables = new Disposables();
  #shownRoots = '';

  readonly onDidChangeTreeData = this.#onDidChangeTreeData.event;

  constructor(parts: ExperimentsTreeParts) {
    const facts = new NodeFacts();
    this.#parts = parts;
    this.#trash = this.#disposables.add(new Trash(parts.stores));
    this.#models = this.#disposables.add(new Presence(async (key, signal) => await this.#hasModels(key, signal)));
    this.#listing = new ExperimentsListing({
      ...parts,
      trash: this.#trash,
      models: this.#models,
      facts,
      pages: this.#pages,
    });
    this.#items = new ExperimentsItems({ ...parts, facts });
    this.#disposables.add(parts.followed.onDidChange((change) => this.#repaint(change)));
    this.#disposables.add(this.#trash.onDidChange((storeUri) => this.refreshExperiments(storeUri)));
    this.#disposables.add(this.#models.onDidChange((key) => this.#refreshKnown(experimentNode(experimentOf(key)))));
    this.#disposables.add(this.#onDidChangeTreeData);
  }

  /** Reads everything anew below a node, or all of it. */
  refresh(node?: ExperimentsNode): void {
    this.#onDidChangeTreeData.fire(node);
  }

  /** Reads everything that is on show anew, and looks again for what was not there. */
  async reload(): Promise<void> {
    this.refresh();
    await Promise.all(this.#parts.stores.places.map(async ({ uri }) => await this.#trash.lookAgain(uri)));
  }

  /** Reads the stores anew when others are there now, another one is active, or something else shows of them. */
  refreshRoots(): void {
    const { outline } = this.#parts.stores;
    if (outline !== this.#shownRoots) {
      this.#shownRoots = outline;
      this.refresh();
    }
  }

  /** Lists the experiments of a store again. */
  refreshExperiments(storeUri: string): void {
    const hasStoreNodes = this.#parts.stores.places.length > 1;
    this.refresh(hasStoreNodes ? this.#nodes.find(nodeId({ kind: 'store', storeUri })) : undefined);
  }

  /** Lists what is deleted in a store again, and looks whether there is anything. */
  async refreshTrash(storeUri: string): Promise<void> {
    this.#refreshKnown({ kind: 'trash', storeUri });
    await this.#trash.lookAgain(storeUri);
  }

  /** Paints the node of a run again, if it was ever shown. */
  repaintRun(run: RunReference): void {
    this.#refreshKnown({ ...run, kind: 'run' });
  }

  /** Lists the artifacts of a run again, if they were ever shown. */
  refreshArtifacts(run: RunReference): void {
    this.#refreshKnown(artifactRoot(run));
  }

  showMore(node: ShowMoreNode): void {
    const parent = this.#parentOf(node);
    if (node.list === 'runs') {
      this.#parts.followed.get(node)?.showMore(node.parentRunId);
    } else if (parent !== undefined) {
      this.#pages.showMore(nodeId(parent));
    }
    this.refresh(parent);
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
    const item = this.#items.itemOf(node);
    item.id = nodeId(node);
    return item;
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    node: ExperimentsNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const controller = new AbortController();
    const cancellation = token.onCancellationRequested(() => controller.abort());
    try {
      const tooltip = await this.#items.tooltipOf(node, controller.signal);
      if (tooltip !== undefined) {
        item.tooltip = tooltip;
      }
      return item;
    } finally {
      cancellation.dispose();
    }
  }

  getParent(node: ExperimentsNode): ExperimentsNode | undefined {
    return this.#parentOf(node);
  }

  async getChildren(node?: ExperimentsNode): Promise<ExperimentsNode[]> {
    const children = await this.#listing.childrenOf(node);
    return children.map((child) => this.#nodes.of(child));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #parentOf(node: ExperimentsNode): ExperimentsNode | undefined {
    const parent = experimentsParent(node, this.#parts);
    // What else a shown node carries (a size) is not known here.
    return parent && (this.#nodes.find(nodeId(parent)) ?? this.#nodes.of(parent));
  }

  #refreshKnown(node: ExperimentsNode): void {
    const known = this.#nodes.find(nodeId(node));
    if (known !== undefined) {
      this.refresh(known);
    }
  }

  #repaint({ experiment, change }: FollowedChange): void {
    const { storeUri, experimentId } = experiment;
    if (change.kind === 'runs') {
      for (const runId of change.runIds) {
        this.repaintRun({ storeUri, experimentId, runId });
      }
      return;
    }
    this.refresh(this.#nodes.of(experimentNode(experiment)));
    const runs = this.#parts.followed.get(experiment);
    if (runs !== undefined && this.#trash.notice(storeUri, experimentId, runs.deletedCount)) {
      this.#refreshKnown({ kind: 'trash', storeUri });
    }
    if (runs?.collection.isComplete === true && !this.#models.isThere(experimentKey(experiment))) {
      // New runs may have logged the first model.
      void this.#models.lookAgain(experimentKey(experiment));
    }
  }

  async #hasModels(key: string, signal: AbortSignal): Promise<boolean> {
    const { storeUri, experimentId } = experimentOf(key);
    const { loggedModels } = await this.#parts.stores.open(storeUri);
    const models = (await loggedModels?.ofExperiments([experimentId], signal)) ?? [];
    return models.length > 0;
  }
}

function experimentNode({ storeUri, experimentId }: ExperimentReference): ExperimentsNode {
  return { kind: 'experiment', storeUri, experimentId };
}

function experimentOf(key: string): ExperimentReference {
  const [storeUri, experimentId] = JSON.parse(key) as [string, string];
  return { storeUri, experimentId };
}

import * as vscode from 'vscode';
import { viewIds } from '../contributions.ts';
import type { ActiveRun } from '../host/activeRun.ts';
import { setContextKey } from '../host/contextKeys.ts';
import type { OpenStores } from '../host/openStores.ts';
import type { RunsFilter } from '../host/runsFilter.ts';
import { changesSetting } from '../host/settings.ts';
import { StoreChanges } from '../host/storeChanges.ts';
import type { UserMessages } from '../host/userMessages.ts';
import type { ArtifactReference, RunReference } from '../model/references.ts';
import type { StoreChange } from '../store/trackingStore.ts';
import { Disposables } from '../util/disposables.ts';
import type { Disposable } from '../util/events.ts';
import type { ExperimentsTree } from './experimentsTree.ts';
import type { FollowedExperiments } from './followedExperiments.ts';
import { RunDropController } from './runDropController.ts';
import { showMoreCommand } from './treeItems.ts';
import { nodeId, type ExperimentNode, type ExperimentsNode, type ShowMoreNode } from './treeNodes.ts';

const revealWalks = 5;

export interface ExperimentsViewParts {
  readonly tree: ExperimentsTree;
  readonly followed: FollowedExperiments;
  readonly stores: OpenStores;
  readonly filter: RunsFilter;
  readonly activeRun: ActiveRun;
  readonly messages: UserMessages;
}

/** The Experiments view: while it is visible it follows the stores and the experiments that are expanded, and only these. */
export class ExperimentsView implements vscode.Disposable {
  readonly #parts: ExperimentsViewParts;
  readonly #view: vscode.TreeView<ExperimentsNode>;
  readonly #disposables = new Disposables();
  readonly #expanded = new Map<string, ExperimentNode>();
  #changes: Disposable | undefined;

  constructor(parts: ExperimentsViewParts) {
    const { tree, stores, filter, activeRun } = parts;
    this.#parts = parts;
    this.#view = vscode.window.createTreeView<ExperimentsNode>(viewIds.experiments, {
      treeDataProvider: tree,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController: new RunDropController(),
    });
    const add = (item: Disposable): Disposable => this.#disposables.add(item);
    add(this.#view);
    add(this.#view.onDidExpandElement(({ element }) => this.#onExpand(element)));
    add(this.#view.onDidCollapseElement(({ element }) => this.#onCollapse(element)));
    add(this.#view.onDidChangeVisibility(({ visible }) => this.#onVisibility(visible)));
    add(vscode.commands.registerCommand(showMoreCommand, (node: ShowMoreNode) => tree.showMore(node)));
    add(stores.onDidChange(() => this.#onStores()));
    add(filter.onDidChange(() => this.#applyFilter()));
    let activeBefore = activeRun.current;
    add(
      activeRun.onDidChange((run) => {
        for (const changed of [activeBefore, run]) {
          if (changed !== undefined) {
            tree.repaintRun(changed);
          }
        }
        activeBefore = run;
      }),
    );
    add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesSetting(event, 'experiments.shownMetrics')) {
          tree.refresh();
        }
      }),
    );
    this.#applyFilter();
    this.#onVisibility(this.#view.visible);
  }

  /** Selects a run or an artifact in the tree. */
  async reveal(reference: RunReference | ArtifactReference): Promise<void> {
    await vscode.commands.executeCommand(`${viewIds.experiments}.focus`);
    const { tree, messages, filter } = this.#parts;
    const node = await tree.nodeOf(reference);
    if (node !== undefined) {
      await this.#reveal(node);
    } else if (await messages.offer(vscode.l10n.t('The filter hides this run.'), vscode.l10n.t('Clear Filter'))) {
      await filter.set('');
      await this.reveal(reference);
    }
  }

  /** A refresh that comes while VS Code walks down to the node ends the walk, often without a word: then it walks again. */
  async #reveal(node: ExperimentsNode): Promise<void> {
    const reveal = async (): Promise<void> =>
      await this.#view.reveal(node, { select: true, focus: true, expand: true });
    for (let walk = 1; walk < revealWalks; walk++) {
      await reveal().catch(() => undefined);
      if (this.#view.selection.includes(node)) {
        return;
      }
    }
    await reveal();
  }

  /** The one thing that is selected, for commands that were run without an argument. */
  get selection(): ExperimentsNode | undefined {
    return this.#view.selection[0];
  }

  dispose(): void {
    this.#changes?.dispose();
    this.#disposables.dispose();
  }

  #onExpand(node: ExperimentsNode): void {
    if (node.kind === 'experiment') {
      this.#expanded.set(nodeId(node), node);
      this.#follow(node);
    }
  }

  #onCollapse(node: ExperimentsNode): void {
    if (node.kind === 'experiment') {
      this.#expanded.delete(nodeId(node));
      this.#parts.followed.release(node);
    }
  }

  #onVisibility(isVisible: boolean): void {
    this.#changes?.dispose();
    this.#changes = undefined;
    if (!isVisible) {
      this.#parts.followed.releaseAll();
      return;
    }
    this.#changes = new StoreChanges(this.#parts.stores, (storeUri, change) => this.#onStoreChange(storeUri, change));
    for (const node of this.#expanded.values()) {
      this.#follow(node);
    }
  }

  /** What VS Code kept of the experiment from before is painted anew. */
  #follow(node: ExperimentNode): void {
    const { followed, tree } = this.#parts;
    if (followed.get(node) === undefined && followed.follow(node) !== undefined) {
      tree.refresh(node);
    }
  }

  #onStores(): void {
    const { stores, tree } = this.#parts;
    setContextKey('vizmod.hasStores', stores.places.length > 0);
    tree.refreshRoots();
  }

  #onStoreChange(storeUri: string, change: StoreChange): void {
    const { tree } = this.#parts;
    switch (change.kind) {
      case 'store':
      case 'experiments':
        tree.refreshExperiments(storeUri);
        void tree.refreshTrash(storeUri);
        break;
      case 'artifacts':
        tree.refreshArtifacts({ storeUri, experimentId: change.experimentId, runId: change.runId });
        break;
      case 'runs':
      case 'run':
      case 'registry':
        // Runs are followed through their collection, models by the Models view.
        break;
    }
  }

  #applyFilter(): void {
    const { filter, followed } = this.#parts;
    const { text } = filter;
    this.#view.description = text === '' ? '' : vscode.l10n.t('filtered');
    this.#view.message = text === '' ? '' : vscode.l10n.t('Runs where {0}', text);
    followed.setFilter((store, table) => filter.over(table, store.tracking.kind));
  }
}

import * as vscode from 'vscode';
import type { ActiveRun } from '../host/activeRun.ts';
import type { OpenStores } from '../host/openStores.ts';
import { readSetting } from '../host/settings.ts';
import type { LaunchedRuns } from '../launch/launchedRuns.ts';
import type { Run } from '../model/run.ts';
import { datasetItem, datasetTooltip } from './datasetItem.ts';
import { experimentTooltip } from './experimentTooltip.ts';
import type { FollowedExperiments } from './followedExperiments.ts';
import { formatClock } from './formatClock.ts';
import { loggedModelItem, loggedModelTooltip } from './loggedModelItem.ts';
import type { NodeFacts } from './nodeFacts.ts';
import { runItem } from './runItem.ts';
import { runTooltip } from './runTooltip.ts';
import { storeItem } from './storeItem.ts';
import { deletedExperimentItem, deletedRunItem, deletedRunsItem, trashItem } from './trashItems.ts';
import {
  artifactItem,
  experimentItem,
  folderItem,
  keyValueItem,
  keyValuesItem,
  problemItem,
  showMoreItem,
} from './treeItems.ts';
import {
  nodeId,
  type ExperimentNode,
  type ExperimentsNode,
  type LoggedModelNode,
  type LoggedNode,
  type RunNode,
} from './treeNodes.ts';

export interface ExperimentsItemsParts {
  readonly stores: OpenStores;
  readonly activeRun: ActiveRun;
  readonly followed: FollowedExperiments;
  readonly launchedRuns: Pick<LaunchedRuns, 'get'>;
  readonly facts: NodeFacts;
}

/** Metrics shown beside a run when the settings name none. */
const defaultMetricCount = 2;

/** How each node of the Experiments tree looks; what takes a question to the store is in the tooltip alone, asked when it is looked at. */
export class ExperimentsItems {
  readonly #parts: ExperimentsItemsParts;

  constructor(parts: ExperimentsItemsParts) {
    this.#parts = parts;
  }

  itemOf(node: ExperimentsNode): vscode.TreeItem {
    const { stores, facts } = this.#parts;
    switch (node.kind) {
      case 'store':
        return storeItem(stores, node.storeUri);
      case 'experiment':
        return this.#experimentItem(node);
      case 'run':
        return this.#runItem(node);
      case 'trash':
        return trashItem();
      case 'deletedExperiment':
        return deletedExperimentItem(facts.experiments.get(nodeId(node)), node.experimentId);
      case 'deletedRuns':
        return deletedRunsItem(facts.experiments.get(nodeId(node)), node.experimentId);
      case 'deletedRun':
        return deletedRunItem(facts.deletedRuns.get(nodeId(node)), node.runId);
      case 'showMore':
        return showMoreItem(node);
      case 'problem':
        return problemItem(node);
      default:
        return this.#loggedItem(node);
    }
  }

  #loggedItem(node: LoggedNode): vscode.TreeItem {
    const { followed, facts } = this.#parts;
    switch (node.kind) {
      case 'keyValues':
        return keyValuesItem(node, followed.get(node)?.run(node.runId));
      case 'keyValue':
        return keyValueItem(node, followed.get(node)?.run(node.runId));
      case 'datasets':
        return folderItem(vscode.l10n.t('Datasets'), 'database');
      case 'dataset':
        return datasetItem(facts.datasets.get(nodeId(node)));
      case 'loggedModels':
        return folderItem(vscode.l10n.t('Models'), 'library');
      case 'loggedModel':
        return loggedModelItem(node, facts.loggedModels.get(nodeId(node)));
      case 'artifact':
        return artifactItem(node);
    }
  }

  /** Absent: the item has its tooltip, or needs none. */
  async tooltipOf(node: ExperimentsNode, signal: AbortSignal): Promise<vscode.MarkdownString | undefined> {
    switch (node.kind) {
      case 'run': {
        const run = this.#parts.followed.get(node)?.run(node.runId);
        return run && runTooltip(run);
      }
      case 'experiment':
        return await this.#experimentTooltip(node, signal);
      case 'dataset': {
        const dataset = this.#parts.facts.datasets.get(nodeId(node));
        return dataset && datasetTooltip(dataset);
      }
      case 'loggedModel':
        return await this.#loggedModelTooltip(node, signal);
      default:
        return undefined;
    }
  }

  async #experimentTooltip(node: ExperimentNode, signal: AbortSignal): Promise<vscode.MarkdownString> {
    const { stores, facts } = this.#parts;
    const { tracking } = await stores.open(node.storeUri);
    // A tooltip is no place for an error: it says what is known.
    const traceCount = await tracking.traceCount(node.experimentId, signal).catch(() => undefined);
    return experimentTooltip(facts.experiments.get(nodeId(node)), node.experimentId, traceCount);
  }

  async #loggedModelTooltip(node: LoggedModelNode, signal: AbortSignal): Promise<vscode.MarkdownString | undefined> {
    const { loggedModels } = await this.#parts.stores.open(node.storeUri);
    const model = await loggedModels?.loggedModel(node.modelId, signal).catch(() => undefined);
    return model && loggedModelTooltip(model);
  }

  #experimentItem(node: ExperimentNode): vscode.TreeItem {
    const item = experimentItem(this.#parts.facts.experiments.get(nodeId(node)), node.experimentId, node);
    const staleSince = this.#parts.followed.get(node)?.collection.staleSince;
    if (staleSince !== undefined) {
      // A time, not an age: nothing repaints the node while the store is silent.
      item.description = vscode.l10n.t('as of {0}', formatClock(staleSince));
    }
    return item;
  }

  #runItem(node: RunNode): vscode.TreeItem {
    const runs = this.#parts.followed.get(node);
    const run = runs?.run(node.runId);
    if (runs === undefined || run === undefined) {
      return new vscode.TreeItem(node.runId, vscode.TreeItemCollapsibleState.Collapsed);
    }
    return runItem(run, {
      shownMetrics: shownMetrics(runs.commonMetrics, run),
      isActive: this.#parts.activeRun.current?.runId === node.runId,
      isStoppable: this.#parts.launchedRuns.get(node.runId) !== undefined,
      now: Date.now(),
    });
  }
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

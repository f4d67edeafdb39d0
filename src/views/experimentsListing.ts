import type { ExperimentReference } from '../model/references.ts';
import type { ExperimentRuns } from './experimentRuns.ts';
import type { Presence } from './presence.ts';
import { LastKnown } from './lastKnown.ts';
import { failureNode, problemNodes } from './problemNodes.ts';
import { RunListing, type RunListingParts } from './runListing.ts';
import { pageOf, showMoreNodes } from './showMoreNodes.ts';
import type { Trash } from './trash.ts';
import { deletedRunNodes, trashNodes } from './trashNodes.ts';
import {
  nodeId,
  type DeletedRunsNode,
  type ExperimentNode,
  type ExperimentsNode,
  type LoggedModelsNode,
  type RunNode,
  type StoreNode,
  type TrashNode,
} from './treeNodes.ts';

export interface ExperimentsListingParts extends RunListingParts {
  readonly trash: Trash;
  /** Whether an experiment has logged models, by {@link experimentKey}. */
  readonly models: Presence;
}

export function experimentKey({ storeUri, experimentId }: ExperimentReference): string {
  return JSON.stringify([storeUri, experimentId]);
}

/** What stands below each node of the Experiments tree. A listing that fails is a node that says why. */
export class ExperimentsListing {
  readonly #parts: ExperimentsListingParts;
  readonly #run: RunListing;
  readonly #lastKnown = new LastKnown<ExperimentsNode>();

  constructor(parts: ExperimentsListingParts) {
    this.#parts = parts;
    this.#run = new RunListing(parts);
  }

  async childrenOf(node: ExperimentsNode | undefined): Promise<readonly ExperimentsNode[]> {
    if (node === undefined) {
      return await this.#roots();
    }
    try {
      return await this.#below(node);
    } catch (error) {
      return [failureNode(node, error)];
    }
  }

  async #below(node: ExperimentsNode): Promise<readonly ExperimentsNode[]> {
    switch (node.kind) {
      case 'store':
        return await this.#lastKnown.list(node, async () => await this.#experimentsOf(node));
      case 'experiment':
        return await this.#contentsOf(node);
      case 'run':
        return [...(await this.#run.foldersOf(node)), ...this.#nestedRunsOf(node)];
      case 'trash':
        return trashNodes(node, await this.#parts.trash.contents(node.storeUri), this.#parts.facts);
      case 'deletedRuns':
        return await this.#deletedRunsOf(node);
      case 'deletedExperiment':
      case 'deletedRun':
      case 'showMore':
      case 'problem':
        return [];
      default:
        return await this.#run.childrenOf(node);
    }
  }

  async #roots(): Promise<readonly ExperimentsNode[]> {
    const { stores } = this.#parts;
    await stores.ready();
    const nodes = stores.places.map(({ uri }): StoreNode => ({ kind: 'store', storeUri: uri }));
    const [only] = nodes;
    return only !== undefined && nodes.length === 1 ? await this.childrenOf(only) : nodes;
  }

  async #experimentsOf(node: StoreNode): Promise<readonly ExperimentsNode[]> {
    const { storeUri } = node;
    const { stores, trash, facts } = this.#parts;
    const { tracking } = await stores.open(storeUri);
    const all = await tracking.experiments('all');
    const active = all.filter(({ lifecycleStage }) => lifecycleStage !== 'deleted');
    const nodes = active.map((experiment): ExperimentNode => {
      const child: ExperimentNode = { kind: 'experiment', storeUri, experimentId: experiment.experimentId };
      facts.experiments.set(nodeId(child), experiment);
      return child;
    });
    const bin: readonly TrashNode[] = trash.isFilled(storeUri, all) ? [{ kind: 'trash', storeUri }] : [];
    return [...nodes, ...problemNodes(node, tracking.problems()), ...bin];
  }

  async #contentsOf(node: ExperimentNode): Promise<readonly ExperimentsNode[]> {
    const { storeUri, experimentId } = node;
    const { stores, followed, models } = this.#parts;
    await stores.open(storeUri);
    const runs = followed.follow(node);
    if (runs === undefined) {
      return [];
    }
    await runs.hasContent();
    if (runs.error !== undefined && runs.collection.table.length === 0) {
      return [failureNode(node, runs.error)];
    }
    const folder: readonly LoggedModelsNode[] = models.isThere(experimentKey(node))
      ? [{ kind: 'loggedModels', storeUri, experimentId }]
      : [];
    return [...folder, ...runNodes(node, runs), ...problemNodes(node, runs.collection.problems)];
  }

  #nestedRunsOf(node: RunNode): readonly ExperimentsNode[] {
    const runs = this.#parts.followed.get(node);
    return runs === undefined ? [] : runNodes(node, runs, node.runId);
  }

  async #deletedRunsOf(node: DeletedRunsNode): Promise<readonly ExperimentsNode[]> {
    const { trash, facts, pages } = this.#parts;
    const runs = await trash.deletedRuns(node.storeUri, node.experimentId);
    return pageOf(pages, node, deletedRunNodes(node, runs, facts));
  }
}

function runNodes(parent: ExperimentReference, runs: ExperimentRuns, parentRunId?: string): readonly ExperimentsNode[] {
  const { storeUri, experimentId } = parent;
  const { runIds, hiddenCount } = runs.page(parentRunId);
  const nodes = runIds.map((runId): RunNode => ({ kind: 'run', storeUri, experimentId, runId }));
  return [...nodes, ...showMoreNodes(parent, 'runs', hiddenCount, parentRunId)];
}

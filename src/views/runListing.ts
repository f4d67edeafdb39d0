import type { OpenStores } from '../host/openStores.ts';
import type { RunReference } from '../model/references.ts';
import type { Run } from '../model/run.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { artifactNodes, artifactRoot } from './artifactNodes.ts';
import type { FollowedExperiments } from './followedExperiments.ts';
import { datasetNodes, lineageFolders, modelNode, runModelNodes } from './lineageNodes.ts';
import type { NodeFacts } from './nodeFacts.ts';
import type { Pages } from './pages.ts';
import { failureNode } from './problemNodes.ts';
import { pageOf } from './showMoreNodes.ts';
import {
  keyValueGroups,
  type ArtifactNode,
  type DatasetsNode,
  type ExperimentsNode,
  type KeyValuesNode,
  type LoggedModelsNode,
  type LoggedNode,
  type RunNode,
} from './treeNodes.ts';

export interface RunListingParts {
  readonly stores: OpenStores;
  readonly followed: FollowedExperiments;
  readonly facts: NodeFacts;
  readonly pages: Pages;
}

/** What stands in a run, nested runs aside: params, metrics, tags, datasets, models and artifacts. */
export class RunListing {
  readonly #parts: RunListingParts;

  constructor(parts: RunListingParts) {
    this.#parts = parts;
  }

  async foldersOf(node: RunNode): Promise<readonly ExperimentsNode[]> {
    const { storeUri, experimentId, runId } = node;
    const run = await this.#run(node);
    const folders = keyValueGroups
      .filter((group) => run[group].size > 0)
      .map((group): KeyValuesNode => ({ kind: 'keyValues', storeUri, experimentId, runId, group }));
    return [...folders, ...(await this.#lineageOf(node)), artifactRoot(node)];
  }

  async childrenOf(node: LoggedNode): Promise<readonly ExperimentsNode[]> {
    switch (node.kind) {
      case 'keyValues':
        return await this.#keyValuesOf(node);
      case 'datasets':
        return await this.#datasetsOf(node);
      case 'loggedModels':
        return node.ofRunId === undefined
          ? await this.#modelsOfExperiment(node)
          : await this.#modelsOfRun(node, node.ofRunId);
      case 'artifact':
        return await this.#artifactsOf(node);
      case 'keyValue':
      case 'dataset':
      case 'loggedModel':
        return [];
    }
  }

  /** What cannot be read of the lineage must not hide the rest of the run. */
  async #lineageOf(node: RunNode): Promise<readonly ExperimentsNode[]> {
    try {
      const { tracking } = await this.#store(node);
      return lineageFolders(node, await tracking.lineage(node.runId));
    } catch (error) {
      return [failureNode(node, error)];
    }
  }

  async #keyValuesOf(node: KeyValuesNode): Promise<readonly ExperimentsNode[]> {
    const { storeUri, experimentId, runId, group } = node;
    const run = await this.#run(node);
    const keys = [...run[group].keys()].sort(ownKeysFirst);
    return keys.map((key) => ({ kind: 'keyValue', storeUri, experimentId, runId, group, key }));
  }

  async #datasetsOf(node: DatasetsNode): Promise<readonly ExperimentsNode[]> {
    const { tracking } = await this.#store(node);
    return datasetNodes(node, await tracking.lineage(node.runId), this.#parts.facts);
  }

  async #modelsOfRun(node: LoggedModelsNode, runId: string): Promise<readonly ExperimentsNode[]> {
    const { storeUri, experimentId } = node;
    const { tracking, loggedModels } = await this.#store(node);
    const lineage = await tracking.lineage(runId);
    return await runModelNodes({ storeUri, experimentId, runId }, lineage, loggedModels, this.#parts.facts);
  }

  async #modelsOfExperiment(node: LoggedModelsNode): Promise<readonly ExperimentsNode[]> {
    const { facts, pages } = this.#parts;
    const { loggedModels } = await this.#store(node);
    const models = (await loggedModels?.ofExperiments([node.experimentId])) ?? [];
    return pageOf(
      pages,
      node,
      models.map((model) => modelNode(node, 'output', model, facts)),
    );
  }

  async #artifactsOf(node: ArtifactNode): Promise<readonly ExperimentsNode[]> {
    const { tracking } = await this.#store(node);
    return await artifactNodes(await tracking.artifacts(node.runId), node, node.artifactPath);
  }

  /** The run as the tree knows it, else as the store does. */
  async #run(node: RunReference): Promise<Run> {
    const known = this.#parts.followed.get(node)?.run(node.runId);
    return known ?? (await (await this.#store(node)).tracking.run(node.runId));
  }

  async #store({ storeUri }: RunReference | LoggedModelsNode): Promise<MlflowStore> {
    return await this.#parts.stores.open(storeUri);
  }
}

/** MLflow's own tags come after those that people set. */
function ownKeysFirst(a: string, b: string): number {
  const [isOwnA, isOwnB] = [!a.startsWith('mlflow.'), !b.startsWith('mlflow.')];
  return isOwnA === isOwnB ? (a < b ? -1 : 1) : isOwnA ? -1 : 1;
}

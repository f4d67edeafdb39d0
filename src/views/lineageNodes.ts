import type { RunLineage } from '../model/dataset.ts';
import type { ExperimentReference, RunReference } from '../model/references.ts';
import type { LoggedModels, LoggedModelSummary } from '../store/loggedModels.ts';
import type { NodeFacts, ShownLoggedModel } from './nodeFacts.ts';
import {
  nodeId,
  type DatasetNode,
  type DatasetsNode,
  type LoggedModelNode,
  type LoggedModelsNode,
} from './treeNodes.ts';

/** The folders of what went into a run and what came out of it; none for what it has nothing of. */
export function lineageFolders(
  { storeUri, experimentId, runId }: RunReference,
  { datasets, modelInputs, modelOutputs }: RunLineage,
): readonly (DatasetsNode | LoggedModelsNode)[] {
  const hasModels = modelInputs.length + modelOutputs.length > 0;
  return [
    ...(datasets.length > 0 ? [{ kind: 'datasets', storeUri, experimentId, runId } as const] : []),
    ...(hasModels ? [{ kind: 'loggedModels', storeUri, experimentId, ofRunId: runId } as const] : []),
  ];
}

export function datasetNodes(
  { storeUri, experimentId, runId }: RunReference,
  { datasets }: RunLineage,
  facts: NodeFacts,
): readonly DatasetNode[] {
  return datasets.map((dataset, position) => {
    const node: DatasetNode = { kind: 'dataset', storeUri, experimentId, runId, position };
    facts.datasets.set(nodeId(node), dataset);
    return node;
  });
}

/** The models that a run made, in the order of the run, then those that it read. */
export async function runModelNodes(
  run: RunReference,
  { modelInputs, modelOutputs }: RunLineage,
  loggedModels: LoggedModels | undefined,
  facts: NodeFacts,
): Promise<readonly LoggedModelNode[]> {
  const made = (await loggedModels?.ofRun(run.runId)) ?? [];
  const names = new Map(made.map(({ modelId, name }) => [modelId, name]));
  const outputs = modelOutputs.map(({ modelId, step }) => {
    return modelNode(run, 'output', { modelId, name: names.get(modelId) ?? modelId, step }, facts, run.runId);
  });
  const read = await Promise.all(modelInputs.map(async (modelId) => await summaryOf(loggedModels, modelId)));
  return [...outputs, ...read.map((model) => modelNode(run, 'input', model, facts, run.runId))];
}

export function modelNode(
  { storeUri, experimentId }: ExperimentReference,
  role: LoggedModelNode['role'],
  model: ShownLoggedModel,
  facts: NodeFacts,
  ofRunId?: string,
): LoggedModelNode {
  const node: LoggedModelNode = { kind: 'loggedModel', storeUri, experimentId, ofRunId, role, modelId: model.modelId };
  facts.loggedModels.set(nodeId(node), model);
  return node;
}

/** A model that was deleted since is known by its id alone. */
async function summaryOf(loggedModels: LoggedModels | undefined, modelId: string): Promise<LoggedModelSummary> {
  const nameless: LoggedModelSummary = { modelId, name: modelId };
  return (await loggedModels?.loggedModel(modelId).catch(() => nameless)) ?? nameless;
}

import type { RunInfo } from '../model/run.ts';
import type { NodeFacts } from './nodeFacts.ts';
import type { TrashContents } from './trash.ts';
import {
  nodeId,
  type DeletedExperimentNode,
  type DeletedRunNode,
  type DeletedRunsNode,
  type TrashNode,
} from './treeNodes.ts';

/** Deleted experiments, then the experiments that have deleted runs. */
export function trashNodes(
  { storeUri }: TrashNode,
  { experiments, experimentsOfRuns }: TrashContents,
  facts: NodeFacts,
): readonly (DeletedExperimentNode | DeletedRunsNode)[] {
  const deleted = experiments.map((experiment) => {
    const { experimentId } = experiment;
    const node: DeletedExperimentNode = { kind: 'deletedExperiment', storeUri, experimentId };
    facts.experiments.set(nodeId(node), experiment);
    return node;
  });
  const groups = experimentsOfRuns.map((experiment) => {
    const node: DeletedRunsNode = { kind: 'deletedRuns', storeUri, experimentId: experiment.experimentId };
    facts.experiments.set(nodeId(node), experiment);
    return node;
  });
  return [...deleted, ...groups];
}

export function deletedRunNodes(
  { storeUri, experimentId }: DeletedRunsNode,
  runs: readonly RunInfo[],
  facts: NodeFacts,
): readonly DeletedRunNode[] {
  return runs.map((info) => {
    const node: DeletedRunNode = { kind: 'deletedRun', storeUri, experimentId, runId: info.runId };
    facts.deletedRuns.set(nodeId(node), info);
    return node;
  });
}

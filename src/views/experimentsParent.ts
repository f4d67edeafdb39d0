import type { OpenStores } from '../host/openStores.ts';
import type { ExperimentReference, RunReference } from '../model/references.ts';
import { artifactFolder, artifactRoot } from './artifactNodes.ts';
import type { FollowedExperiments } from './followedExperiments.ts';
import type {
  ExperimentsNode,
  LoggedModelNode,
  LoggedModelsNode,
  LoggedNode,
  RunNode,
  ShowMoreNode,
} from './treeNodes.ts';

export interface ExperimentsParentParts {
  readonly stores: Pick<OpenStores, 'places'>;
  readonly followed: Pick<FollowedExperiments, 'get'>;
}

/** Below which node a node of the Experiments tree stands; absent: at the top. */
export function experimentsParent(node: ExperimentsNode, parts: ExperimentsParentParts): ExperimentsNode | undefined {
  switch (node.kind) {
    case 'store':
    case 'problem':
      return undefined;
    case 'experiment':
    case 'trash':
      return parts.stores.places.length > 1 ? { kind: 'store', storeUri: node.storeUri } : undefined;
    case 'deletedExperiment':
    case 'deletedRuns':
      return { kind: 'trash', storeUri: node.storeUri };
    case 'deletedRun':
      return { ...experimentOf(node), kind: 'deletedRuns' };
    case 'run':
      return runOrExperiment(node, parts.followed.get(node)?.parentRunId(node.runId));
    case 'showMore':
      return parentOfShowMore(node);
    default:
      return parentInRun(node);
  }
}

/** What stands in a run, or in the models of its experiment. */
function parentInRun(node: LoggedNode): ExperimentsNode {
  switch (node.kind) {
    case 'keyValues':
    case 'datasets':
      return runOf(node);
    case 'keyValue':
      return { ...runOf(node), kind: 'keyValues', group: node.group };
    case 'dataset':
      return { ...runOf(node), kind: 'datasets' };
    case 'loggedModels':
      return runOrExperiment(node, node.ofRunId);
    case 'loggedModel':
      return modelsFolder(node);
    case 'artifact':
      return node.artifactPath === ''
        ? runOf(node)
        : { ...artifactRoot(node), artifactPath: artifactFolder(node.artifactPath) };
  }
}

function parentOfShowMore(node: ShowMoreNode): ExperimentsNode {
  switch (node.list) {
    case 'runs':
      return runOrExperiment(node, node.parentRunId === '' ? undefined : node.parentRunId);
    case 'loggedModels':
      return modelsFolder(node);
    case 'deletedRuns':
      return { ...experimentOf(node), kind: 'deletedRuns' };
  }
}

function modelsFolder(node: LoggedModelNode | ShowMoreNode): LoggedModelsNode {
  const ofRunId = node.kind === 'loggedModel' ? node.ofRunId : undefined;
  return { ...experimentOf(node), kind: 'loggedModels', ofRunId };
}

function runOrExperiment(node: ExperimentReference, runId: string | undefined): ExperimentsNode {
  return runId === undefined ? { ...experimentOf(node), kind: 'experiment' } : runOf({ ...experimentOf(node), runId });
}

function experimentOf({ storeUri, experimentId }: ExperimentReference): ExperimentReference {
  return { storeUri, experimentId };
}

function runOf({ storeUri, experimentId, runId }: RunReference): RunNode {
  return { kind: 'run', storeUri, experimentId, runId };
}

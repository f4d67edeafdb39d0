import type { ExperimentReference } from '../model/references.ts';
import type { Pages } from './pages.ts';
import {
  nodeId,
  type DeletedRunsNode,
  type ExperimentsNode,
  type LoggedModelsNode,
  type ShowMoreNode,
} from './treeNodes.ts';

/** The node for what is not listed; none when all is. */
export function showMoreNodes(
  { storeUri, experimentId }: ExperimentReference,
  list: ShowMoreNode['list'],
  hiddenCount: number,
  parentRunId = '',
): readonly ShowMoreNode[] {
  return hiddenCount > 0 ? [{ kind: 'showMore', storeUri, experimentId, list, parentRunId, hiddenCount }] : [];
}

/** As many of the nodes in a folder as its page shows, and what stands for the rest. */
export function pageOf(
  pages: Pages,
  folder: LoggedModelsNode | DeletedRunsNode,
  nodes: readonly ExperimentsNode[],
): readonly ExperimentsNode[] {
  const size = pages.sizeOf(nodeId(folder));
  return [...nodes.slice(0, size), ...showMoreNodes(folder, folder.kind, nodes.length - size)];
}

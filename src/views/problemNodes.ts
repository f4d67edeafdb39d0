import * as vscode from 'vscode';
import { describeError } from '../model/describeError.ts';
import type { StoreProblem } from '../store/trackingStore.ts';
import { nodeId, type ExperimentsNode, type ModelsNode, type ProblemNode } from './treeNodes.ts';

/** A tooltip is read at a glance. */
const listedProblems = 20;

/** Stands where something could not be read at all. */
export function failureNode(parent: ExperimentsNode | ModelsNode, error: unknown): ProblemNode {
  const detail = describeError(error, vscode.l10n);
  return { kind: 'problem', storeUri: parent.storeUri, parentId: nodeId(parent), label: detail, detail };
}

/** One node for all that is missing beside what could be read; none when nothing is. */
export function problemNodes(
  parent: ExperimentsNode | ModelsNode,
  problems: readonly StoreProblem[],
): readonly ProblemNode[] {
  const [first] = problems;
  if (first === undefined) {
    return [];
  }
  const sentences = problems.slice(0, listedProblems).map(({ error }) => describeError(error, vscode.l10n));
  return [{ ...failureNode(parent, first.error), label: labelOf(problems), detail: sentences.join('\n') }];
}

function labelOf(problems: readonly StoreProblem[]): string {
  const runs = new Set(problems.flatMap(({ runId }) => runId ?? []));
  if (runs.size === 0) {
    return problems.length === 1
      ? vscode.l10n.t('Something could not be read')
      : vscode.l10n.t('{0} things could not be read', problems.length);
  }
  return runs.size === 1
    ? vscode.l10n.t('1 run could not be read whole')
    : vscode.l10n.t('{0} runs could not be read whole', runs.size);
}

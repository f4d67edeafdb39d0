import * as vscode from 'vscode';
import { MlflowError, type ErrorReason } from '../model/mlflowError.ts';
import { formatClock } from './formatClock.ts';
import { failureNode } from './problemNodes.ts';
import { nodeId, type ExperimentsNode, type ModelsNode, type ProblemNode } from './treeNodes.ts';

/** Failures that pass: what was there is still there. */
const passing: ReadonlySet<ErrorReason> = new Set([
  'unreachable',
  'timedOut',
  'serverError',
  'notMlflow',
  'unauthorized',
  'forbidden',
  'locked',
]);

interface Answer<Node> {
  readonly nodes: readonly Node[];
  readonly time: number;
}

/** The last answer to each listing, to be shown with its age for as long as a new one cannot be had. */
export class LastKnown<Node extends ExperimentsNode | ModelsNode> {
  readonly #answers = new Map<string, Answer<Node>>();

  /** @throws what `list` throws, when there is no answer of before or what was there may be gone */
  async list(parent: Node, list: () => Promise<readonly Node[]>): Promise<readonly (Node | ProblemNode)[]> {
    const key = nodeId(parent);
    try {
      const nodes = await list();
      this.#answers.set(key, { nodes, time: Date.now() });
      return nodes;
    } catch (error) {
      const known = MlflowError.is(error) && passing.has(error.reason) ? this.#answers.get(key) : undefined;
      if (known === undefined) {
        throw error;
      }
      const label = vscode.l10n.t('As of {0}', formatClock(known.time));
      return [{ ...failureNode(parent, error), label }, ...known.nodes];
    }
  }
}

import { nodeId, type ExperimentsNode, type ModelsNode } from './treeNodes.ts';

/** Gives the same thing the same object: VS Code repaints a node only when it is told about the very object it was given. */
export class NodeCache<Node extends ExperimentsNode | ModelsNode> {
  readonly #nodes = new Map<string, Node>();

  /** The node that stands for this thing; what else it carries (a size) is brought up to date. */
  of<Kind extends Node>(node: Kind): Kind {
    const id = nodeId(node);
    const known = this.#nodes.get(id);
    if (known === undefined || known.kind !== node.kind) {
      this.#nodes.set(id, node);
      return node;
    }
    return Object.assign(known, node);
  }

  /** The node of this thing, if it was ever shown. */
  find(id: string): Node | undefined {
    return this.#nodes.get(id);
  }
}

import type {
  ArtifactReference,
  ExperimentReference,
  KeyValueReference,
  ModelVersionReference,
  RegisteredModelReference,
  RunReference,
  StoreReference,
} from '../model/references.ts';

/** A node names its thing as a reference does, so that commands take either; what is shown of it is looked up when it is painted. */
export interface StoreNode extends StoreReference {
  readonly kind: 'store';
}

export interface ExperimentNode extends ExperimentReference {
  readonly kind: 'experiment';
}

export interface RunNode extends RunReference {
  readonly kind: 'run';
}

export const keyValueGroups = ['params', 'metrics', 'tags'] as const satisfies readonly KeyValueReference['group'][];
export type KeyValueGroup = KeyValueReference['group'];

/** The folder of a run's params, metrics or tags. */
export interface KeyValuesNode extends RunReference {
  readonly kind: 'keyValues';
  readonly group: KeyValueGroup;
}

export interface KeyValueNode extends KeyValueReference {
  readonly kind: 'keyValue';
}

/** An artifact; path '' is the folder of all artifacts of the run. */
export interface ArtifactNode extends ArtifactReference {
  readonly kind: 'artifact';
  /** Whether the folder holds an MLmodel file. */
  readonly isModel: boolean;
  /** Bytes. */
  readonly size?: number | undefined;
}

/** Stands for the runs that are not listed yet. */
export interface ShowMoreNode extends ExperimentReference {
  readonly kind: 'showMore';
  /** '' at the top of the experiment. */
  readonly parentRunId: string;
  readonly hiddenCount: number;
}

/** Something that could not be read. */
export interface ProblemNode extends StoreReference {
  readonly kind: 'problem';
  /** Where in the tree it stands. */
  readonly parentId: string;
  readonly label: string;
  readonly detail: string;
}

export type ExperimentsNode =
  StoreNode | ExperimentNode | RunNode | KeyValuesNode | KeyValueNode | ArtifactNode | ShowMoreNode | ProblemNode;

export interface RegisteredModelNode extends RegisteredModelReference {
  readonly kind: 'registeredModel';
}

export interface ModelVersionNode extends ModelVersionReference {
  readonly kind: 'modelVersion';
}

export type ModelsNode = StoreNode | RegisteredModelNode | ModelVersionNode | ProblemNode;

/** The same for the same thing at all times, so that VS Code keeps what is expanded and selected. */
export function nodeId(node: ExperimentsNode | ModelsNode): string {
  return JSON.stringify(identityOf(node));
}

function identityOf(node: ExperimentsNode | ModelsNode): readonly string[] {
  const { kind, storeUri } = node;
  switch (node.kind) {
    case 'store':
      return [kind, storeUri];
    case 'experiment':
      return [kind, storeUri, node.experimentId];
    case 'run':
      return [kind, storeUri, node.runId];
    case 'keyValues':
      return [kind, storeUri, node.runId, node.group];
    case 'keyValue':
      return [kind, storeUri, node.runId, node.group, node.key];
    case 'artifact':
      return [kind, storeUri, node.runId, node.artifactPath];
    case 'showMore':
      return [kind, storeUri, node.experimentId, node.parentRunId];
    case 'problem':
      return [kind, storeUri, node.parentId];
    case 'registeredModel':
      return [kind, storeUri, node.modelName];
    case 'modelVersion':
      return [kind, storeUri, node.modelName, node.version];
  }
}

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

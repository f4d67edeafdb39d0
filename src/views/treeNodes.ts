import type {
  ArtifactReference,
  ExperimentReference,
  KeyValueReference,
  LoggedModelReference,
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

/** The folder of the datasets that a run used. */
export interface DatasetsNode extends RunReference {
  readonly kind: 'datasets';
}

/** One use of a dataset by a run. */
export interface DatasetNode extends RunReference {
  readonly kind: 'dataset';
  /** Its place among the datasets of the run. */
  readonly position: number;
}

/** The folder of the logged models of a run, or of a whole experiment. */
export interface LoggedModelsNode extends ExperimentReference {
  readonly kind: 'loggedModels';
  /** Absent: the folder of the experiment. */
  readonly ofRunId?: string | undefined;
}

/** A model that MLflow 3 keeps beside the runs; the same one stands below its experiment and below every run that made or read it. */
export interface LoggedModelNode extends LoggedModelReference {
  readonly kind: 'loggedModel';
  readonly ofRunId?: string | undefined;
  readonly role: 'output' | 'input';
}

/** Stands for what is not listed yet: runs of an experiment or nested ones, its logged models, its deleted runs. */
export interface ShowMoreNode extends ExperimentReference {
  readonly kind: 'showMore';
  readonly list: 'runs' | 'loggedModels' | 'deletedRuns';
  /** '' at the top of the experiment. */
  readonly parentRunId: string;
  readonly hiddenCount: number;
}

/** The folder of all that is deleted in a store and can be restored. */
export interface TrashNode extends StoreReference {
  readonly kind: 'trash';
}

export interface DeletedExperimentNode extends ExperimentReference {
  readonly kind: 'deletedExperiment';
}

/** The folder of the deleted runs of an experiment that is not deleted itself. */
export interface DeletedRunsNode extends ExperimentReference {
  readonly kind: 'deletedRuns';
}

export interface DeletedRunNode extends RunReference {
  readonly kind: 'deletedRun';
}

/** Something that could not be read. */
export interface ProblemNode extends StoreReference {
  readonly kind: 'problem';
  /** Where in the tree it stands. */
  readonly parentId: string;
  readonly label: string;
  readonly detail: string;
}

/** What stands in the trash. */
export type DeletedNode = DeletedExperimentNode | DeletedRunsNode | DeletedRunNode;

/** What stands in a run, nested runs aside; the models of an experiment are in it, too. */
export type LoggedNode =
  KeyValuesNode | KeyValueNode | DatasetsNode | DatasetNode | LoggedModelsNode | LoggedModelNode | ArtifactNode;

export type ExperimentsNode =
  StoreNode | ExperimentNode | RunNode | LoggedNode | ShowMoreNode | TrashNode | DeletedNode | ProblemNode;

export interface RegisteredModelNode extends RegisteredModelReference {
  readonly kind: 'registeredModel';
}

export interface ModelVersionNode extends ModelVersionReference {
  readonly kind: 'modelVersion';
}

export type ModelsNode = StoreNode | RegisteredModelNode | ModelVersionNode | ProblemNode;

type AnyNode = ExperimentsNode | ModelsNode;

/** What tells a node from the others of its kind in the same store. */
const identityFields: {
  readonly [Kind in AnyNode['kind']]: readonly (keyof Extract<AnyNode, { readonly kind: Kind }>)[];
} = {
  store: [],
  experiment: ['experimentId'],
  run: ['runId'],
  keyValues: ['runId', 'group'],
  keyValue: ['runId', 'group', 'key'],
  artifact: ['runId', 'artifactPath'],
  datasets: ['runId'],
  dataset: ['runId', 'position'],
  loggedModels: ['experimentId', 'ofRunId'],
  loggedModel: ['ofRunId', 'role', 'modelId'],
  showMore: ['experimentId', 'parentRunId', 'list'],
  trash: [],
  deletedExperiment: ['experimentId'],
  deletedRuns: ['experimentId'],
  deletedRun: ['runId'],
  problem: ['parentId'],
  registeredModel: ['modelName'],
  modelVersion: ['modelName', 'version'],
};

/** The same for the same thing at all times, so that VS Code keeps what is expanded and selected. */
export function nodeId(node: AnyNode): string {
  const fields: readonly string[] = identityFields[node.kind];
  const identity = fields.map((field) => String(Reflect.get(node, field) ?? ''));
  return JSON.stringify([node.kind, node.storeUri, ...identity]);
}

/** Names a thing in a store, for commands, links and messages. Tree nodes have these fields too, so a node is its own reference. */
export interface StoreReference {
  readonly storeUri: string;
}

export interface ExperimentReference extends StoreReference {
  readonly experimentId: string;
}

export interface RunReference extends ExperimentReference {
  readonly runId: string;
}

export interface ArtifactReference extends RunReference {
  /** Relative to the run's artifact root; '' is the root. */
  readonly artifactPath: string;
  readonly isDirectory: boolean;
}

/** One param, metric or tag of a run. */
export interface KeyValueReference extends RunReference {
  readonly group: 'params' | 'metrics' | 'tags';
  readonly key: string;
}

/** A logged model of MLflow 3. */
export interface LoggedModelReference extends ExperimentReference {
  readonly modelId: string;
}

export interface RegisteredModelReference extends StoreReference {
  readonly modelName: string;
}

export interface ModelVersionReference extends RegisteredModelReference {
  readonly version: string;
}

export function isStoreReference(value: unknown): value is StoreReference {
  return hasText(value, 'storeUri');
}

export function isExperimentReference(value: unknown): value is ExperimentReference {
  return isStoreReference(value) && hasText(value, 'experimentId');
}

export function isRunReference(value: unknown): value is RunReference {
  return isExperimentReference(value) && hasText(value, 'runId');
}

export function isArtifactReference(value: unknown): value is ArtifactReference {
  return isRunReference(value) && hasText(value, 'artifactPath') && 'isDirectory' in value;
}

export function isKeyValueReference(value: unknown): value is KeyValueReference {
  return isRunReference(value) && hasText(value, 'group') && hasText(value, 'key');
}

export function isLoggedModelReference(value: unknown): value is LoggedModelReference {
  return isExperimentReference(value) && hasText(value, 'modelId');
}

export function isRegisteredModelReference(value: unknown): value is RegisteredModelReference {
  return isStoreReference(value) && hasText(value, 'modelName');
}

export function isModelVersionReference(value: unknown): value is ModelVersionReference {
  return isRegisteredModelReference(value) && hasText(value, 'version');
}

function hasText<Name extends string>(value: unknown, name: Name): value is Record<Name, string> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'string';
}

import {
  isArtifactReference,
  isExperimentReference,
  isLoggedModelReference,
  isModelVersionReference,
  isRegisteredModelReference,
  isRunReference,
  isStoreReference,
} from './references.ts';

/** What MLflow calls the thing: a run's, experiment's or logged model's id, a model's name, a version's number. Absent for what has none. */
export function idOf(value: unknown): string | undefined {
  if (isModelVersionReference(value)) {
    return value.version;
  }
  if (isRegisteredModelReference(value)) {
    return value.modelName;
  }
  if (isLoggedModelReference(value)) {
    return value.modelId;
  }
  if (isRunReference(value)) {
    return value.runId;
  }
  return isExperimentReference(value) ? value.experimentId : undefined;
}

/** The URI that MLflow's own functions take: `runs:/…`, `models:/…`, or the tracking URI of a store. Absent for what has none. */
export function uriOf(value: unknown): string | undefined {
  if (isModelVersionReference(value)) {
    return `models:/${value.modelName}/${value.version}`;
  }
  if (isRegisteredModelReference(value)) {
    return `models:/${value.modelName}`;
  }
  if (isLoggedModelReference(value)) {
    return `models:/${value.modelId}`;
  }
  if (isArtifactReference(value)) {
    return value.artifactPath === '' ? `runs:/${value.runId}` : `runs:/${value.runId}/${value.artifactPath}`;
  }
  if (isRunReference(value)) {
    return `runs:/${value.runId}`;
  }
  return isStoreReference(value) && !isExperimentReference(value) ? value.storeUri : undefined;
}

import {
  isArtifactReference,
  isExperimentReference,
  isLoggedModelReference,
  isRegisteredModelReference,
  isRunReference,
} from './references.ts';
import { uriOf } from './referenceText.ts';

/**
 * Python that gets the thing with MLflow's own client (1.x-3.x): a run, the runs of an experiment, an artifact, a model. Absent for
 * what has no such line.
 *
 * @param reference a reference, or a node of a tree
 * @param trackingUri of the store, as `MlflowStore.uri` states it
 */
export function pythonSnippet(reference: unknown, trackingUri: string): string | undefined {
  const line = lineFor(reference);
  return line === undefined
    ? undefined
    : `import mlflow\n\nmlflow.set_tracking_uri(${pythonString(trackingUri)})\n${line}\n`;
}

function lineFor(reference: unknown): string | undefined {
  if (isRegisteredModelReference(reference)) {
    const uri = uriOf(reference) ?? '';
    return loadModel('version' in reference ? uri : `${uri}/latest`);
  }
  if (isLoggedModelReference(reference)) {
    return loadModel(uriOf(reference) ?? '');
  }
  if (isArtifactReference(reference)) {
    const uri = uriOf(reference) ?? '';
    const isModel: unknown = Reflect.get(reference, 'isModel');
    return isModel === true
      ? loadModel(uri)
      : `path = mlflow.artifacts.download_artifacts(artifact_uri=${pythonString(uri)})`;
  }
  if (isRunReference(reference)) {
    return `run = mlflow.get_run(${pythonString(reference.runId)})`;
  }
  return isExperimentReference(reference)
    ? `runs = mlflow.search_runs(experiment_ids=[${pythonString(reference.experimentId)}])`
    : undefined;
}

function loadModel(uri: string): string {
  return `model = mlflow.pyfunc.load_model(${pythonString(uri)})`;
}

/** A string literal: every escape of JSON means the same in Python. */
function pythonString(text: string): string {
  return JSON.stringify(text);
}

import { MlflowError } from '../model/mlflowError.ts';
import {
  isModelVersionReference,
  isRegisteredModelReference,
  isRunReference,
  type ExperimentReference,
  type ModelVersionReference,
  type RegisteredModelReference,
  type RunReference,
} from '../model/references.ts';
import { mlflowTags } from '../model/run.ts';
import type { MlflowStore } from './mlflowStore.ts';

/** Runs and experiments keep their note in the tag `mlflow.note.content`, models and versions have a description. */
export type Noted = ExperimentReference | RunReference | RegisteredModelReference | ModelVersionReference;

/** Empty where there is none. @throws MlflowError notFound */
export async function readNote(store: MlflowStore, noted: Noted): Promise<string> {
  const { tracking, registry } = store;
  if (isModelVersionReference(noted)) {
    const versions = await registry.modelVersions(noted.modelName);
    return found(versions.find(({ version }) => version === noted.version)).description;
  }
  if (isRegisteredModelReference(noted)) {
    return (await registry.registeredModel(noted.modelName)).description;
  }
  if (isRunReference(noted)) {
    return (await tracking.run(noted.runId)).tags.get(mlflowTags.note) ?? '';
  }
  const experiments = await tracking.experiments('all');
  const experiment = experiments.find(({ experimentId }) => experimentId === noted.experimentId);
  return found(experiment).tags.get(mlflowTags.note) ?? '';
}

/** @throws MlflowError notFound, readOnly */
export async function writeNote({ tracking, registry }: MlflowStore, noted: Noted, text: string): Promise<void> {
  if (isModelVersionReference(noted)) {
    await registry.setVersionDescription({ name: noted.modelName, version: noted.version }, text);
  } else if (isRegisteredModelReference(noted)) {
    await registry.setModelDescription(noted.modelName, text);
  } else if (isRunReference(noted)) {
    await tracking.setTags(noted.runId, new Map([[mlflowTags.note, text]]));
  } else {
    await tracking.setExperimentTag(noted.experimentId, mlflowTags.note, text);
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new MlflowError('notFound', { what: 'the note' });
  }
  return value;
}

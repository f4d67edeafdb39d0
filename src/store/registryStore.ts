import type { ModelStage, ModelVersion, RegisteredModel } from '../model/registeredModel.ts';
import type { StoreProblem } from './trackingStore.ts';

export interface NewModelVersion {
  readonly name: string;
  /** Where the model is: `runs:/<run>/<path>`, `models:/m-…` or a URI. */
  readonly source: string;
  readonly runId?: string | undefined;
  /** The logged model that it is a version of, where `source` does not say so itself (MLflow 3). Databases do not keep it. */
  readonly modelId?: string | undefined;
  readonly description?: string | undefined;
  readonly tags?: ReadonlyMap<string, string> | undefined;
}

/** Names a version: `version` is the decimal number as text. */
export interface ModelVersionId {
  readonly name: string;
  readonly version: string;
}

/**
 * Registered models of one registry URI (in practice the tracking URI). Changes are announced by the tracking store of the same
 * URI as `{kind: 'registry'}`. All calls reject with MlflowError `notFound` for a model, version or alias that is not there.
 */
export interface RegistryStore {
  /** By name. Prompts, which MLflow 3 keeps in the same registry (tag `mlflow.prompt.is_prompt`), are left out. */
  registeredModels(signal?: AbortSignal): Promise<readonly RegisteredModel[]>;
  registeredModel(name: string, signal?: AbortSignal): Promise<RegisteredModel>;
  /** Models and versions that could not be read at the last listing. */
  problems(): readonly StoreProblem[];
  /** Highest version first. */
  modelVersions(name: string, signal?: AbortSignal): Promise<readonly ModelVersion[]>;

  /** @throws MlflowError alreadyExists, invalidName */
  createRegisteredModel(name: string, description?: string): Promise<void>;
  createModelVersion(version: NewModelVersion): Promise<ModelVersion>;
  /** Points the alias at the version, moving it when it pointed elsewhere. @throws MlflowError invalidName */
  setAlias(id: ModelVersionId, alias: string): Promise<void>;
  deleteAlias(name: string, alias: string): Promise<void>;
  transitionStage(id: ModelVersionId, stage: ModelStage, archiveExisting: boolean): Promise<void>;
  /** @throws MlflowError alreadyExists, invalidName */
  renameRegisteredModel(name: string, newName: string): Promise<void>;
  setModelTag(name: string, key: string, value: string): Promise<void>;
  deleteModelTag(name: string, key: string): Promise<void>;
  setVersionTag(id: ModelVersionId, key: string, value: string): Promise<void>;
  deleteVersionTag(id: ModelVersionId, key: string): Promise<void>;
  setModelDescription(name: string, description: string): Promise<void>;
  setVersionDescription(id: ModelVersionId, description: string): Promise<void>;
  deleteModelVersion(id: ModelVersionId): Promise<void>;
  deleteRegisteredModel(name: string): Promise<void>;
}

/** Stages of a model version (MLflow 1.x-3.x; deprecated by MLflow since 2.9 but still stored and served). */
export const modelStages = ['None', 'Staging', 'Production', 'Archived'] as const;
export type ModelStage = (typeof modelStages)[number];

/** MLflow 3 keeps prompts in the model registry, told apart by this tag, and leaves them out of searches that do not name it. */
export const promptTag = 'mlflow.prompt.is_prompt';

/** Times are milliseconds since 1970. */
export interface RegisteredModel {
  readonly name: string;
  readonly description: string;
  readonly creationTime?: number | undefined;
  readonly lastUpdatedTime?: number | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** Alias to version. */
  readonly aliases: ReadonlyMap<string, string>;
}

export interface ModelVersion {
  readonly name: string;
  /** A positive integer in decimal. */
  readonly version: string;
  readonly stage: ModelStage;
  readonly description: string;
  readonly creationTime?: number | undefined;
  readonly lastUpdatedTime?: number | undefined;
  readonly userId: string;
  /** Where the model was registered from, e.g. `file:///…/artifacts/model` (2.x) or `models:/m-…` (3.x). */
  readonly source: string;
  /** Where the files are, when that differs from `source` (MLflow 2.x and later). */
  readonly storageLocation?: string | undefined;
  /** Absent when the version was not made by a run. */
  readonly runId?: string | undefined;
  readonly status: string;
  readonly statusMessage?: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** Aliases that point at this version, sorted. */
  readonly aliases: readonly string[];
}

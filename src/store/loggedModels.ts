import type { LoggedModel } from '../model/loggedModel.ts';

/** What a listing needs of a logged model. */
export type LoggedModelSummary = Pick<LoggedModel, 'modelId' | 'name'>;

/** The logged models of a store; those that MLflow has marked as deleted are nowhere in it. */
export interface LoggedModels {
  /** What the run produced, by name; one that cannot be read is left out. @throws MlflowError notFound */
  ofRun(runId: string, signal?: AbortSignal): Promise<readonly LoggedModelSummary[]>;
  /** All of some experiments, newest first; one that cannot be read is left out. */
  ofExperiments(experimentIds: readonly string[], signal?: AbortSignal): Promise<readonly LoggedModel[]>;
  /** @throws MlflowError notFound */
  loggedModel(modelId: string, signal?: AbortSignal): Promise<LoggedModel>;
}

/** A model that MLflow 3 keeps beside the runs of an experiment, not among their artifacts. */
export interface LoggedModelSummary {
  /** `m-` and 32 hexadecimal digits; `models:/<modelId>` names it everywhere. */
  readonly modelId: string;
  readonly name: string;
}

/** The logged models of a store. */
export interface LoggedModels {
  /** What the run produced, by name; one that cannot be read is left out. @throws MlflowError notFound */
  ofRun(runId: string, signal?: AbortSignal): Promise<readonly LoggedModelSummary[]>;
}

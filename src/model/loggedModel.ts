/** States of a logged model in MLflow's own order (LoggedModelStatus); file and SQL stores write their place in it, 0 being none. */
export const loggedModelStatuses = ['UNSPECIFIED', 'PENDING', 'READY', 'FAILED'] as const;
export type LoggedModelStatus = (typeof loggedModelStatuses)[number];

/** A metric of a logged model. `value` may be NaN or infinite; `timestamp` is milliseconds since 1970. */
export interface LoggedModelMetric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
  /** The run that logged it. */
  readonly runId: string;
  /** The dataset that it was measured on, where one was named. */
  readonly datasetName?: string | undefined;
  readonly datasetDigest?: string | undefined;
}

/** A model that MLflow 3 keeps beside the runs of an experiment. Times are milliseconds since 1970. */
export interface LoggedModel {
  /** `m-` and 32 hexadecimal digits; `models:/<modelId>` names it everywhere. */
  readonly modelId: string;
  readonly experimentId: string;
  readonly name: string;
  /** As stored: where its files are. */
  readonly artifactLocation: string;
  readonly creationTime: number;
  readonly lastUpdatedTime: number;
  readonly status: LoggedModelStatus;
  readonly statusMessage?: string | undefined;
  readonly modelType?: string | undefined;
  /** Absent when no run made it. */
  readonly sourceRunId?: string | undefined;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  /** As the real client lists them: the latest point of each key and dataset in a file store, all points in a database. */
  readonly metrics: readonly LoggedModelMetric[];
}

import type { DatasetUse } from './dataset.ts';

/** Run states in MLflow's own order; FileStore writes 1-based integers of this list (MLflow 1.x-3.x, RunStatus). */
export const runStatuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
export type RunStatus = (typeof runStatuses)[number];

export const lifecycleStages = ['active', 'deleted'] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];

/** Which lifecycle stages a listing includes; MLflow's `run_view_type`. */
export const viewTypes = ['active', 'deleted', 'all'] as const;
export type ViewType = (typeof viewTypes)[number];

/** Tags with a meaning of MLflow's own (mlflow/utils/mlflow_tags.py). */
export const mlflowTags = {
  runName: 'mlflow.runName',
  parentRunId: 'mlflow.parentRunId',
  note: 'mlflow.note.content',
  user: 'mlflow.user',
  sourceName: 'mlflow.source.name',
  sourceType: 'mlflow.source.type',
  gitCommit: 'mlflow.source.git.commit',
  gitBranch: 'mlflow.source.git.branch',
  gitRepoUrl: 'mlflow.source.git.repoURL',
  /** MLflow 3.4+ sets it on logged models only; here on launched runs too. */
  gitDirty: 'mlflow.source.git.dirty',
  logModelHistory: 'mlflow.log-model.history',
  loggedArtifacts: 'mlflow.loggedArtifacts',
} as const;

/** A run's own facts, without what was logged to it. Times are milliseconds since 1970; an absent time is not known or not reached. */
export interface RunInfo {
  readonly runId: string;
  readonly experimentId: string;
  readonly runName: string;
  readonly status: RunStatus;
  readonly lifecycleStage: LifecycleStage;
  readonly userId: string;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** As MLflow stored it: a URI, or a path, possibly relative (MLflow 1.x). Empty when MLflow stored none. */
  readonly artifactUri: string;
}

/** One logged value. `value` may be NaN or infinite; `timestamp` is milliseconds since 1970. */
export interface MetricPoint {
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** A run with its params, tags and the latest point of each metric (greatest by step, timestamp, value). */
export interface Run {
  readonly info: RunInfo;
  readonly params: ReadonlyMap<string, string>;
  readonly metrics: ReadonlyMap<string, MetricPoint>;
  readonly tags: ReadonlyMap<string, string>;
  /** The datasets it used, in the order of the store; absent: none. */
  readonly datasets?: readonly DatasetUse[] | undefined;
}

/** Whether `a` is the later of two points of one metric, as MLflow decides: by step, then timestamp, then value, NaN being least. */
export function isLaterPoint(a: MetricPoint, b: MetricPoint): boolean {
  if (a.step !== b.step) {
    return a.step > b.step;
  }
  if (a.timestamp !== b.timestamp) {
    return a.timestamp > b.timestamp;
  }
  return a.value > b.value || (Number.isNaN(b.value) && !Number.isNaN(a.value));
}

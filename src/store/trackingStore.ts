import type { RunLineage } from '../model/dataset.ts';
import type { Experiment } from '../model/experiment.ts';
import type { MetricHistory } from '../model/metricHistory.ts';
import type { MlflowError } from '../model/mlflowError.ts';
import type { LifecycleStage, MetricPoint, Run, RunStatus, ViewType } from '../model/run.ts';
import type { RunTableData } from '../model/runTable.ts';
import type { Disposable, Event } from '../util/events.ts';
import type { ArtifactRepository } from './artifactRepository.ts';

export interface RunQuery {
  /** No experiment means no run, as in MLflow. */
  readonly experimentIds: readonly string[];
  readonly view: ViewType;
  /** Stop after so many runs. Absent: all. */
  readonly maxResults?: number | undefined;
  /** The answer must be what is in the store now: no batch may come from an unverified snapshot. */
  readonly verified?: boolean | undefined;
}

/** Something in the store that could not be read; MLflow itself would skip it with a log line ("Malformed run"). */
export interface StoreProblem {
  readonly experimentId?: string | undefined;
  readonly runId?: string | undefined;
  readonly error: MlflowError;
}

/**
 * Some runs of an answer. Batches of one answer never repeat a run, with one exception: `supersedes` batches, which follow
 * unverified ones and carry what has changed since the snapshot.
 */
export interface RunBatch {
  readonly runs: RunTableData;
  /** Runs that an earlier, unverified batch held and that are gone. */
  readonly removedRunIds: readonly string[];
  readonly supersedes: boolean;
  readonly verified: boolean;
  /** Whether this is the last batch. */
  readonly isComplete: boolean;
  /** How many runs the whole answer has, as far as the store knows already. */
  readonly total?: number | undefined;
  readonly problems: readonly StoreProblem[];
}

/** What happened in a store, as narrowly as the store can say. `store` means: anything may have changed. */
export type StoreChange =
  | { readonly kind: 'store' }
  | { readonly kind: 'experiments' }
  | { readonly kind: 'runs'; readonly experimentId: string }
  | {
      readonly kind: 'run';
      readonly experimentId: string;
      readonly runId: string;
      readonly metricKeys?: readonly string[];
    }
  | { readonly kind: 'artifacts'; readonly experimentId: string; readonly runId: string }
  | { readonly kind: 'registry' };

export interface NewExperimentOptions {
  /** Where artifacts of its runs go; absent: MLflow's default for the store. */
  readonly artifactLocation?: string | undefined;
  readonly tags?: ReadonlyMap<string, string> | undefined;
}

export interface NewRun {
  readonly experimentId: string;
  readonly runName: string;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly tags: ReadonlyMap<string, string>;
}

export interface RunUpdate {
  readonly status?: RunStatus | undefined;
  /** Milliseconds since 1970. */
  readonly endTime?: number | undefined;
  readonly runName?: string | undefined;
}

export interface LoggedMetric extends MetricPoint {
  readonly key: string;
}

/** Both ends belong to it. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

export interface SampledHistory {
  readonly history: MetricHistory;
  /** Whether it has every point of the steps that were asked for. */
  readonly isExact: boolean;
}

/** Why a store takes no writes; absent when it does. `noLocks`: a database on another machine's disk, or a VS Code without SQLite. */
export type ReadOnlyReason = 'untrusted' | 'readOnlyDisk' | 'newerSchema' | 'noLocks';

/**
 * Experiments and runs of one tracking URI. Every call may reject with an MlflowError; what one broken run holds never fails a
 * listing, it is reported as a {@link StoreProblem}.
 */
export interface TrackingStore extends Disposable {
  /** The tracking URI, normalised: what MLFLOW_TRACKING_URI would have to be. */
  readonly uri: string;
  readonly kind: 'file' | 'sqlite' | 'rest';
  /** Fires after the change is readable. Costs nothing until someone listens; watching ends with the last listener. */
  readonly onDidChange: Event<StoreChange>;

  readOnlyReason(): Promise<ReadOnlyReason | undefined>;

  /** In MLflow's own order for this kind of store. */
  experiments(view: ViewType, signal?: AbortSignal): Promise<readonly Experiment[]>;
  /** Experiments that could not be read at the last listing. */
  problems(): readonly StoreProblem[];
  /** Newest runs first (start time descending, then run id) where the store can say so without reading everything; else in any order. */
  runs(query: RunQuery, signal?: AbortSignal): AsyncIterable<RunBatch>;
  /** @throws MlflowError notFound */
  run(runId: string, signal?: AbortSignal): Promise<Run>;
  /** @throws MlflowError notFound when the run has no such metric */
  metricHistory(runId: string, key: string, signal?: AbortSignal): Promise<MetricHistory>;
  /**
   * Histories of one metric as charts need them, of the runs that have it: of a long one only some points, evenly spaced, its first
   * and last among them. Ordered by step. Only where reading whole histories is dear (servers): absent elsewhere.
   */
  sampledHistories?(
    runIds: readonly string[],
    key: string,
    steps?: StepRange,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, SampledHistory>>;
  /** The datasets and models that went in and came out. @throws MlflowError notFound */
  lineage(runId: string, signal?: AbortSignal): Promise<RunLineage>;
  /** How many traces the experiment has; absent where the store or the server cannot tell. @throws MlflowError notFound */
  traceCount(experimentId: string, signal?: AbortSignal): Promise<number | undefined>;
  /** Artifacts of the run. @throws MlflowError unsupportedLocation, notFound */
  artifacts(runId: string, signal?: AbortSignal): Promise<ArtifactRepository>;
  /** Artifacts behind a URI as registry and logged models state them (`runs:/…`, `models:/…`, `file:`, path, `mlflow-artifacts:`). */
  artifactsAt(uri: string, signal?: AbortSignal): Promise<ArtifactRepository>;

  /** @returns its id. @throws MlflowError alreadyExists (also for a deleted experiment of that name), invalidName */
  createExperiment(name: string, options?: NewExperimentOptions): Promise<string>;
  /** @throws MlflowError notFound, alreadyExists, invalidName */
  renameExperiment(experimentId: string, name: string): Promise<void>;
  /** `mlflow.note.content` is the experiment's note. */
  setExperimentTag(experimentId: string, key: string, value: string): Promise<void>;
  setExperimentLifecycle(experimentId: string, stage: LifecycleStage): Promise<void>;
  createRun(run: NewRun): Promise<Run>;
  updateRun(runId: string, update: RunUpdate): Promise<void>;
  setRunLifecycle(runId: string, stage: LifecycleStage): Promise<void>;
  setTags(runId: string, tags: ReadonlyMap<string, string>): Promise<void>;
  deleteTag(runId: string, key: string): Promise<void>;
  logParams(runId: string, params: ReadonlyMap<string, string>): Promise<void>;
  logMetrics(runId: string, metrics: readonly LoggedMetric[]): Promise<void>;
}

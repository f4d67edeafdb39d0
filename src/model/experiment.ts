import type { LifecycleStage } from './run.ts';

/** An experiment. Ids are strings: MLflow 2.x writes 18-digit numbers that a double cannot hold. Times are milliseconds since 1970. */
export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  /** As stored; see {@link RunInfo.artifactUri}. */
  readonly artifactLocation: string;
  readonly lifecycleStage: LifecycleStage;
  /** Absent in stores older than MLflow 1.29. */
  readonly creationTime?: number | undefined;
  readonly lastUpdateTime?: number | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunLineage } from '../../model/dataset.ts';
import type { Experiment } from '../../model/experiment.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { LifecycleStage, Run, ViewType } from '../../model/run.ts';
import { Emitter, whileListened, type Event } from '../../util/events.ts';
import type { ArtifactRepository } from '../artifactRepository.ts';
import { fromWireProblem } from '../file/fileProblems.ts';
import type { ArtifactLookup } from '../artifactLookup.ts';
import type { JobPool } from '../jobPool.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import type {
  LoggedMetric,
  NewExperimentOptions,
  NewRun,
  ReadOnlyReason,
  RunBatch,
  RunQuery,
  RunUpdate,
  StoreChange,
  StoreProblem,
  TrackingStore,
} from '../trackingStore.ts';
import { SqliteLiveUpdates, type SqliteLiveUpdatesParts } from './sqliteLiveUpdates.ts';
import { listRunsFromDatabase, sqliteRunPageSizes, type RunPageSizes } from './sqliteRunListing.ts';
import type { SqliteStoreJobs } from './sqliteStoreJobs.ts';

export interface SqliteTrackingStoreParts {
  /** Absolute path of the database. */
  readonly file: string;
  /** Not disposed by the store. */
  readonly pool: JobPool<SqliteStoreJobs>;
  readonly artifacts: ArtifactLookup;
  readonly environment: Pick<StoreEnvironment, 'isTrusted'>;
  readonly live: Pick<SqliteLiveUpdatesParts, 'watchFolder' | 'schedule' | 'onError'>;
  readonly pageSizes?: RunPageSizes;
}

/**
 * The `mlflow.db` of an MLflow 1.x, 2.x or 3.x, read and written where it lies, with MLflow's own locks and rows; one of a later MLflow is
 * only read. What changes is announced: see {@link SqliteLiveUpdates}.
 */
export class SqliteTrackingStore implements TrackingStore {
  readonly kind = 'sqlite';
  readonly uri: string;
  readonly #file: string;
  readonly #pool: JobPool<SqliteStoreJobs>;
  readonly #artifacts: ArtifactLookup;
  readonly #environment: Pick<StoreEnvironment, 'isTrusted'>;
  readonly #pageSizes: RunPageSizes;
  readonly #onDidChange = new Emitter<StoreChange>();
  readonly #live: SqliteLiveUpdates;
  #problems: readonly StoreProblem[] = [];

  readonly onDidChange: Event<StoreChange> = whileListened(
    this.#onDidChange,
    () => this.#live.start(),
    () => this.#live.stop(),
  );

  constructor({ file, pool, artifacts, environment, live, pageSizes = sqliteRunPageSizes }: SqliteTrackingStoreParts) {
    this.uri = `sqlite:///${file.replaceAll('\\', '/')}`;
    this.#file = file;
    this.#pool = pool;
    this.#artifacts = artifacts;
    this.#environment = environment;
    this.#pageSizes = pageSizes;
    this.#live = new SqliteLiveUpdates({ ...live, file, pool, onChange: (change) => this.#onDidChange.fire(change) });
  }

  async readOnlyReason(): Promise<ReadOnlyReason | undefined> {
    if (!this.#environment.isTrusted()) {
      return 'untrusted';
    }
    const { isNewer, access } = await this.#pool.run('sqliteSchema', { file: this.#file });
    if (isNewer) {
      return 'newerSchema';
    }
    if (access === 'snapshot') {
      return 'noLocks';
    }
    // SQLite makes its journal beside the file.
    return (await isWritable(this.#file)) && (await isWritable(dirname(this.#file))) ? undefined : 'readOnlyDisk';
  }

  async experiments(view: ViewType, signal?: AbortSignal): Promise<readonly Experiment[]> {
    const reading = await this.#pool.run('sqliteExperiments', { file: this.#file, view }, { signal });
    this.#problems = reading.problems.map(fromWireProblem);
    return reading.experiments;
  }

  problems(): readonly StoreProblem[] {
    return this.#problems;
  }

  async *runs(query: RunQuery, signal?: AbortSignal): AsyncGenerator<RunBatch> {
    // What happens from here on is announced; what happened before is listed.
    await this.#live.ready();
    yield* listRunsFromDatabase(this.#pool, this.#file, query, this.#pageSizes, signal);
  }

  async run(runId: string, signal?: AbortSignal): Promise<Run> {
    return await this.#pool.run('sqliteRun', { file: this.#file, runId }, { signal });
  }

  async metricHistory(runId: string, key: string, signal?: AbortSignal): Promise<MetricHistory> {
    return await this.#pool.run('sqliteMetricHistory', { file: this.#file, runId, key }, { signal });
  }

  async lineage(runId: string, signal?: AbortSignal): Promise<RunLineage> {
    return await this.#pool.run('sqliteLineage', { file: this.#file, runId }, { signal });
  }

  /** Absent for a database of an MLflow before 2.14, which had none. */
  async traceCount(experimentId: string, signal?: AbortSignal): Promise<number | undefined> {
    return await this.#pool.run('sqliteTraceCount', { file: this.#file, experimentId }, { signal });
  }

  async artifacts(runId: string, signal?: AbortSignal): Promise<ArtifactRepository> {
    return await this.#artifacts.ofRun((await this.run(runId, signal)).info, signal);
  }

  async artifactsAt(uri: string, signal?: AbortSignal): Promise<ArtifactRepository> {
    return await this.#artifacts.at(uri, signal);
  }

  async createExperiment(name: string, options: NewExperimentOptions = {}): Promise<string> {
    this.#requireTrust();
    const experimentId = await this.#pool.run('sqliteCreateExperiment', { file: this.#file, name, ...options });
    this.#onDidChange.fire({ kind: 'experiments' });
    return experimentId;
  }

  /** @throws MlflowError also invalidValue, for one that is deleted */
  async renameExperiment(experimentId: string, name: string): Promise<void> {
    this.#requireTrust();
    await this.#pool.run('sqliteRenameExperiment', { file: this.#file, experimentId, name });
    this.#onDidChange.fire({ kind: 'experiments' });
  }

  /** @throws MlflowError notFound, invalidName, invalidValue, also for one that is deleted */
  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    this.#requireTrust();
    await this.#pool.run('sqliteSetExperimentTag', { file: this.#file, experimentId, key, value });
    this.#onDidChange.fire({ kind: 'experiments' });
  }

  /** @throws MlflowError notFound, also when it is in that stage already */
  async setExperimentLifecycle(experimentId: string, stage: LifecycleStage): Promise<void> {
    this.#requireTrust();
    await this.#pool.run('sqliteSetExperimentStage', { file: this.#file, experimentId, stage });
    this.#onDidChange.fire({ kind: 'experiments' });
    this.#onDidChange.fire({ kind: 'runs', experimentId });
  }

  async createRun(newRun: NewRun): Promise<Run> {
    this.#requireTrust();
    const run = await this.run(await this.#pool.run('sqliteCreateRun', { file: this.#file, run: newRun }));
    this.#announce(run);
    return run;
  }

  async updateRun(runId: string, update: RunUpdate): Promise<void> {
    await this.#beforeWriting(runId);
    await this.#pool.run('sqliteUpdateRun', { file: this.#file, runId, update });
    await this.#announceRun(runId);
  }

  async setRunLifecycle(runId: string, stage: LifecycleStage): Promise<void> {
    await this.#beforeWriting(runId);
    await this.#pool.run('sqliteSetRunStage', { file: this.#file, runId, stage });
    await this.#announceRun(runId);
  }

  async setTags(runId: string, tags: ReadonlyMap<string, string>): Promise<void> {
    await this.#beforeWriting(runId);
    await this.#pool.run('sqliteSetTags', { file: this.#file, runId, tags });
    await this.#announceRun(runId);
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await this.#beforeWriting(runId);
    await this.#pool.run('sqliteDeleteTag', { file: this.#file, runId, key });
    await this.#announceRun(runId);
  }

  async logParams(runId: string, params: ReadonlyMap<string, string>): Promise<void> {
    await this.#beforeWriting(runId);
    await this.#pool.run('sqliteLogParams', { file: this.#file, runId, params });
    await this.#announceRun(runId);
  }

  async logMetrics(runId: string, metrics: readonly LoggedMetric[]): Promise<void> {
    await this.#beforeWriting(runId);
    await this.#pool.run('sqliteLogMetrics', { file: this.#file, runId, metrics });
    await this.#announceRun(runId, [...new Set(metrics.map(({ key }) => key))]);
  }

  /** For the registry of the same database, which has written. */
  announceRegistry(): void {
    this.#onDidChange.fire({ kind: 'registry' });
  }

  dispose(): void {
    this.#live.stop();
    this.#onDidChange.dispose();
  }

  async #beforeWriting(runId: string): Promise<void> {
    this.#requireTrust();
    await this.#live.follow([runId]);
  }

  async #announceRun(runId: string, metricKeys?: readonly string[]): Promise<void> {
    if (this.#onDidChange.hasListeners) {
      this.#announce(await this.run(runId), metricKeys);
    }
  }

  #announce({ info: { experimentId, runId } }: Run, metricKeys?: readonly string[]): void {
    this.#onDidChange.fire({ kind: 'run', experimentId, runId, ...(metricKeys === undefined ? {} : { metricKeys }) });
  }

  #requireTrust(): void {
    if (!this.#environment.isTrusted()) {
      throw new MlflowError('untrusted', { what: this.#file });
    }
  }
}

async function isWritable(path: string): Promise<boolean> {
  return await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

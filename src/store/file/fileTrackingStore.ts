import { pathToFileURL } from 'node:url';
import type { Experiment } from '../../model/experiment.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import type { LifecycleStage, Run, RunInfo, ViewType } from '../../model/run.ts';
import { Emitter, whileListened, type Event } from '../../util/events.ts';
import type { ArtifactLookup } from '../artifactLookup.ts';
import type { ArtifactRepository } from '../artifactRepository.ts';
import type { JobPool } from '../jobPool.ts';
import type { TrackingWrites } from '../trackingWrites.ts';
import type {
  LoggedMetric,
  NewRun,
  ReadOnlyReason,
  RunBatch,
  RunQuery,
  RunUpdate,
  StoreChange,
  StoreProblem,
  TrackingStore,
} from '../trackingStore.ts';
import { fromWireProblem } from './fileProblems.ts';
import { FileLiveUpdates, type FileLiveUpdatesParts } from './fileLiveUpdates.ts';
import { listRunsFromFiles } from './fileRunListing.ts';
import { listRunsBySnapshots, mayUseSnapshots } from './snapshotListing.ts';
import type { FileStoreJobs, FoundRun } from './fileStoreJobs.ts';

export interface FileTrackingStoreParts {
  /** Absolute, with `/` between folders. */
  readonly root: string;
  /** Not disposed by the store. */
  readonly pool: JobPool<FileStoreJobs>;
  readonly writes: TrackingWrites;
  readonly artifacts: ArtifactLookup;
  /** Where snapshots of experiments are kept; absent: nowhere. */
  readonly snapshotFolder?: string | undefined;
  readonly live: Pick<FileLiveUpdatesParts, 'watchFolder' | 'schedule' | 'onError'>;
}

/** An `mlruns` folder of MLflow 1.x, 2.x or 3.x. Reads as MLflow's FileStore does; what MLflow would trip over or skip is a problem. */
export class FileTrackingStore implements TrackingStore {
  readonly kind = 'file';
  readonly uri: string;
  readonly #root: string;
  readonly #pool: JobPool<FileStoreJobs>;
  readonly #writes: TrackingWrites;
  readonly #artifacts: ArtifactLookup;
  readonly #snapshotFolder: string | undefined;
  readonly #runFolders = new Map<string, string>();
  readonly #onDidChange = new Emitter<StoreChange>();
  readonly #live: FileLiveUpdates;
  #problems: readonly StoreProblem[] = [];

  /** What is noticed from outside: see {@link FileLiveUpdates}. */
  readonly onDidChange: Event<StoreChange> = whileListened(
    this.#onDidChange,
    () => this.#live.start(),
    () => this.#live.stop(),
  );

  constructor(parts: FileTrackingStoreParts) {
    this.uri = pathToFileURL(parts.root).toString();
    this.#root = parts.root;
    this.#pool = parts.pool;
    this.#snapshotFolder = parts.snapshotFolder;
    this.#writes = parts.writes;
    this.#artifacts = parts.artifacts;
    this.#live = new FileLiveUpdates({
      ...parts.live,
      root: parts.root,
      pool: parts.pool,
      onChange: (change) => this.#onDidChange.fire(change),
    });
  }

  async experiments(view: ViewType, signal?: AbortSignal): Promise<readonly Experiment[]> {
    const { experiments, problems } = await this.#pool.run('fileExperiments', { root: this.#root, view }, { signal });
    this.#problems = problems.map(fromWireProblem);
    return experiments;
  }

  problems(): readonly StoreProblem[] {
    return this.#problems;
  }

  async *runs(query: RunQuery, signal?: AbortSignal): AsyncGenerator<RunBatch> {
    // What happens from here on is announced; what happened before is listed.
    await this.#live.ready();
    this.#live.follow(query.experimentIds);
    yield* this.#snapshotFolder === undefined || !mayUseSnapshots(query)
      ? listRunsFromFiles(this.#pool, this.#root, query, signal)
      : listRunsBySnapshots(this.#pool, this.#root, this.#snapshotFolder, query, signal);
  }

  async run(runId: string, signal?: AbortSignal): Promise<Run> {
    return (await this.#live.followedRun(runId)) ?? (await this.#findRun(runId, signal)).run;
  }

  async metricHistory(runId: string, key: string, signal?: AbortSignal): Promise<MetricHistory> {
    const runFolder = this.#runFolders.get(runId) ?? (await this.#findRun(runId, signal)).folder;
    return await this.#pool.run('fileMetricHistory', { runFolder, key }, { signal });
  }

  async artifacts(runId: string, signal?: AbortSignal): Promise<ArtifactRepository> {
    return await this.#artifacts.ofRun((await this.run(runId, signal)).info, signal);
  }

  async artifactsAt(uri: string, signal?: AbortSignal): Promise<ArtifactRepository> {
    return await this.#artifacts.at(uri, signal);
  }

  async readOnlyReason(): Promise<ReadOnlyReason | undefined> {
    return await this.#writes.readOnlyReason();
  }

  async createExperiment(name: string): Promise<string> {
    const experimentId = await this.#writes.createExperiment(name);
    this.#onDidChange.fire({ kind: 'experiments' });
    return experimentId;
  }

  async setExperimentLifecycle(experimentId: string, stage: LifecycleStage): Promise<void> {
    await this.#writes.setExperimentLifecycle(experimentId, stage);
    this.#runFolders.clear();
    this.#onDidChange.fire({ kind: 'experiments' });
  }

  async createRun(newRun: NewRun): Promise<Run> {
    const run = await this.#writes.createRun(newRun);
    this.#announce(run.info);
    return run;
  }

  async updateRun(runId: string, update: RunUpdate): Promise<void> {
    await this.#writeRun(runId, this.#writes.updateRun(runId, update));
  }

  async setRunLifecycle(runId: string, stage: LifecycleStage): Promise<void> {
    await this.#writeRun(runId, this.#writes.setRunLifecycle(runId, stage));
  }

  async setTags(runId: string, tags: ReadonlyMap<string, string>): Promise<void> {
    await this.#writeRun(runId, this.#writes.setTags(runId, tags));
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await this.#writeRun(runId, this.#writes.deleteTag(runId, key));
  }

  async logParams(runId: string, params: ReadonlyMap<string, string>): Promise<void> {
    await this.#writeRun(runId, this.#writes.logParams(runId, params));
  }

  async logMetrics(runId: string, metrics: readonly LoggedMetric[]): Promise<void> {
    await this.#writeRun(runId, this.#writes.logMetrics(runId, metrics));
  }

  dispose(): void {
    this.#live.stop();
    this.#onDidChange.dispose();
  }

  async #writeRun(runId: string, writing: Promise<void>): Promise<void> {
    await writing;
    const { run } = await this.#findRun(runId, undefined);
    this.#announce(run.info);
  }

  /** Read before it is announced: a followed run is not as it was any more. */
  #announce({ experimentId, runId }: RunInfo): void {
    if (this.#onDidChange.hasListeners) {
      this.#live.noteRun(experimentId, runId);
    }
  }

  async #findRun(runId: string, signal: AbortSignal | undefined): Promise<FoundRun> {
    const knownFolder = this.#runFolders.get(runId);
    const found = await this.#pool.run('fileRun', { root: this.#root, runId, knownFolder }, { signal });
    this.#runFolders.set(runId, found.folder);
    return found;
  }
}

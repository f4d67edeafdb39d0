import { pathToFileURL } from 'node:url';
import type { RunLineage } from '../../model/dataset.ts';
import type { Experiment } from '../../model/experiment.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import type { Run, ViewType } from '../../model/run.ts';
import { Emitter, whileListened, type Event } from '../../util/events.ts';
import { AnnouncedWrites } from '../announcedWrites.ts';
import type { ArtifactLookup } from '../artifactLookup.ts';
import type { ArtifactRepository } from '../artifactRepository.ts';
import type { JobPool } from '../jobPool.ts';
import type { TrackingWrites } from '../trackingWrites.ts';
import type { RunBatch, RunQuery, StoreChange, StoreProblem, TrackingStore } from '../trackingStore.ts';
import { fromWireProblem } from './fileProblems.ts';
import { FileLiveUpdates, type FileLiveUpdatesParts } from './fileLiveUpdates.ts';
import { listRunsFromFiles } from './fileRunListing.ts';
import { listRunsBySnapshots, mayUseSnapshots } from './snapshotListing.ts';
import type { FileStoreJobs } from './fileStoreJobs.ts';
import type { FoundRun } from './findRun.ts';

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
export class FileTrackingStore extends AnnouncedWrites implements TrackingStore {
  readonly kind = 'file';
  readonly uri: string;
  readonly #root: string;
  readonly #pool: JobPool<FileStoreJobs>;
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
    super(parts.writes);
    this.uri = pathToFileURL(parts.root).toString();
    this.#root = parts.root;
    this.#pool = parts.pool;
    this.#snapshotFolder = parts.snapshotFolder;
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

  async lineage(runId: string, signal?: AbortSignal): Promise<RunLineage> {
    const knownFolder = this.#runFolders.get(runId);
    return await this.#pool.run('fileRunLineage', { root: this.#root, runId, knownFolder }, { signal });
  }

  async traceCount(experimentId: string, signal?: AbortSignal): Promise<number> {
    return await this.#pool.run('fileTraceCount', { root: this.#root, experimentId }, { signal });
  }

  dispose(): void {
    this.#live.stop();
    this.#onDidChange.dispose();
  }

  protected override announceExperiments(): void {
    this.#onDidChange.fire({ kind: 'experiments' });
  }

  /** Its runs lie elsewhere now; the folders that came and went tell the rest. */
  protected override announceLifecycle(): void {
    this.#runFolders.clear();
    this.announceExperiments();
  }

  /** Read before it is announced: a followed run is not as it was any more. */
  protected override async announceRun(runId: string): Promise<void> {
    if (this.#onDidChange.hasListeners) {
      const { info } = (await this.#findRun(runId, undefined)).run;
      this.#live.noteRun(info.experimentId, runId);
    }
  }

  async #findRun(runId: string, signal: AbortSignal | undefined): Promise<FoundRun> {
    const knownFolder = this.#runFolders.get(runId);
    const found = await this.#pool.run('fileRun', { root: this.#root, runId, knownFolder }, { signal });
    this.#runFolders.set(runId, found.folder);
    return found;
  }
}

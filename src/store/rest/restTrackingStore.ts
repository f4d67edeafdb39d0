import type { RunLineage } from '../../model/dataset.ts';
import type { Experiment } from '../../model/experiment.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import type { LifecycleStage, Run, ViewType } from '../../model/run.ts';
import { whileListened, type Emitter, type Event } from '../../util/events.ts';
import type { ArtifactRepository } from '../artifactRepository.ts';
import type {
  LoggedMetric,
  NewExperimentOptions,
  NewRun,
  ReadOnlyReason,
  RunBatch,
  RunQuery,
  RunUpdate,
  SampledHistory,
  StepRange,
  StoreChange,
  StoreProblem,
  TrackingStore,
} from '../trackingStore.ts';
import type { TrackingWrites } from '../trackingWrites.ts';
import { objectField, objectsField } from './jsonFields.ts';
import { searchPages } from './pages.ts';
import { mlflowPath } from './paths.ts';
import { readEach } from './readEach.ts';
import type { RestArtifacts } from './restArtifacts.ts';
import type { RestClient } from './restClient.ts';
import { experimentFrom, runFrom } from './restEntities.ts';
import { RestHistories } from './restHistories.ts';
import { lineageFrom } from './restLineage.ts';
import type { RestLiveUpdates } from './restLiveUpdates.ts';
import { listRunsFromServer, restPageSizes, viewNames, type RestPageSizes } from './restRunListing.ts';
import { restTraceCount } from './restTraceCount.ts';

export interface RestTrackingStoreParts {
  readonly uri: string;
  readonly client: RestClient;
  readonly artifacts: RestArtifacts;
  readonly writes: TrackingWrites;
  readonly live: RestLiveUpdates;
  /** Where all that belongs to the store announces changes; disposed by the store. */
  readonly changes: Emitter<StoreChange>;
  readonly pageSizes?: RestPageSizes | undefined;
}

/**
 * A tracking server of MLflow 1.28 or later. Infinities that went through a database come back as the greatest or least double, as
 * MLflow's own client gives them.
 */
export class RestTrackingStore implements TrackingStore {
  readonly kind = 'rest';
  readonly uri: string;
  readonly #client: RestClient;
  readonly #artifacts: RestArtifacts;
  readonly #writes: TrackingWrites;
  readonly #live: RestLiveUpdates;
  readonly #histories: RestHistories;
  readonly #pageSizes: RestPageSizes;
  readonly #onDidChange: Emitter<StoreChange>;
  #problems: readonly StoreProblem[] = [];

  /** What is noticed from outside, and when: see {@link RestLiveUpdates}. */
  readonly onDidChange: Event<StoreChange>;

  constructor({ uri, client, artifacts, writes, live, changes, pageSizes = restPageSizes }: RestTrackingStoreParts) {
    this.uri = uri;
    this.#client = client;
    this.#artifacts = artifacts;
    this.#writes = writes;
    this.#live = live;
    this.#onDidChange = changes;
    this.onDidChange = whileListened(
      changes,
      () => live.start(),
      () => live.stop(),
    );
    this.#pageSizes = pageSizes;
    this.#histories = new RestHistories(client, pageSizes.points);
  }

  async experiments(view: ViewType, signal?: AbortSignal): Promise<readonly Experiment[]> {
    const experiments: Experiment[] = [];
    const problems: StoreProblem[] = [];
    const body = { view_type: viewNames[view], max_results: this.#pageSizes.experiments };
    const path = mlflowPath('experiments/search');
    for await (const page of searchPages(this.#client, path, body, signal)) {
      experiments.push(...readEach(objectsField(page, 'experiments'), experimentFrom, problems));
    }
    this.#problems = problems;
    return experiments;
  }

  problems(): readonly StoreProblem[] {
    return this.#problems;
  }

  async *runs(query: RunQuery, signal?: AbortSignal): AsyncGenerator<RunBatch> {
    // What happens from here on is announced; what happened before is listed.
    const beginning = this.#live.follow(query.experimentIds);
    const onPage = (runs: readonly Run[], isFirst: boolean): void => {
      this.#live.note(runs, isFirst);
      beginning.dispose();
    };
    try {
      yield* listRunsFromServer({ client: this.#client, sizes: this.#pageSizes, onPage }, query, signal);
    } finally {
      beginning.dispose();
    }
  }

  async run(runId: string, signal?: AbortSignal): Promise<Run> {
    return this.#live.takeFresh(runId) ?? (await this.#readRun(runId, signal));
  }

  async #readRun(runId: string, signal?: AbortSignal): Promise<Run> {
    const answer = await this.#client.get(mlflowPath('runs/get'), { run_id: runId }, signal);
    return runFrom(objectField(answer, 'run'));
  }

  async lineage(runId: string, signal?: AbortSignal): Promise<RunLineage> {
    const answer = await this.#client.get(mlflowPath('runs/get'), { run_id: runId }, signal);
    return lineageFrom(objectField(answer, 'run'));
  }

  async traceCount(experimentId: string, signal?: AbortSignal): Promise<number | undefined> {
    return await restTraceCount(this.#client, experimentId, signal);
  }

  async metricHistory(runId: string, key: string, signal?: AbortSignal): Promise<MetricHistory> {
    return await this.#histories.whole(runId, key, signal);
  }

  async sampledHistories(
    runIds: readonly string[],
    key: string,
    steps?: StepRange,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, SampledHistory>> {
    return await this.#histories.sampled(runIds, key, steps, signal);
  }

  async artifacts(runId: string): Promise<ArtifactRepository> {
    return await Promise.resolve(this.#artifacts.ofRun(runId));
  }

  async artifactsAt(uri: string, signal?: AbortSignal): Promise<ArtifactRepository> {
    return await this.#artifacts.at(uri, signal);
  }

  async readOnlyReason(): Promise<ReadOnlyReason | undefined> {
    return await this.#writes.readOnlyReason();
  }

  async createExperiment(name: string, options?: NewExperimentOptions): Promise<string> {
    const experimentId = await this.#writes.createExperiment(name, options);
    this.#onDidChange.fire({ kind: 'experiments' });
    return experimentId;
  }

  async renameExperiment(experimentId: string, name: string): Promise<void> {
    await this.#writes.renameExperiment(experimentId, name);
    this.#onDidChange.fire({ kind: 'experiments' });
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    await this.#writes.setExperimentTag(experimentId, key, value);
    this.#onDidChange.fire({ kind: 'experiments' });
  }

  async setExperimentLifecycle(experimentId: string, stage: LifecycleStage): Promise<void> {
    await this.#writes.setExperimentLifecycle(experimentId, stage);
    this.#onDidChange.fire({ kind: 'experiments' });
    // MLflow deletes and restores its runs with it.
    this.#onDidChange.fire({ kind: 'runs', experimentId });
  }

  async createRun(newRun: NewRun): Promise<Run> {
    const run = await this.#writes.createRun(newRun);
    this.#announce(run);
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
    if (this.#onDidChange.hasListeners) {
      this.#announce(await this.#readRun(runId));
    }
  }

  #announce(run: Run): void {
    const { experimentId, runId } = run.info;
    this.#live.noteWritten(run);
    this.#onDidChange.fire({ kind: 'run', experimentId, runId });
  }
}

import type { LifecycleStage, Run } from '../model/run.ts';
import type { LoggedMetric, NewExperimentOptions, NewRun, ReadOnlyReason, RunUpdate } from './trackingStore.ts';
import type { TrackingWrites } from './trackingWrites.ts';

/** The writing half of a tracking store: passes every write on and announces it once it is done. */
export abstract class AnnouncedWrites implements TrackingWrites {
  readonly #writes: TrackingWrites;

  constructor(writes: TrackingWrites) {
    this.#writes = writes;
  }

  /** An experiment is new or different. */
  protected abstract announceExperiments(): void;
  /** The experiment is deleted or restored, and its runs with it. */
  protected abstract announceLifecycle(experimentId: string): void;
  protected abstract announceRun(runId: string): Promise<void>;

  async readOnlyReason(): Promise<ReadOnlyReason | undefined> {
    return await this.#writes.readOnlyReason();
  }

  async createExperiment(name: string, options?: NewExperimentOptions): Promise<string> {
    const experimentId = await this.#writes.createExperiment(name, options);
    this.announceExperiments();
    return experimentId;
  }

  async renameExperiment(experimentId: string, name: string): Promise<void> {
    await this.#writes.renameExperiment(experimentId, name);
    this.announceExperiments();
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    await this.#writes.setExperimentTag(experimentId, key, value);
    this.announceExperiments();
  }

  async setExperimentLifecycle(experimentId: string, stage: LifecycleStage): Promise<void> {
    await this.#writes.setExperimentLifecycle(experimentId, stage);
    this.announceLifecycle(experimentId);
  }

  async createRun(newRun: NewRun): Promise<Run> {
    const run = await this.#writes.createRun(newRun);
    await this.announceRun(run.info.runId);
    return run;
  }

  async updateRun(runId: string, update: RunUpdate): Promise<void> {
    await this.#writes.updateRun(runId, update);
    await this.announceRun(runId);
  }

  async setRunLifecycle(runId: string, stage: LifecycleStage): Promise<void> {
    await this.#writes.setRunLifecycle(runId, stage);
    await this.announceRun(runId);
  }

  async setTags(runId: string, tags: ReadonlyMap<string, string>): Promise<void> {
    await this.#writes.setTags(runId, tags);
    await this.announceRun(runId);
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await this.#writes.deleteTag(runId, key);
    await this.announceRun(runId);
  }

  async logParams(runId: string, params: ReadonlyMap<string, string>): Promise<void> {
    await this.#writes.logParams(runId, params);
    await this.announceRun(runId);
  }

  async logMetrics(runId: string, metrics: readonly LoggedMetric[]): Promise<void> {
    await this.#writes.logMetrics(runId, metrics);
    await this.announceRun(runId);
  }
}

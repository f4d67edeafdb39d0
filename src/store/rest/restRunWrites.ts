import type { JsonObject } from '../../model/json.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { LifecycleStage, Run } from '../../model/run.ts';
import type { LoggedMetric, NewExperimentOptions, NewRun, ReadOnlyReason, RunUpdate } from '../trackingStore.ts';
import type { TrackingWrites } from '../trackingWrites.ts';
import { objectField, textField } from './jsonFields.ts';
import { refusedAsName } from './refusedAsName.ts';
import { mlflowPath } from './paths.ts';
import type { RestClient } from './restClient.ts';
import { runFrom } from './restEntities.ts';

/** At most so many go into one log-batch (MLflow's validation.py: 1,000 metrics, 100 params, 100 tags, one megabyte in all). */
const batchSizes = { metrics: 1000, texts: 50 } as const;

const lifecycleCalls: Readonly<Record<LifecycleStage, string>> = { active: 'restore', deleted: 'delete' };

/** Writes experiments and runs through a tracking server, whose rules hold. More than one batch can hold is not written at once. */
export class RestRunWrites implements TrackingWrites {
  readonly #client: RestClient;
  readonly #isTrusted: () => boolean;

  constructor(client: RestClient, isTrusted: () => boolean) {
    this.#client = client;
    this.#isTrusted = isTrusted;
  }

  /** What a person may write there, only the attempt tells. */
  async readOnlyReason(): Promise<ReadOnlyReason | undefined> {
    return await Promise.resolve(this.#isTrusted() ? undefined : 'untrusted');
  }

  async createExperiment(name: string, { artifactLocation, tags }: NewExperimentOptions = {}): Promise<string> {
    const body = { name, artifact_location: artifactLocation, tags: tags && entriesOf(tags) };
    const answer = await refusedAsName(name, this.#post('experiments/create', body));
    return textField(answer, 'experiment_id') ?? '';
  }

  async renameExperiment(experimentId: string, name: string): Promise<void> {
    try {
      await refusedAsName(name, this.#post('experiments/update', { experiment_id: experimentId, new_name: name }));
    } catch (cause) {
      // What its database says when the name is taken, the server hands on as it is.
      if (MlflowError.is(cause, 'invalidName') && (await this.#isExperiment(name))) {
        throw new MlflowError('alreadyExists', { what: name }, { cause });
      }
      throw cause;
    }
  }

  async #isExperiment(name: string): Promise<boolean> {
    try {
      await this.#client.get(mlflowPath('experiments/get-by-name'), { experiment_name: name });
      return true;
    } catch (error) {
      if (MlflowError.is(error, 'notFound')) {
        return false;
      }
      throw error;
    }
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    await this.#post('experiments/set-experiment-tag', { experiment_id: experimentId, key, value });
  }

  async setExperimentLifecycle(experimentId: string, stage: LifecycleStage): Promise<void> {
    await this.#post(`experiments/${lifecycleCalls[stage]}`, { experiment_id: experimentId });
  }

  async createRun({ experimentId, runName, userId, startTime, tags }: NewRun): Promise<Run> {
    const answer = await this.#post('runs/create', {
      experiment_id: experimentId,
      run_name: runName,
      user_id: userId,
      start_time: startTime,
      tags: entriesOf(tags),
    });
    return runFrom(objectField(answer, 'run'));
  }

  async updateRun(runId: string, { status, endTime, runName }: RunUpdate): Promise<void> {
    await this.#post('runs/update', { run_id: runId, status, end_time: endTime, run_name: runName });
  }

  async setRunLifecycle(runId: string, stage: LifecycleStage): Promise<void> {
    await this.#post(`runs/${lifecycleCalls[stage]}`, { run_id: runId });
  }

  async setTags(runId: string, tags: ReadonlyMap<string, string>): Promise<void> {
    for (const batch of batchesOf(entriesOf(tags), batchSizes.texts)) {
      await this.#post('runs/log-batch', { run_id: runId, tags: batch });
    }
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    await this.#post('runs/delete-tag', { run_id: runId, key });
  }

  async logParams(runId: string, params: ReadonlyMap<string, string>): Promise<void> {
    for (const batch of batchesOf(entriesOf(params), batchSizes.texts)) {
      await this.#post('runs/log-batch', { run_id: runId, params: batch });
    }
  }

  async logMetrics(runId: string, metrics: readonly LoggedMetric[]): Promise<void> {
    for (const batch of batchesOf(metrics, batchSizes.metrics)) {
      await this.#post('runs/log-batch', { run_id: runId, metrics: batch.map(metricJson) });
    }
  }

  async #post(call: string, body: JsonObject): Promise<JsonObject> {
    if (!this.#isTrusted()) {
      throw new MlflowError('untrusted', { what: this.#client.url });
    }
    return await this.#client.write('POST', mlflowPath(call), body);
  }
}

/** JSON has no such numbers; protobuf writes them as texts. */
function metricJson({ key, value, timestamp, step }: LoggedMetric): JsonObject {
  return { key, value: Number.isFinite(value) ? value : String(value), timestamp, step };
}

/** A map as MLflow states params and tags. */
export function entriesOf(texts: ReadonlyMap<string, string>): readonly JsonObject[] {
  return [...texts].map(([key, value]) => ({ key, value }));
}

function batchesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

import type { JsonObject } from '../../model/json.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { MetricPoint } from '../../model/run.ts';
import type { SampledHistory, StepRange } from '../trackingStore.ts';
import { objectsField, textField } from './jsonFields.ts';
import { getPages } from './pages.ts';
import { mlflowPath } from './paths.ts';
import type { RestClient } from './restClient.ts';
import { pointFrom } from './restEntities.ts';
import { isUnknownCall } from './restErrors.ts';

/** A server takes up to 100, but its address line only some 4,000 characters (gunicorn). */
const runsPerRequest = 50;

/** The server's own limit for one run; an answer about many runs would be too large with it. */
const mostPoints = 2500;
const fewRuns = 20;
const pointsOfMany = 1000;

/** Without a range, MLflow 2 leaves out negative steps. */
const allSteps: StepRange = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/** Reads metric histories from a server: whole, or as many points as a chart can show. */
export class RestHistories {
  readonly #client: RestClient;
  readonly #pageSize: number;
  #canSample = true;

  constructor(client: RestClient, pageSize: number) {
    this.#client = client;
    this.#pageSize = pageSize;
  }

  /** @throws MlflowError notFound when the run has no such metric */
  async whole(runId: string, key: string, signal: AbortSignal | undefined): Promise<MetricHistory> {
    const points: MetricPoint[] = [];
    const query = { run_id: runId, metric_key: key, max_results: this.#pageSize };
    const path = mlflowPath('metrics/get-history');
    for await (const page of getPages(this.#client, path, query, signal)) {
      for (const json of objectsField(page, 'metrics')) {
        points.push(pointFrom(json));
      }
    }
    if (points.length === 0) {
      throw new MlflowError('notFound', { what: key, detail: `run ${runId}` });
    }
    return historyOf(key, points);
  }

  /** See {@link TrackingStore.sampledHistories}. A server that cannot sample (before MLflow 2.3) is asked for all points. */
  async sampled(
    runIds: readonly string[],
    key: string,
    steps: StepRange = allSteps,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, SampledHistory>> {
    const mostOfEach = runIds.length <= fewRuns ? mostPoints : pointsOfMany;
    const starts = Array.from({ length: Math.ceil(runIds.length / runsPerRequest) }, (_, n) => n * runsPerRequest);
    const parts = await Promise.all(
      starts.map(async (start) => {
        const some = runIds.slice(start, start + runsPerRequest);
        return (
          (await this.#sampledByServer(some, key, { steps, mostOfEach, signal })) ??
          (await this.#all(some, key, signal))
        );
      }),
    );
    return new Map(parts.flatMap((part) => [...part]));
  }

  async #sampledByServer(
    runIds: readonly string[],
    key: string,
    { steps, mostOfEach, signal }: SampleOptions,
  ): Promise<ReadonlyMap<string, SampledHistory> | undefined> {
    if (!this.#canSample) {
      return undefined;
    }
    const path = mlflowPath('metrics/get-history-bulk-interval');
    const range = { start_step: Math.floor(steps.from), end_step: Math.ceil(steps.to) };
    const query = { run_ids: runIds, metric_key: key, ...range, max_results: mostOfEach };
    try {
      const answer = await this.#client.get(path, query, signal);
      return samplesFrom(objectsField(answer, 'metrics'), key, mostOfEach);
    } catch (error) {
      if (isUnknownCall(error)) {
        this.#canSample = false;
        return undefined;
      }
      throw error;
    }
  }

  async #all(
    runIds: readonly string[],
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, SampledHistory>> {
    const histories = await Promise.all(
      runIds.map(async (runId) => {
        try {
          return [[runId, { history: await this.whole(runId, key, signal), isExact: true }]] as const;
        } catch (error) {
          if (MlflowError.is(error, 'notFound')) {
            return [];
          }
          throw error;
        }
      }),
    );
    return new Map(histories.flat());
  }
}

interface SampleOptions {
  readonly steps: StepRange;
  readonly mostOfEach: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * MLflow 2 samples the steps that any of the runs has, so that a run may lose points though it has few; MLflow 3 samples each run by
 * itself. Exact is what can have lost none under either rule.
 */
function samplesFrom(
  metrics: readonly JsonObject[],
  key: string,
  mostOfEach: number,
): ReadonlyMap<string, SampledHistory> {
  const pointsOf = new Map<string, MetricPoint[]>();
  const steps = new Set<number>();
  for (const json of metrics) {
    const runId = textField(json, 'run_id') ?? '';
    const point = pointFrom(json);
    const points = pointsOf.get(runId) ?? [];
    pointsOf.set(runId, points);
    points.push(point);
    steps.add(point.step);
  }
  return new Map(
    [...pointsOf].map(([runId, points]) => {
      const isExact = points.length < mostOfEach && steps.size < mostOfEach;
      return [runId, { history: historyOf(key, points), isExact }];
    }),
  );
}

function historyOf(key: string, points: readonly MetricPoint[]): MetricHistory {
  return {
    key,
    steps: Float64Array.from(points, (point) => point.step),
    timestamps: Float64Array.from(points, (point) => point.timestamp),
    values: Float64Array.from(points, (point) => point.value),
  };
}

import { MlflowError } from '../../model/mlflowError.ts';
import { numberField, objectField, objectsField, textField } from './jsonFields.ts';
import { mlflowPath } from './paths.ts';
import type { RestClient } from './restClient.ts';
import { isUnknownCall } from './restErrors.ts';

/** So many traces are read to count them, where a server has no call that counts. */
const countedTraces = 100;

/**
 * How many traces an experiment has: servers that gather metrics of traces (MLflow 3.18 in a database) count them, of others one page
 * is read. Absent when there are more, and where the server knows no traces (MLflow before 2.14).
 *
 * @throws MlflowError notFound
 */
export async function restTraceCount(
  client: RestClient,
  experimentId: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const count =
    (await unlessUnknown(async () => await countedByServer(client, experimentId, signal))) ??
    (await unlessUnknown(async () => await countedOnPage(client, experimentId, signal)));
  if (count === 0) {
    // An experiment that is not there has no traces either, and only this call says so.
    await client.get(mlflowPath('experiments/get'), { experiment_id: experimentId }, signal);
  }
  return count;
}

async function countedByServer(
  client: RestClient,
  experimentId: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const body = {
    experiment_ids: [experimentId],
    view_type: 'TRACES',
    metric_name: 'trace_count',
    aggregations: [{ aggregation_type: 'COUNT' }],
  };
  const answer = await client.postSearch('/api/3.0/mlflow/traces/metrics', body, signal);
  const [point = {}] = objectsField(answer, 'data_points');
  return numberField(objectField(point, 'values'), 'COUNT');
}

async function countedOnPage(
  client: RestClient,
  experimentId: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const query = { experiment_ids: experimentId, max_results: countedTraces };
  const answer = await client.get(mlflowPath('traces'), query, signal);
  const hasMore = (textField(answer, 'next_page_token') ?? '') !== '';
  return hasMore ? undefined : objectsField(answer, 'traces').length;
}

/** A server that has no such call, or not for its kind of store (a file store behind MLflow 3), has not failed. */
async function unlessUnknown<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isUnknownCall(error) || MlflowError.is(error, 'unsupported')) {
      return undefined;
    }
    throw error;
  }
}

import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { startLocalServer, type LocalServer } from './localServer.ts';

export interface DatabricksStandIn extends LocalServer {
  /** Calls that were answered, as method and path. */
  readonly calls: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const run = {
  info: {
    run_id: 'f'.repeat(32),
    run_uuid: 'f'.repeat(32),
    run_name: 'first',
    experiment_id: '1234567890123456',
    user_id: '',
    status: 'FINISHED',
    start_time: 1_700_000_000_000,
    end_time: 1_700_000_060_000,
    artifact_uri: `dbfs:/databricks/mlflow-tracking/1234567890123456/${'f'.repeat(32)}/artifacts`,
    lifecycle_stage: 'active',
  },
  data: {
    metrics: [{ key: 'loss', value: 0.5, timestamp: 1_700_000_000_001, step: 1 }],
    params: [{ key: 'depth', value: '7' }],
    tags: [{ key: 'mlflow.user', value: 'ann@example.com' }],
  },
};

const experiment = {
  experiment_id: '1234567890123456',
  name: '/Users/ann@example.com/flowers',
  artifact_location: 'dbfs:/databricks/mlflow-tracking/1234567890123456',
  lifecycle_stage: 'active',
  creation_time: 1_700_000_000_000,
  last_update_time: 1_700_000_000_000,
};

const answers: Readonly<Record<string, (asked: Json) => Json>> = {
  'POST experiments/search': () => ({ experiments: [experiment] }),
  'POST runs/search': ({ max_results: most }) =>
    typeof most === 'number' && most <= 50_000
      ? { runs: [run] }
      : refusal('INVALID_PARAMETER_VALUE', 'max_results is at most 50000'),
  'GET runs/get': () => ({ run }),
  'GET metrics/get-history': ({ metric_key: key }) => ({
    metrics: [0, 1].map((step) => ({ key, value: 1 / (step + 1), timestamp: 1_700_000_000_000 + step, step })),
  }),
  'GET artifacts/list': () => ({
    root_uri: run.info.artifact_uri,
    files: [
      { path: 'model', is_dir: true },
      { path: 'plot.png', is_dir: false, file_size: 7 },
    ],
  }),
  'GET registered-models/search': () => ({
    registered_models: [
      { name: 'flowers', creation_timestamp: 1, last_updated_timestamp: 2, user_id: 'ann@example.com' },
    ],
  }),
};

function refusal(code: string, message: string): Json {
  return { error_code: code, message };
}

/**
 * Answers as the public REST documentation of Databricks says (docs.databricks.com/api: workspace/experiments, workspace/modelregistry,
 * experiments/v1/search-runs): `/api/2.0/mlflow/…` with a bearer token, an `ENDPOINT_NOT_FOUND` in JSON for what it does not have, such
 * as get-history-bulk-interval and the calls below `/api/3.0`.
 */
export async function startDatabricksStandIn(token: string): Promise<DatabricksStandIn> {
  const calls: string[] = [];
  const server = await startLocalServer((request, response) => {
    void answer(request, token).then(({ status, body, call }) => {
      calls.push(call);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  return { ...server, calls };
}

async function answer(
  request: IncomingMessage,
  token: string,
): Promise<{ readonly status: number; readonly body: Json; readonly call: string }> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://stand-in');
  const call = `${request.method} ${pathname.replace('/api/2.0/mlflow/', '')}`;
  const sent = await text(request);
  if (request.headers.authorization !== `Bearer ${token}`) {
    return { status: 403, body: refusal('PERMISSION_DENIED', 'Invalid access token.'), call };
  }
  const asked = sent === '' ? Object.fromEntries(searchParams) : (JSON.parse(sent) as Json);
  const body =
    answers[call]?.(asked) ?? refusal('ENDPOINT_NOT_FOUND', `No API found for '${request.method} ${pathname}'`);
  const status = !('error_code' in body) ? 200 : body['error_code'] === 'ENDPOINT_NOT_FOUND' ? 404 : 400;
  return { status, body, call };
}

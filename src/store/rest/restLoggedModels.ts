import type { JsonObject } from '../../model/json.ts';
import type { LoggedModel, LoggedModelMetric, LoggedModelStatus } from '../../model/loggedModel.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { LoggedModels, LoggedModelSummary } from '../loggedModels.ts';
import type { StoreProblem } from '../trackingStore.ts';
import { numberField, objectField, objectsField, textField, textsField } from './jsonFields.ts';
import { searchPages } from './pages.ts';
import { mlflowPath } from './paths.ts';
import { quotedFilter } from './quotedFilter.ts';
import { readEach } from './readEach.ts';
import type { RestClient } from './restClient.ts';
import { pointFrom, requiredText } from './restEntities.ts';
import { isUnknownCall } from './restErrors.ts';
import { lineageFrom } from './restLineage.ts';

const newestFirst: JsonObject = { field_name: 'creation_timestamp', ascending: false };

/** The logged models of a server of MLflow 3; an older one has none. */
export class RestLoggedModels implements LoggedModels {
  readonly #client: RestClient;
  readonly #pageSize: number;

  constructor(client: RestClient, pageSize: number) {
    this.#client = client;
    this.#pageSize = pageSize;
  }

  async ofRun(runId: string, signal?: AbortSignal): Promise<readonly LoggedModelSummary[]> {
    const answer = await this.#client.get(mlflowPath('runs/get'), { run_id: runId }, signal);
    const run = objectField(answer, 'run');
    const produced = new Set(lineageFrom(run).modelOutputs.map((output) => output.modelId));
    if (produced.size === 0) {
      return [];
    }
    const experimentId = textField(objectField(run, 'info'), 'experiment_id') ?? '';
    const made = await this.#search([experimentId], quotedFilter('source_run_id', runId), signal);
    return made
      .filter(({ modelId }) => produced.has(modelId))
      .map(({ modelId, name }) => ({ modelId, name }))
      .sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
  }

  async ofExperiments(experimentIds: readonly string[], signal?: AbortSignal): Promise<readonly LoggedModel[]> {
    return experimentIds.length === 0 ? [] : await this.#search(experimentIds, undefined, signal);
  }

  async loggedModel(modelId: string, signal?: AbortSignal): Promise<LoggedModel> {
    try {
      const answer = await this.#client.get(mlflowPath(`logged-models/${encodeURIComponent(modelId)}`), {}, signal);
      return loggedModelFrom(objectField(answer, 'model'));
    } catch (cause) {
      if (isUnknownCall(cause)) {
        throw new MlflowError('notFound', { what: modelId, detail: 'the server knows no logged models' }, { cause });
      }
      throw cause;
    }
  }

  /** Those of a name that a run made, as register_model looks for them. */
  async named(
    name: string,
    run: { readonly runId: string; readonly experimentId: string },
  ): Promise<readonly string[]> {
    const models = await this.#search([run.experimentId], quotedFilter('name', name), undefined);
    return models
      .filter((model) => model.name === name && model.sourceRunId === run.runId)
      .map(({ modelId }) => modelId);
  }

  async #search(
    experimentIds: readonly string[],
    filter: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<readonly LoggedModel[]> {
    const models: LoggedModel[] = [];
    // What cannot be read is left out, as the interface says.
    const problems: StoreProblem[] = [];
    const body = { experiment_ids: experimentIds, filter, max_results: this.#pageSize, order_by: [newestFirst] };
    try {
      for await (const page of searchPages(this.#client, mlflowPath('logged-models/search'), body, signal)) {
        models.push(...readEach(objectsField(page, 'models'), loggedModelFrom, problems));
      }
    } catch (error) {
      if (!isUnknownCall(error)) {
        throw error;
      }
    }
    return models;
  }
}

const statuses: Readonly<Record<string, LoggedModelStatus>> = {
  LOGGED_MODEL_PENDING: 'PENDING',
  LOGGED_MODEL_READY: 'READY',
  LOGGED_MODEL_UPLOAD_FAILED: 'FAILED',
};

/** The server's `LoggedModel` (service.proto, MLflow 3). @throws MlflowError malformed */
export function loggedModelFrom(json: JsonObject): LoggedModel {
  const info = objectField(json, 'info');
  const data = objectField(json, 'data');
  return {
    modelId: requiredText(info, 'model_id', 'logged model'),
    experimentId: textField(info, 'experiment_id') ?? '',
    name: textField(info, 'name') ?? '',
    artifactLocation: textField(info, 'artifact_uri') ?? '',
    creationTime: numberField(info, 'creation_timestamp_ms') ?? 0,
    lastUpdatedTime: numberField(info, 'last_updated_timestamp_ms') ?? 0,
    status: statuses[textField(info, 'status') ?? ''] ?? 'UNSPECIFIED',
    statusMessage: statedText(info, 'status_message'),
    modelType: statedText(info, 'model_type'),
    sourceRunId: statedText(info, 'source_run_id'),
    params: textsField(data, 'params'),
    tags: textsField(info, 'tags'),
    metrics: objectsField(data, 'metrics').map(metricFrom),
  };
}

function metricFrom(json: JsonObject): LoggedModelMetric {
  return {
    key: textField(json, 'key') ?? '',
    ...pointFrom(json),
    runId: textField(json, 'run_id') ?? '',
    datasetName: statedText(json, 'dataset_name'),
    datasetDigest: statedText(json, 'dataset_digest'),
  };
}

/** MLflow writes an empty text where it has none. */
function statedText(json: JsonObject, name: string): string | undefined {
  const text = textField(json, name);
  return text === '' ? undefined : text;
}

import { loggedModelStatuses, type LoggedModel, type LoggedModelMetric } from '../../model/loggedModel.ts';
import type { LoggedModelSummary } from '../loggedModels.ts';
import { numberIn, textIn } from './cells.ts';
import { collectTexts } from './collectTexts.ts';
import type { Row, SqlDatabase } from './sqlDatabase.ts';

/** Those of some experiments, newest first (MLflow 3.18: creation time descending, then id), or the one of an id. */
export type LoggedModelQuery = { readonly experimentIds: readonly string[] } | { readonly modelId: string };

/** None in a database of MLflow 1 or 2. Those marked as deleted are left out, as by MLflow. */
export function readLoggedModels(database: SqlDatabase, query: LoggedModelQuery): readonly LoggedModel[] {
  if (!hasLoggedModels(database)) {
    return [];
  }
  const condition =
    'modelId' in query ? 'model_id = ?' : 'experiment_id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))';
  const rows = [
    ...database.rows(
      `SELECT model_id, CAST(experiment_id AS TEXT) AS experiment, name, artifact_location,
         CAST(creation_timestamp_ms AS REAL) AS created, CAST(last_updated_timestamp_ms AS REAL) AS updated,
         CAST(status AS REAL) AS status, status_message, model_type, source_run_id
       FROM logged_models WHERE ${condition} AND ${isNotDeleted} ORDER BY creation_timestamp_ms DESC, model_id`,
      'modelId' in query ? query.modelId : JSON.stringify(query.experimentIds.filter((id) => /^\d+$/.test(id))),
    ),
  ];
  const ids = JSON.stringify(rows.map((row) => textIn(row, 'model_id') ?? ''));
  const logged = { params: ownedTexts(database, 'param', ids), tags: ownedTexts(database, 'tag', ids) };
  const metrics = readMetrics(database, ids);
  return rows.map((row) => {
    const modelId = textIn(row, 'model_id') ?? '';
    return {
      ...factsOf(row, modelId),
      params: logged.params.get(modelId) ?? new Map<string, string>(),
      tags: logged.tags.get(modelId) ?? new Map<string, string>(),
      metrics: metrics.get(modelId) ?? [],
    };
  });
}

/** By name. */
export function readModelsOfRun(database: SqlDatabase, runId: string): readonly LoggedModelSummary[] {
  if (!hasLoggedModels(database)) {
    return [];
  }
  const rows = database.rows(
    `SELECT model_id, name FROM logged_models WHERE ${isNotDeleted} AND model_id IN
       (SELECT destination_id FROM inputs
        WHERE source_type = 'RUN_OUTPUT' AND source_id = ? AND destination_type = 'MODEL_OUTPUT')
     ORDER BY name, model_id`,
    runId,
  );
  return Array.from(rows, (row) => ({ modelId: textIn(row, 'model_id') ?? '', name: textIn(row, 'name') ?? '' }));
}

/** Where the files of a logged model (MLflow 3) are; absent when there is no such model. */
export function readLoggedModelLocation(database: SqlDatabase, modelId: string): string | undefined {
  if (!hasLoggedModels(database)) {
    return undefined;
  }
  const [row] = database.rows('SELECT artifact_location FROM logged_models WHERE model_id = ?', modelId);
  return row === undefined ? undefined : textIn(row, 'artifact_location');
}

const isNotDeleted = `lifecycle_stage <> 'deleted'`;

function hasLoggedModels(database: SqlDatabase): boolean {
  return database.has('logged_models', 'model_id');
}

function factsOf(row: Row, modelId: string): Omit<LoggedModel, 'params' | 'tags' | 'metrics'> {
  return {
    modelId,
    experimentId: textIn(row, 'experiment') ?? '',
    name: textIn(row, 'name') ?? '',
    artifactLocation: textIn(row, 'artifact_location') ?? '',
    creationTime: numberIn(row, 'created') ?? 0,
    lastUpdatedTime: numberIn(row, 'updated') ?? 0,
    status: loggedModelStatuses[numberIn(row, 'status') ?? 0] ?? 'UNSPECIFIED',
    statusMessage: textIn(row, 'status_message'),
    modelType: textIn(row, 'model_type'),
    sourceRunId: textIn(row, 'source_run_id'),
  };
}

function ownedTexts(
  database: SqlDatabase,
  kind: 'param' | 'tag',
  ids: string,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return collectTexts(
    database.rows(
      `SELECT model_id AS owner, ${kind}_key AS key, ${kind}_value AS value FROM logged_model_${kind}s
       WHERE model_id IN (SELECT value FROM json_each(?))`,
      ids,
    ),
  );
}

/** All points, in the order in which they were logged: unlike a file store, MLflow's database gives more than the latest ones. */
function readMetrics(database: SqlDatabase, ids: string): ReadonlyMap<string, readonly LoggedModelMetric[]> {
  const metrics = new Map<string, LoggedModelMetric[]>();
  const rows = database.rows(
    `SELECT model_id, metric_name, metric_value, CAST(metric_timestamp_ms AS REAL) AS timestamp,
       CAST(metric_step AS REAL) AS step, run_id, dataset_name, dataset_digest
     FROM logged_model_metrics WHERE model_id IN (SELECT value FROM json_each(?)) ORDER BY logged_model_metrics.rowid`,
    ids,
  );
  for (const row of rows) {
    const modelId = textIn(row, 'model_id') ?? '';
    const ofModel = metrics.get(modelId) ?? [];
    ofModel.push(metricOf(row));
    metrics.set(modelId, ofModel);
  }
  return metrics;
}

function metricOf(row: Row): LoggedModelMetric {
  return {
    key: textIn(row, 'metric_name') ?? '',
    value: numberIn(row, 'metric_value') ?? Number.NaN,
    timestamp: numberIn(row, 'timestamp') ?? 0,
    step: numberIn(row, 'step') ?? 0,
    runId: textIn(row, 'run_id') ?? '',
    datasetName: textIn(row, 'dataset_name'),
    datasetDigest: textIn(row, 'dataset_digest'),
  };
}

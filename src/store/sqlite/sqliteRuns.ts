import { MlflowError } from '../../model/mlflowError.ts';
import {
  lifecycleStages,
  mlflowTags,
  runStatuses,
  type MetricPoint,
  type Run,
  type RunInfo,
  type ViewType,
} from '../../model/run.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import { wireProblem, type WireProblem } from '../file/fileProblems.ts';
import { asDouble, numberIn, textIn } from './cells.ts';
import { collectTexts } from './collectTexts.ts';
import type { Database, Row } from './database.ts';
import { stagesOf } from './sqliteExperiments.ts';

export interface RunOrderParams {
  readonly experimentIds: readonly string[];
  readonly view: ViewType;
  readonly maxResults?: number | undefined;
}

/** Ids in MLflow's default order: start time descending, missing ones last, then run id (sqlalchemy_store.py). */
export function readRunOrder(database: Database, { experimentIds, view, maxResults }: RunOrderParams): string[] {
  const rows = database.rows(
    `SELECT run_uuid FROM runs
     WHERE experiment_id IN (SELECT value FROM json_each(?)) AND lifecycle_stage IN (SELECT value FROM json_each(?))
     ORDER BY start_time IS NULL, start_time DESC, run_uuid LIMIT ?`,
    JSON.stringify(experimentIds),
    JSON.stringify(stagesOf(view)),
    maxResults ?? -1,
  );
  return Array.from(rows, (row) => textIn(row, 'run_uuid') ?? '');
}

export interface RunReading {
  readonly runs: readonly Run[];
  readonly problems: readonly WireProblem[];
}

/**
 * The runs with these ids, in this order; one that is gone is left out. An infinity is what MLflow makes of it on its way into a
 * database, the greatest or least double; NaN has its own column.
 */
export function readRuns(database: Database, runIds: readonly string[]): RunReading {
  const ids = JSON.stringify(runIds);
  const params = collectTexts(ownedRows(database, 'params', ids));
  const tags = collectTexts(ownedRows(database, 'tags', ids));
  const metrics = readLatestMetrics(database, ids);
  const rows = readInfoRows(database, ids);
  const runs: Run[] = [];
  const problems: WireProblem[] = [];
  for (const runId of runIds) {
    const row = rows.get(runId);
    if (row === undefined) {
      continue;
    }
    const runTags = tags.get(runId) ?? new Map<string, string>();
    const info = infoOf(row, runId, runTags);
    if (info instanceof MlflowError) {
      problems.push(wireProblem(info, textIn(row, 'experiment'), runId));
    } else {
      runs.push({
        info,
        params: params.get(runId) ?? new Map(),
        metrics: metrics.get(runId) ?? new Map(),
        tags: runTags,
      });
    }
  }
  return { runs, problems };
}

function ownedRows(database: Database, table: 'params' | 'tags', ids: string): Iterable<Row> {
  return database.rows(
    `SELECT run_uuid AS owner, key, value FROM ${table} WHERE run_uuid IN (SELECT value FROM json_each(?))`,
    ids,
  );
}

function readInfoRows(database: Database, ids: string): ReadonlyMap<string, Row> {
  const rows = database.rows(
    `SELECT run_uuid, CAST(experiment_id AS TEXT) AS experiment, name, user_id, status, ${asDouble('start_time')},
       ${asDouble('end_time')}, lifecycle_stage, artifact_uri
     FROM runs WHERE run_uuid IN (SELECT value FROM json_each(?))`,
    ids,
  );
  return new Map(Array.from(rows, (row) => [textIn(row, 'run_uuid') ?? '', row]));
}

function infoOf(row: Row, runId: string, tags: ReadonlyMap<string, string>): RunInfo | MlflowError {
  const status = runStatuses.find((known) => known === row['status']);
  const lifecycleStage = lifecycleStages.find((known) => known === row['lifecycle_stage']);
  if (status === undefined || lifecycleStage === undefined) {
    const detail = `status ${textIn(row, 'status')}, lifecycle stage ${textIn(row, 'lifecycle_stage')}`;
    return new MlflowError('malformed', { what: `run ${runId}`, detail });
  }
  const name = textIn(row, 'name') ?? '';
  return {
    runId,
    experimentId: textIn(row, 'experiment') ?? '',
    runName: name === '' ? (tags.get(mlflowTags.runName) ?? '') : name,
    status,
    lifecycleStage,
    userId: textIn(row, 'user_id') ?? '',
    startTime: numberIn(row, 'start_time'),
    endTime: numberIn(row, 'end_time'),
    artifactUri: textIn(row, 'artifact_uri') ?? '',
  };
}

const pointColumns = `CASE WHEN is_nan THEN NULL ELSE value END AS value, ${asDouble('timestamp')}, ${asDouble('step')}`;

function readLatestMetrics(database: Database, ids: string): ReadonlyMap<string, ReadonlyMap<string, MetricPoint>> {
  const rows = database.rows(
    `SELECT run_uuid, key, ${pointColumns} FROM latest_metrics WHERE run_uuid IN (SELECT value FROM json_each(?))`,
    ids,
  );
  const metrics = new Map<string, Map<string, MetricPoint>>();
  for (const row of rows) {
    const runId = textIn(row, 'run_uuid') ?? '';
    const points = metrics.get(runId) ?? new Map<string, MetricPoint>();
    metrics.set(runId, points.set(textIn(row, 'key') ?? '', pointOf(row)));
  }
  return metrics;
}

function pointOf(row: Row): MetricPoint {
  return {
    value: numberIn(row, 'value') ?? Number.NaN,
    timestamp: numberIn(row, 'timestamp') ?? 0,
    step: numberIn(row, 'step') ?? 0,
  };
}

/** In the order of MLflow's client: MLflow 3 asks for it, and before that it is the order of the index that SQLite uses. @throws MlflowError notFound */
export function readMetricHistory(database: Database, runId: string, key: string): MetricHistory {
  const points = Array.from(
    database.rows(
      `SELECT ${pointColumns} FROM metrics WHERE run_uuid = ? AND key = ?
       ORDER BY metrics.timestamp, metrics.step, metrics.value`,
      runId,
      key,
    ),
    pointOf,
  );
  if (points.length === 0) {
    throw new MlflowError('notFound', { what: key, detail: `run ${runId}` });
  }
  return {
    key,
    steps: Float64Array.from(points, (point) => point.step),
    timestamps: Float64Array.from(points, (point) => point.timestamp),
    values: Float64Array.from(points, (point) => point.value),
  };
}

import { formatDatasetUses } from '../../model/dataset.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import { lifecycleStages, mlflowTags, runStatuses, type RunInfo, type ViewType } from '../../model/run.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import { RunTable } from '../../model/runTable.ts';
import { wireProblem, type WireProblem } from '../file/fileProblems.ts';
import { numberOf, textOf } from './cells.ts';
import type { SqlCell, SqlDatabase } from './sqlDatabase.ts';
import { stagesOf } from './sqliteExperiments.ts';
import { readDatasetUses } from './sqliteLineage.ts';

export interface RunOrderParams {
  readonly experimentIds: readonly string[];
  readonly view: ViewType;
  readonly maxResults?: number | undefined;
}

/** Ids in MLflow's default order: start time descending, missing ones last, then run id (sqlalchemy_store.py). */
export function readRunOrder(database: SqlDatabase, { experimentIds, view, maxResults }: RunOrderParams): string[] {
  const rows = database.cells(
    `SELECT run_uuid FROM runs
     WHERE experiment_id IN (SELECT value FROM json_each(?)) AND lifecycle_stage IN (SELECT value FROM json_each(?))
     ORDER BY start_time IS NULL, start_time DESC, run_uuid LIMIT ?`,
    JSON.stringify(experimentIds),
    JSON.stringify(stagesOf(view)),
    maxResults ?? -1,
  );
  return Array.from(rows, ([runId]) => textOf(runId) ?? '');
}

export interface RunReading {
  readonly table: RunTable;
  readonly problems: readonly WireProblem[];
}

/**
 * The runs with these ids, in this order; one that is gone is left out. An infinity is what MLflow makes of it on its way into a
 * database, the greatest or least double; NaN has its own column.
 */
export function readRuns(database: SqlDatabase, runIds: readonly string[]): RunReading {
  const table = new RunTable();
  const problems: WireProblem[] = [];
  for (const cells of infoCells(database, JSON.stringify(runIds))) {
    const info = infoOf(cells.map(textOf), cells.map(numberOf));
    if ('error' in info) {
      problems.push(info);
    } else {
      table.put({ info, params: new Map(), metrics: new Map(), tags: new Map() });
    }
  }
  readLogged(database, table);
  return { table, problems };
}

/** Fills in what was logged to the runs of the table. */
function readLogged(database: SqlDatabase, table: RunTable): void {
  const ids = JSON.stringify(Array.from({ length: table.length }, (_, row) => table.runId(row)));
  readTexts(database, 'params', ids, (row, key, value) => table.setParam(row, key, value));
  readTexts(database, 'tags', ids, (row, key, value) => table.setTag(row, key, value));
  readLatestMetrics(database, ids, table);
  for (const [runId, uses] of readDatasetUses(database, ids)) {
    table.datasets.set(table.rowOf(runId) ?? 0, formatDatasetUses(uses));
  }
  nameByTags(table);
}

function readTexts(
  database: SqlDatabase,
  name: 'params' | 'tags',
  ids: string,
  set: (row: number, key: string, value: string) => void,
): void {
  for (const [row, key, value] of ownedCells(database, name, `${name}.value`, ids)) {
    set(numberOf(row) ?? 0, textOf(key) ?? '', textOf(value) ?? '');
  }
}

function readLatestMetrics(database: SqlDatabase, ids: string, table: RunTable): void {
  for (const [row, key, value, timestamp, step] of ownedCells(
    database,
    'latest_metrics',
    pointColumns('latest_metrics'),
    ids,
  )) {
    table.setMetric(numberOf(row) ?? 0, textOf(key) ?? '', {
      value: numberOf(value) ?? Number.NaN,
      timestamp: numberOf(timestamp) ?? 0,
      step: numberOf(step) ?? 0,
    });
  }
}

/** A run of an early MLflow has its name in a tag only. */
function nameByTags(table: RunTable): void {
  const names = table.tags.get(mlflowTags.runName);
  if (names !== undefined) {
    for (let row = 0; row < table.length; row++) {
      if (table.runName.get(row) === '') {
        table.runName.set(row, names.get(row) ?? '');
      }
    }
  }
}

/** Cells of row number, key and `columns`. A number for each run costs less than its id in each row. */
function ownedCells(
  database: SqlDatabase,
  table: 'params' | 'tags' | 'latest_metrics',
  columns: string,
  ids: string,
): Iterable<readonly SqlCell[]> {
  return database.cells(
    `SELECT wanted.key, ${table}.key, ${columns} FROM json_each(?) AS wanted
     CROSS JOIN ${table} ON ${table}.run_uuid = wanted.value`,
    ids,
  );
}

function pointColumns(table: 'latest_metrics' | 'metrics'): string {
  return `CASE WHEN ${table}.is_nan THEN NULL ELSE ${table}.value END, CAST(${table}.timestamp AS REAL), CAST(step AS REAL)`;
}

/** Of each run what {@link infoOf} takes, in the order of `ids`. */
function infoCells(database: SqlDatabase, ids: string): Iterable<readonly SqlCell[]> {
  return database.cells(
    `SELECT run_uuid, CAST(experiment_id AS TEXT), name, user_id, status, lifecycle_stage, artifact_uri,
       CAST(start_time AS REAL), CAST(end_time AS REAL)
     FROM json_each(?) AS wanted CROSS JOIN runs ON runs.run_uuid = wanted.value ORDER BY wanted.key`,
    ids,
  );
}

function infoOf(
  [runId = '', experimentId = '', runName = '', userId = '', status, stage, artifactUri = '']: Texts,
  [, , , , , , , startTime, endTime]: readonly (number | undefined)[],
): RunInfo | WireProblem {
  const knownStatus = runStatuses.find((known) => known === status);
  const lifecycleStage = lifecycleStages.find((known) => known === stage);
  return knownStatus === undefined || lifecycleStage === undefined
    ? wireProblem(
        new MlflowError('malformed', { what: `run ${runId}`, detail: `status ${status}, lifecycle stage ${stage}` }),
        experimentId,
        runId,
      )
    : { runId, experimentId, runName, status: knownStatus, lifecycleStage, userId, startTime, endTime, artifactUri };
}

type Texts = readonly (string | undefined)[];

/** In the order of MLflow's client: MLflow 3 asks for it, and before that it is the order of the index that SQLite uses. @throws MlflowError notFound */
export function readMetricHistory(database: SqlDatabase, runId: string, key: string): MetricHistory {
  const points = [
    ...database.cells(
      `SELECT ${pointColumns('metrics')} FROM metrics WHERE run_uuid = ? AND key = ? ORDER BY timestamp, step, value`,
      runId,
      key,
    ),
  ];
  if (points.length === 0) {
    throw new MlflowError('notFound', { what: key, detail: `run ${runId}` });
  }
  return {
    key,
    steps: Float64Array.from(points, ([, , step]) => numberOf(step) ?? 0),
    timestamps: Float64Array.from(points, ([, timestamp]) => numberOf(timestamp) ?? 0),
    values: Float64Array.from(points, ([value]) => numberOf(value) ?? Number.NaN),
  };
}

import { MlflowError } from '../../model/mlflowError.ts';
import { mlflowTags, type LifecycleStage } from '../../model/run.ts';
import { validateKey, validateMetric, validateParam, validateTag } from '../file/fileWritesRules.ts';
import type { LoggedMetric, NewRun, RunUpdate } from '../trackingStore.ts';
import { textIn } from './cells.ts';
import { deleteRows, insertRow, updateRows, upsertRow } from './changeRows.ts';
import type { SqlDatabase, WritableDatabase } from './sqlDatabase.ts';
import { appendToLocation } from './storedLocation.ts';

/** @returns `runId`. @throws MlflowError notFound, invalidValue when the experiment is deleted, invalidName */
export function createRun(database: WritableDatabase, run: NewRun, runId: string): string {
  const tags = new Map([...run.tags, [mlflowTags.runName, run.runName]]);
  requireTags(database, tags);
  insertRow(database, 'runs', {
    run_uuid: runId,
    name: run.runName,
    experiment_id: run.experimentId,
    source_type: 'UNKNOWN',
    source_name: '',
    entry_point_name: '',
    user_id: run.userId,
    status: 'RUNNING',
    start_time: run.startTime,
    source_version: '',
    lifecycle_stage: 'active',
    artifact_uri: appendToLocation(requireActiveExperiment(database, run.experimentId), runId, 'artifacts'),
  });
  for (const [key, value] of tags) {
    insertRow(database, 'tags', { run_uuid: runId, key, value });
  }
  return runId;
}

/** @throws MlflowError notFound, invalidValue when the run is deleted */
export function updateRun(
  database: WritableDatabase,
  runId: string,
  { status, endTime, runName = '' }: RunUpdate,
): void {
  requireActiveRun(database, runId);
  const cells = {
    ...(status === undefined ? {} : { status }),
    ...(endTime === undefined ? {} : { end_time: endTime }),
    // As for MLflow, an empty name is none.
    ...(runName === '' ? {} : { name: runName }),
  };
  if (Object.keys(cells).length > 0) {
    updateRows(database, 'runs', cells, { run_uuid: runId });
  }
  if (runName !== '') {
    requireTags(database, new Map([[mlflowTags.runName, runName]]));
    upsertRow(database, 'tags', { run_uuid: runId, key: mlflowTags.runName }, { value: runName });
  }
}

/** @throws MlflowError notFound */
export function setRunStage(database: WritableDatabase, runId: string, stage: LifecycleStage, now: number): void {
  requireRun(database, runId);
  setStageOfRun(database, runId, stage, now);
}

/** With a run, MLflow 3 also deletes the assessments of traces that it made. */
export function setStageOfRun(database: WritableDatabase, runId: string, stage: LifecycleStage, now: number): void {
  const deletedTime = stage === 'deleted' ? now : undefined;
  updateRows(database, 'runs', { lifecycle_stage: stage, deleted_time: deletedTime }, { run_uuid: runId });
  if (stage === 'deleted' && database.has('assessments', 'assessment_metadata')) {
    const source = `"mlflow.assessment.sourceRunId": "${runId}"`;
    database.run('DELETE FROM assessments WHERE instr(assessment_metadata, ?) > 0', source);
  }
}

/** @throws MlflowError notFound, invalidName, invalidValue */
export function setTags(database: WritableDatabase, runId: string, tags: ReadonlyMap<string, string>): void {
  requireTags(database, tags);
  requireActiveRun(database, runId);
  for (const [key, value] of tags) {
    if (key === mlflowTags.runName) {
      updateRun(database, runId, { runName: value });
    } else {
      upsertRow(database, 'tags', { run_uuid: runId, key }, { value });
    }
  }
}

/** @throws MlflowError notFound, also when there is no such tag */
export function deleteTag(database: WritableDatabase, runId: string, key: string): void {
  validateKey(key);
  requireActiveRun(database, runId);
  if (deleteRows(database, 'tags', { run_uuid: runId, key }) === 0) {
    throw new MlflowError('notFound', { what: key, detail: `run ${runId}` });
  }
}

/** A param never changes: logging the same value again is fine, another one is not. @throws MlflowError notFound, invalidName, invalidValue */
export function logParams(database: WritableDatabase, runId: string, params: ReadonlyMap<string, string>): void {
  for (const [key, value] of params) {
    validateParam(key, value);
    requireDeclaredLength(database, 'params', key, value);
  }
  requireActiveRun(database, runId);
  for (const [key, value] of params) {
    const [row] = database.rows('SELECT value FROM params WHERE run_uuid = ? AND key = ?', runId, key);
    const logged = row === undefined ? undefined : textIn(row, 'value');
    if (logged === undefined) {
      insertRow(database, 'params', { run_uuid: runId, key, value });
    } else if (logged !== value) {
      const detail = `it was logged as "${logged}" and params do not change`;
      throw new MlflowError('invalidValue', { what: key, detail });
    }
  }
}

/** Stores points as MLflow does: one that is there already is not stored again. @throws MlflowError notFound, invalidName, invalidValue */
export function logMetrics(database: WritableDatabase, runId: string, metrics: readonly LoggedMetric[]): void {
  for (const metric of metrics) {
    validateMetric(metric);
  }
  requireActiveRun(database, runId);
  for (const { key, value, timestamp, step } of metrics) {
    const point = [runId, key, storedValue(value), Number.isNaN(value) ? 1 : 0, timestamp, step] as const;
    const columns = '(run_uuid, key, value, is_nan, timestamp, step) VALUES (?, ?, ?, ?, ?, ?)';
    if (database.run(`INSERT INTO metrics ${columns} ON CONFLICT DO NOTHING`, ...point) > 0) {
      database.run(
        `INSERT INTO latest_metrics ${columns} ON CONFLICT (key, run_uuid) DO UPDATE
           SET value = excluded.value, is_nan = excluded.is_nan, timestamp = excluded.timestamp, step = excluded.step
           WHERE (excluded.step, excluded.timestamp, excluded.value)
             > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)`,
        ...point,
      );
    }
  }
}

/** NaN has its own column; an infinity becomes the greatest or least double (sqlalchemy_store.py, sanitize_metric_value). */
function storedValue(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

/** @returns its artifact location. @throws MlflowError notFound, invalidValue when it is deleted */
export function requireActiveExperiment(database: SqlDatabase, experimentId: string): string {
  const [row] = database.rows(
    'SELECT artifact_location, lifecycle_stage FROM experiments WHERE experiment_id = ?',
    experimentId,
  );
  if (row === undefined) {
    throw new MlflowError('notFound', { what: `experiment ${experimentId}` });
  }
  if (textIn(row, 'lifecycle_stage') === 'deleted') {
    const detail = 'the experiment is deleted: restore it first';
    throw new MlflowError('invalidValue', { what: experimentId, detail });
  }
  return textIn(row, 'artifact_location') ?? '';
}

function requireRun(database: SqlDatabase, runId: string): string | undefined {
  const [row] = database.rows('SELECT lifecycle_stage FROM runs WHERE run_uuid = ?', runId);
  if (row === undefined) {
    throw new MlflowError('notFound', { what: `run ${runId}` });
  }
  return textIn(row, 'lifecycle_stage');
}

function requireActiveRun(database: SqlDatabase, runId: string): void {
  if (requireRun(database, runId) === 'deleted') {
    throw new MlflowError('invalidValue', { what: runId, detail: 'the run is deleted: restore it first' });
  }
}

function requireTags(database: SqlDatabase, tags: ReadonlyMap<string, string>): void {
  for (const [key, value] of tags) {
    validateTag(key, value);
    requireDeclaredLength(database, 'tags', key, value);
  }
}

/** SQLite keeps texts of any length, but other readers of an older MLflow count on what the column says. */
function requireDeclaredLength(database: SqlDatabase, table: 'params' | 'tags', key: string, value: string): void {
  const [row] = database.rows(`SELECT type FROM pragma_table_info(?) WHERE name = 'value'`, table);
  const limit = Number(/\((\d+)\)/.exec(row === undefined ? '' : (textIn(row, 'type') ?? ''))?.[1] ?? Infinity);
  const length = Array.from(value).length;
  if (length > limit) {
    const detail = `${length} characters, at most ${limit} are allowed in this database`;
    throw new MlflowError('invalidValue', { what: key, detail });
  }
}

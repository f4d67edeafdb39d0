import { isAbsolute, join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import type { LifecycleStage } from '../../model/run.ts';
import { validateExperimentName } from '../file/fileWritesRules.ts';
import { textIn } from './cells.ts';
import type { NewExperimentOptions } from '../trackingStore.ts';
import { insertRow, updateRows, upsertRow } from './changeRows.ts';
import type { SqlDatabase, WritableDatabase } from './sqlDatabase.ts';
import { requireActiveExperiment, setStageOfRun } from './sqliteRunWrites.ts';
import { appendToLocation, splitLocation } from './storedLocation.ts';
import { validateStoredTag } from './validateStoredTag.ts';

/** Where MLflow keeps artifacts when it is told nothing: `mlruns` where it runs. */
const defaultArtifactRoot = './mlruns';

export interface NewExperiment extends NewExperimentOptions {
  readonly name: string;
  /** Where relative artifact locations start. */
  readonly folder: string;
}

/** @returns the new id. @throws MlflowError alreadyExists, also for a deleted one of that name, invalidName, invalidValue */
export function createExperiment(
  database: WritableDatabase,
  { name, artifactLocation = '', tags = new Map(), folder }: NewExperiment,
  now: number,
): string {
  validateExperimentName(name);
  for (const [key, value] of tags) {
    validateStoredTag('experiment_tags', key, value);
  }
  requireFreeName(database, name);
  const root = artifactRoot(database);
  insertRow(database, 'experiments', {
    name,
    artifact_location: artifactLocation === '' ? undefined : absoluteLocation(artifactLocation, folder),
    lifecycle_stage: 'active',
    creation_time: now,
    last_update_time: now,
  });
  const id = firstText(database, 'SELECT CAST(last_insert_rowid() AS TEXT) AS text') ?? '';
  if (artifactLocation === '') {
    updateRows(database, 'experiments', { artifact_location: appendToLocation(root, id) }, { experiment_id: id });
  }
  for (const [key, value] of tags) {
    insertRow(database, 'experiment_tags', { experiment_id: id, key, value });
  }
  return id;
}

/** @throws MlflowError notFound, invalidValue when it is deleted, alreadyExists, also for a deleted one of that name, invalidName */
export function renameExperiment(database: WritableDatabase, experimentId: string, name: string, now: number): void {
  validateExperimentName(name);
  requireActiveExperiment(database, experimentId);
  requireFreeName(database, name, experimentId);
  updateRows(database, 'experiments', { name, last_update_time: now }, { experiment_id: experimentId });
}

/** @throws MlflowError notFound, invalidValue, also when the experiment is deleted, invalidName */
export function setExperimentTag(database: WritableDatabase, experimentId: string, key: string, value: string): void {
  validateStoredTag('experiment_tags', key, value);
  requireActiveExperiment(database, experimentId);
  upsertRow(database, 'experiment_tags', { experiment_id: experimentId, key }, { value });
}

/** Marks an experiment and all of its runs. @throws MlflowError notFound, also when it is in that stage already, as in MLflow */
export function setExperimentStage(
  database: WritableDatabase,
  experimentId: string,
  stage: LifecycleStage,
  now: number,
): void {
  const previous: LifecycleStage = stage === 'deleted' ? 'active' : 'deleted';
  const where = { experiment_id: experimentId, lifecycle_stage: previous };
  if (updateRows(database, 'experiments', { lifecycle_stage: stage, last_update_time: now }, where) === 0) {
    throw new MlflowError('notFound', { what: `experiment ${experimentId}`, detail: `there is no ${previous} one` });
  }
  const runs = [...database.rows('SELECT run_uuid FROM runs WHERE experiment_id = ?', experimentId)];
  for (const row of runs) {
    setStageOfRun(database, textIn(row, 'run_uuid') ?? '', stage, now);
  }
}

/** The folder that the newest experiment with a location of MLflow's own making shows: `<root>/<id>`. */
function artifactRoot(database: SqlDatabase): string {
  const rows = database.rows(
    `SELECT CAST(experiment_id AS TEXT) AS id, artifact_location FROM experiments ORDER BY experiments.experiment_id DESC`,
  );
  for (const row of rows) {
    const { path, suffix } = splitLocation(textIn(row, 'artifact_location') ?? '');
    const ending = `/${textIn(row, 'id') ?? ''}`;
    if (path.endsWith(ending)) {
      return path.slice(0, -ending.length) + suffix;
    }
  }
  return defaultArtifactRoot;
}

/** MLflow completes a path by the folder it runs in; that is the database's, nearly always. */
function absoluteLocation(location: string, folder: string): string {
  const isUri = /^[a-z][a-z\d+.-]+:/i.test(location);
  return isUri || isAbsolute(location) ? location : join(folder, location);
}

function requireFreeName(database: SqlDatabase, name: string, except = ''): void {
  const sql = 'SELECT name AS text FROM experiments WHERE name = ? AND CAST(experiment_id AS TEXT) <> ?';
  if (firstText(database, sql, name, except) !== undefined) {
    throw new MlflowError('alreadyExists', { what: name });
  }
}

function firstText(database: SqlDatabase, sql: string, ...parameters: readonly string[]): string | undefined {
  const [row] = database.rows(sql, ...parameters);
  return row === undefined ? undefined : textIn(row, 'text');
}

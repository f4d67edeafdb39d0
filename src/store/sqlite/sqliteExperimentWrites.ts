import { MlflowError } from '../../model/mlflowError.ts';
import type { LifecycleStage } from '../../model/run.ts';
import { validateExperimentName } from '../file/fileWritesRules.ts';
import { textIn } from './cells.ts';
import { insertRow, updateRows } from './changeRows.ts';
import type { Database, WritableDatabase } from './database.ts';
import { setStageOfRun } from './sqliteRunWrites.ts';
import { appendToLocation, splitLocation } from './storedLocation.ts';

/** Where MLflow keeps artifacts when it is told nothing: `mlruns` where it runs. */
const defaultArtifactRoot = './mlruns';

/** @returns the new id. @throws MlflowError alreadyExists, also for a deleted one of that name, invalidName */
export function createExperiment(database: WritableDatabase, name: string, now: number): string {
  validateExperimentName(name);
  if (firstText(database, 'SELECT name AS text FROM experiments WHERE name = ?', name) !== undefined) {
    throw new MlflowError('alreadyExists', { what: name });
  }
  const root = artifactRoot(database);
  insertRow(database, 'experiments', {
    name,
    lifecycle_stage: 'active',
    creation_time: now,
    last_update_time: now,
  });
  const id = firstText(database, 'SELECT CAST(last_insert_rowid() AS TEXT) AS text') ?? '';
  updateRows(database, 'experiments', { artifact_location: appendToLocation(root, id) }, { experiment_id: id });
  return id;
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
function artifactRoot(database: Database): string {
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

function firstText(database: Database, sql: string, ...parameters: readonly string[]): string | undefined {
  const [row] = database.rows(sql, ...parameters);
  return row === undefined ? undefined : textIn(row, 'text');
}

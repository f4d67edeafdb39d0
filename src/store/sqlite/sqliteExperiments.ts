import type { Experiment } from '../../model/experiment.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import { lifecycleStages, type LifecycleStage, type ViewType } from '../../model/run.ts';
import { wireProblem, type WireProblem } from '../file/fileProblems.ts';
import { asDouble, numberIn, textIn } from './cells.ts';
import type { SqlDatabase, Row } from './sqlDatabase.ts';
import { collectTexts } from './collectTexts.ts';

export interface ExperimentReading {
  readonly experiments: readonly Experiment[];
  readonly problems: readonly WireProblem[];
}

/** Newest first, as MLflow 3.18 lists them (sqlalchemy_store.py: creation_time DESC, experiment_id ASC). */
export function readExperiments(database: SqlDatabase, view: ViewType): ExperimentReading {
  const hasTimes = database.has('experiments', 'creation_time') && database.has('experiments', 'last_update_time');
  const times = hasTimes
    ? `${asDouble('creation_time')}, ${asDouble('last_update_time')}`
    : 'NULL AS creation_time, NULL AS last_update_time';
  const rows = database.rows(
    `SELECT CAST(experiment_id AS TEXT) AS id, name, artifact_location, lifecycle_stage, ${times}
     FROM experiments WHERE lifecycle_stage IN (SELECT value FROM json_each(?))
     ORDER BY ${hasTimes ? 'experiments.creation_time DESC, ' : ''}experiment_id`,
    JSON.stringify(stagesOf(view)),
  );
  const tags = collectTexts(
    database.rows('SELECT CAST(experiment_id AS TEXT) AS owner, key, value FROM experiment_tags'),
  );
  const experiments: Experiment[] = [];
  const problems: WireProblem[] = [];
  for (const row of rows) {
    const experimentId = textIn(row, 'id') ?? '';
    const experiment = experimentOf(row, experimentId, tags.get(experimentId) ?? new Map());
    if (experiment === undefined) {
      const error = new MlflowError('malformed', { what: `experiment ${experimentId}`, detail: 'it has no name' });
      problems.push(wireProblem(error, experimentId));
    } else {
      experiments.push(experiment);
    }
  }
  return { experiments, problems };
}

export function stagesOf(view: ViewType): readonly LifecycleStage[] {
  return view === 'all' ? lifecycleStages : [view];
}

/** Absent where MLflow had no traces yet (before 2.14). @throws MlflowError notFound */
export function countTraces(database: SqlDatabase, experimentId: string): number | undefined {
  const id = 'CAST(experiment_id AS TEXT) = ?';
  const [experiment] = database.rows(`SELECT name FROM experiments WHERE ${id}`, experimentId);
  if (experiment === undefined) {
    throw new MlflowError('notFound', { what: `experiment ${experimentId}` });
  }
  if (!database.has('trace_info', 'experiment_id')) {
    return undefined;
  }
  const [row] = database.rows('SELECT count(*) AS count FROM trace_info WHERE experiment_id = ?', experimentId);
  return row === undefined ? undefined : numberIn(row, 'count');
}

function experimentOf(row: Row, experimentId: string, tags: ReadonlyMap<string, string>): Experiment | undefined {
  const name = textIn(row, 'name');
  return name === undefined
    ? undefined
    : {
        experimentId,
        name,
        artifactLocation: textIn(row, 'artifact_location') ?? '',
        lifecycleStage: textIn(row, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active',
        creationTime: numberIn(row, 'creation_time'),
        lastUpdateTime: numberIn(row, 'last_update_time'),
        tags,
      };
}

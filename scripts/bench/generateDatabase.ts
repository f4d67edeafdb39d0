import { execFileSync } from 'node:child_process';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { generatedRun, type GeneratedRun, type RunShape } from './generateFileStore.ts';

export interface GeneratedDatabase {
  /** Absolute path. */
  readonly file: string;
  readonly experimentId: string;
  /** Has a metric `history` of {@link historyPoints} points. */
  readonly historyRunId: string;
}

export const historyPoints = 100_000;

/** Has real MLflow (its `python`) make the tables, and fills them with one experiment of finished runs: the same numbers every time. */
export function generateDatabase(python: string, file: string, runs: number, shape: RunShape): GeneratedDatabase {
  const script = fileURLToPath(new URL('make_database.py', import.meta.url));
  const experimentId = execFileSync(python, [script, file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN');
  const insert = preparedInserts(database);
  for (let index = 0; index < runs; index++) {
    insertRun(insert, experimentId, generatedRun(index, shape));
  }
  const { runId, startTime } = generatedRun(runs - 1, shape);
  for (let step = 0; step < historyPoints; step++) {
    insert.metric.run('history', Math.sin(step / 1000), startTime + step, step, 0, runId);
  }
  database.exec('COMMIT');
  database.close();
  return { file, experimentId, historyRunId: runId };
}

type Inserts = Readonly<Record<'run' | 'param' | 'tag' | 'metric' | 'latest', StatementSync>>;

function preparedInserts(database: DatabaseSync): Inserts {
  const points = '(key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)';
  return {
    run: database.prepare(
      `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time,
         source_version, lifecycle_stage, artifact_uri, experiment_id)
       VALUES (?, ?, 'UNKNOWN', '', '', 'root', 'FINISHED', ?, ?, '', 'active', ?, ?)`,
    ),
    param: database.prepare('INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)'),
    tag: database.prepare('INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)'),
    metric: database.prepare(`INSERT INTO metrics ${points}`),
    latest: database.prepare(`INSERT INTO latest_metrics ${points}`),
  };
}

function insertRun(insert: Inserts, experimentId: string, run: GeneratedRun): void {
  const { runId, runName, startTime, endTime } = run;
  insert.run.run(runId, runName, startTime, endTime, `/bench/${runId}/artifacts`, Number(experimentId));
  for (const [key, value] of Object.entries(run.params)) {
    insert.param.run(key, value, runId);
  }
  for (const [key, value] of Object.entries(run.tags)) {
    insert.tag.run(key, value, runId);
  }
  for (const [key, points] of Object.entries(run.metrics)) {
    for (const [timestamp, value, step] of points) {
      insert.metric.run(key, value, timestamp, step, 0, runId);
    }
    const last = points.at(-1);
    if (last !== undefined) {
      const [timestamp, value, step] = last;
      insert.latest.run(key, value, timestamp, step, 0, runId);
    }
  }
}

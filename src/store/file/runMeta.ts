import type { Experiment } from '../../model/experiment.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import { runStatuses, type LifecycleStage, type RunInfo, type RunStatus } from '../../model/run.ts';
import type { MetaFields } from './metaYaml.ts';

/**
 * The run that a meta.yaml describes (MLflow 1.x writes `run_uuid`, 3.x `run_id`, 2.x both). As in MLflow, a run that states another
 * experiment, or another id than its folder, is not listed.
 *
 * @throws MlflowError malformed
 */
export function runInfoOf(fields: MetaFields, path: string, experimentId: string, folderName: string): RunInfo {
  requireSame(fields.get('experiment_id'), experimentId, path, 'experiment_id');
  requireSame(fields.get('run_id') ?? fields.get('run_uuid'), folderName, path, 'run_id');
  return {
    runId: folderName,
    experimentId,
    runName: fields.get('run_name') ?? '',
    status: statusOf(fields.get('status'), path),
    lifecycleStage: stageOf(fields.get('lifecycle_stage')),
    userId: fields.get('user_id') ?? '',
    startTime: timeOf(fields.get('start_time'), path),
    endTime: timeOf(fields.get('end_time'), path),
    artifactUri: fields.get('artifact_uri') ?? '',
  };
}

/** The experiment that a meta.yaml describes; where the folder lies says whether it is deleted. @throws MlflowError malformed */
export function experimentOf(
  fields: MetaFields,
  path: string,
  folderName: string,
  lifecycleStage: LifecycleStage,
  tags: ReadonlyMap<string, string>,
): Experiment {
  requireSame(fields.get('experiment_id'), folderName, path, 'experiment_id');
  return {
    experimentId: folderName,
    name: fields.get('name') ?? '',
    artifactLocation: fields.get('artifact_location') ?? '',
    lifecycleStage,
    creationTime: timeOf(fields.get('creation_time'), path),
    lastUpdateTime: timeOf(fields.get('last_update_time'), path),
    tags,
  };
}

/** Holds a field to what the folder says. @throws MlflowError malformed */
export function requireSame(found: string | undefined, folderName: string, path: string, field: string): void {
  if (found !== folderName) {
    const detail = found === undefined ? `it has no ${field}` : `its ${field} is ${found}, its folder is ${folderName}`;
    throw new MlflowError('malformed', { what: path, detail });
  }
}

/** MLflow writes 1-based integers; no status means RUNNING. */
function statusOf(text: string | undefined, path: string): RunStatus {
  const status =
    text === undefined ? 'RUNNING' : (runStatuses[Number(text) - 1] ?? runStatuses.find((known) => known === text));
  if (status === undefined) {
    throw new MlflowError('malformed', { what: path, detail: `status ${text} is unknown` });
  }
  return status;
}

function stageOf(text: string | undefined): LifecycleStage {
  return text === 'deleted' ? 'deleted' : 'active';
}

/** Milliseconds since 1970. @throws MlflowError malformed */
export function timeOf(text: string | undefined, path: string): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const time = Number(text);
  if (!Number.isFinite(time)) {
    throw new MlflowError('malformed', { what: path, detail: `${text} is not a time in milliseconds` });
  }
  return time;
}

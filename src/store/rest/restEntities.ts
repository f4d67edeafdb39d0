import type { Experiment } from '../../model/experiment.ts';
import type { JsonObject } from '../../model/json.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import { modelStages, type ModelVersion, type RegisteredModel } from '../../model/registeredModel.ts';
import {
  lifecycleStages,
  mlflowTags,
  runStatuses,
  type LifecycleStage,
  type MetricPoint,
  type Run,
  type RunInfo,
} from '../../model/run.ts';
import { numberField, objectField, objectsField, textField, textsField } from './jsonFields.ts';
import { datasetUsesFrom } from './restLineage.ts';

/** The server's `Experiment` (service.proto). @throws MlflowError malformed */
export function experimentFrom(json: JsonObject): Experiment {
  return {
    experimentId: requiredText(json, 'experiment_id', 'experiment'),
    name: requiredText(json, 'name', 'experiment'),
    artifactLocation: textField(json, 'artifact_location') ?? '',
    lifecycleStage: stageFrom(json),
    creationTime: numberField(json, 'creation_time'),
    lastUpdateTime: numberField(json, 'last_update_time'),
    tags: textsField(json, 'tags'),
  };
}

/** The server's `Run` (service.proto). @throws MlflowError malformed */
export function runFrom(json: JsonObject): Run {
  const data = objectField(json, 'data');
  const tags = textsField(data, 'tags');
  return {
    info: infoFrom(objectField(json, 'info'), tags),
    params: textsField(data, 'params'),
    metrics: new Map(
      objectsField(data, 'metrics').map((metric) => [textField(metric, 'key') ?? '', pointFrom(metric)]),
    ),
    tags,
    ...datasetsFrom(json),
  };
}

function datasetsFrom(run: JsonObject): Pick<Run, 'datasets'> {
  const datasets = datasetUsesFrom(run);
  return datasets.length === 0 ? {} : { datasets };
}

function infoFrom(json: JsonObject, tags: ReadonlyMap<string, string>): RunInfo {
  const runId = textField(json, 'run_id') ?? requiredText(json, 'run_uuid', 'run');
  const status = runStatuses.find((known) => known === textField(json, 'status'));
  if (status === undefined) {
    throw new MlflowError('malformed', { what: `run ${runId}`, detail: `status ${textField(json, 'status')}` });
  }
  return {
    runId,
    experimentId: textField(json, 'experiment_id') ?? '',
    // MLflow 1.x servers before 1.29 know a run's name as a tag only.
    runName: textField(json, 'run_name') ?? tags.get(mlflowTags.runName) ?? '',
    status,
    lifecycleStage: stageFrom(json),
    userId: textField(json, 'user_id') ?? '',
    startTime: numberField(json, 'start_time'),
    endTime: numberField(json, 'end_time'),
    artifactUri: textField(json, 'artifact_uri') ?? '',
  };
}

/** The server's `Metric` (service.proto), which has no step when that is 0 in older servers. */
export function pointFrom(json: JsonObject): MetricPoint {
  return {
    value: numberField(json, 'value') ?? Number.NaN,
    timestamp: numberField(json, 'timestamp') ?? 0,
    step: numberField(json, 'step') ?? 0,
  };
}

/** The server's `RegisteredModel` (model_registry.proto). @throws MlflowError malformed */
export function registeredModelFrom(json: JsonObject): RegisteredModel {
  return {
    name: requiredText(json, 'name', 'registered model'),
    description: textField(json, 'description') ?? '',
    creationTime: numberField(json, 'creation_timestamp'),
    lastUpdatedTime: numberField(json, 'last_updated_timestamp'),
    tags: textsField(json, 'tags'),
    aliases: new Map(
      objectsField(json, 'aliases').map((entry) => [
        textField(entry, 'alias') ?? '',
        String(numberField(entry, 'version') ?? ''),
      ]),
    ),
  };
}

/** The server's `ModelVersion` (model_registry.proto). @throws MlflowError malformed */
export function modelVersionFrom(json: JsonObject, aliases: ReadonlyMap<string, string>): ModelVersion {
  const version = requiredText(json, 'version', 'model version');
  const runId = textField(json, 'run_id');
  return {
    name: requiredText(json, 'name', 'model version'),
    version,
    stage: modelStages.find((stage) => stage === textField(json, 'current_stage')) ?? 'None',
    description: textField(json, 'description') ?? '',
    creationTime: numberField(json, 'creation_timestamp'),
    lastUpdatedTime: numberField(json, 'last_updated_timestamp'),
    userId: textField(json, 'user_id') ?? '',
    source: textField(json, 'source') ?? '',
    runId: runId === '' ? undefined : runId,
    status: textField(json, 'status') ?? '',
    statusMessage: textField(json, 'status_message'),
    tags: textsField(json, 'tags'),
    aliases: [...aliases]
      .filter(([, target]) => target === version)
      .map(([alias]) => alias)
      .sort(),
  };
}

function stageFrom(json: JsonObject): LifecycleStage {
  return lifecycleStages.find((stage) => stage === textField(json, 'lifecycle_stage')) ?? 'active';
}

/** @throws MlflowError malformed */
export function requiredText(json: JsonObject, name: string, what: string): string {
  const text = textField(json, name);
  if (text === undefined || text === '') {
    throw new MlflowError('malformed', { what, detail: `it has no ${name}` });
  }
  return text;
}

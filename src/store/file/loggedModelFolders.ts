import {
  loggedModelStatuses,
  type LoggedModel,
  type LoggedModelMetric,
  type LoggedModelStatus,
} from '../../model/loggedModel.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import { experimentFolders, findExperimentFolder } from './experimentFolders.ts';
import type { FileAccess } from './fileAccess.ts';
import { ignoreProblem } from './fileProblems.ts';
import { readKeyFiles, readTexts } from './keyFiles.ts';
import { isSafeId, loggedModelsFolder, outputsFolder } from './layout.ts';
import { listFolders, readMetaFiles, type MetaRetries } from './metaFiles.ts';
import type { MetaFields } from './metaYaml.ts';
import { readLatestModelPoints } from './modelMetricFile.ts';
import { requireSame, timeOf } from './runMeta.ts';
import { readRunLinks } from './runLinks.ts';

/** The logged models of experiments (MLflow 3, `<experiment>/models/m-…`), newest first; what cannot be read, or is deleted, is left out. */
export function listLoggedModels(
  access: FileAccess,
  root: string,
  experimentIds: readonly string[],
  retries: MetaRetries,
): readonly LoggedModel[] {
  return experimentIds
    .flatMap((experimentId) => {
      const folder = findExperimentFolder(access, root, experimentId);
      const models = `${folder}/${loggedModelsFolder}`;
      return folder === undefined ? [] : readLoggedModels(access, models, listFolders(access, models), retries);
    })
    .sort((a, b) => b.creationTime - a.creationTime || (a.modelId < b.modelId ? -1 : 1));
}

/** @throws MlflowError notFound, also when it is deleted; malformed, unreadable */
export function findLoggedModel(access: FileAccess, root: string, modelId: string, retries: MetaRetries): LoggedModel {
  const parents = isSafeId(modelId) ? experimentFolders(access, root) : [];
  for (const parent of parents) {
    const folder = `${parent}/${loggedModelsFolder}/${modelId}`;
    if (access.stamp(folder) !== undefined) {
      const [outcome] = readModelFolders(access, [folder], retries);
      if (outcome !== undefined && 'error' in outcome) {
        throw outcome.error;
      }
      if (outcome?.meta !== undefined) {
        return outcome.meta;
      }
    }
  }
  throw new MlflowError('notFound', { what: `models:/${modelId}` });
}

/** Those that the run in the folder produced, by name; a run may outlive its models. */
export function loggedModelsOfRun(access: FileAccess, runFolder: string, retries: MetaRetries): readonly LoggedModel[] {
  const models = `${runFolder.slice(0, runFolder.lastIndexOf('/'))}/${loggedModelsFolder}`;
  const links = readRunLinks(access, runFolder, outputsFolder, ignoreProblem);
  const ids = links.map(({ destinationId }) => destinationId).filter(isSafeId);
  return readLoggedModels(access, models, ids, retries).toSorted((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  );
}

function readLoggedModels(
  access: FileAccess,
  parent: string,
  ids: readonly string[],
  retries: MetaRetries,
): readonly LoggedModel[] {
  const folders = ids.map((id) => `${parent}/${id}`);
  return readModelFolders(access, folders, retries).flatMap((outcome) =>
    'meta' in outcome && outcome.meta !== undefined ? outcome.meta : [],
  );
}

/** Of each folder its model; undefined for one that is deleted. */
function readModelFolders(access: FileAccess, folders: readonly string[], retries: MetaRetries) {
  return readMetaFiles(
    access,
    folders,
    (fields, path, folder) =>
      fields.get('lifecycle_stage') === 'deleted' ? undefined : loggedModelOf(access, fields, path, folder),
    retries,
  );
}

/** @throws MlflowError malformed */
function loggedModelOf(access: FileAccess, fields: MetaFields, path: string, folder: string): LoggedModel {
  const [experimentId = '', , modelId = ''] = folder.split('/').slice(-3);
  requireSame(fields.get('experiment_id'), experimentId, path, 'experiment_id');
  requireSame(fields.get('model_id'), modelId, path, 'model_id');
  const creationTime = timeOf(fields.get('creation_timestamp'), path) ?? 0;
  return {
    modelId,
    experimentId,
    name: fields.get('name') ?? modelId,
    artifactLocation: fields.get('artifact_location') ?? '',
    creationTime,
    lastUpdatedTime: timeOf(fields.get('last_updated_timestamp'), path) ?? creationTime,
    status: statusOf(fields.get('status'), path),
    statusMessage: fields.get('status_message'),
    modelType: fields.get('model_type'),
    sourceRunId: fields.get('source_run_id'),
    params: readTexts(access, `${folder}/params`, ignoreProblem),
    tags: readTexts(access, `${folder}/tags`, ignoreProblem),
    metrics: readMetrics(access, folder),
  };
}

function readMetrics(access: FileAccess, folder: string): readonly LoggedModelMetric[] {
  const metrics: LoggedModelMetric[] = [];
  readKeyFiles(access, `${folder}/metrics`, {
    onFile: (key, bytes) =>
      metrics.push(...readLatestModelPoints(bytes.toString('utf8')).map((point) => ({ key, ...point }))),
    onProblem: ignoreProblem,
  });
  return metrics;
}

function statusOf(text: string | undefined, path: string): LoggedModelStatus {
  const status = loggedModelStatuses[Number(text ?? 0)] ?? loggedModelStatuses.find((known) => known === text);
  if (status === undefined) {
    throw new MlflowError('malformed', { what: path, detail: `status ${text} is unknown` });
  }
  return status;
}

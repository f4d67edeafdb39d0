import { join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import { modelStages, type ModelVersion, type RegisteredModel } from '../../model/registeredModel.ts';
import { readKeyTexts } from './fileWritesKeys.ts';
import { fieldText, readMeta } from './fileWritesMeta.ts';
import { folderNames } from './fileWritesNew.ts';
import { yamlInteger, type YamlMap, type YamlValue } from './mlflowYaml.ts';

/** The stage under which MLflow keeps a deleted version's folder, so that its number is never given again. */
export const deletedStage = 'Deleted_Internal';

/** A registered model as its folder has it. @throws MlflowError notFound, malformed, unreadable */
export async function readRegisteredModel(folder: string, name: string): Promise<RegisteredModel> {
  const meta = await readMeta(folder);
  return {
    name,
    description: fieldText(meta, 'description') ?? '',
    creationTime: timeOf(meta, 'creation_timestamp', folder),
    lastUpdatedTime: timeOf(meta, 'last_updated_timestamp', folder),
    tags: await readKeyTexts(folder, 'tags'),
    aliases: await readAliases(folder),
  };
}

/** Alias to version, by alias. */
export async function readAliases(modelFolder: string): Promise<ReadonlyMap<string, string>> {
  const files = await readKeyTexts(modelFolder, 'aliases');
  const aliases = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(aliases.map(([alias, version]) => [alias, version.trim()]));
}

/** The numbers of all versions that were ever made, deleted ones too. */
export async function versionNumbers(modelFolder: string): Promise<readonly number[]> {
  const names = await folderNames(modelFolder);
  return names.map((name) => Number(/^version-(\d+)$/.exec(name)?.[1])).filter((version) => !Number.isNaN(version));
}

/** One version; undefined when it is deleted. @throws MlflowError notFound, malformed, unreadable */
export async function readModelVersion(
  modelFolder: string,
  name: string,
  version: number,
  aliases: ReadonlyMap<string, string>,
): Promise<ModelVersion | undefined> {
  const folder = join(modelFolder, `version-${version}`);
  const meta = await readMeta(folder);
  const stage = fieldText(meta, 'current_stage') ?? 'None';
  if (stage === deletedStage) {
    return undefined;
  }
  return {
    name,
    version: String(version),
    stage: modelStages.find((known) => known === stage) ?? 'None',
    description: fieldText(meta, 'description') ?? '',
    creationTime: timeOf(meta, 'creation_timestamp', folder),
    lastUpdatedTime: timeOf(meta, 'last_updated_timestamp', folder),
    userId: fieldText(meta, 'user_id') ?? '',
    source: fieldText(meta, 'source') ?? '',
    storageLocation: fieldText(meta, 'storage_location'),
    runId: fieldText(meta, 'run_id'),
    status: fieldText(meta, 'status') ?? 'READY',
    statusMessage: fieldText(meta, 'status_message'),
    tags: await readKeyTexts(folder, 'tags'),
    aliases: [...aliases].filter(([, target]) => target === String(version)).map(([alias]) => alias),
  };
}

/** Whether the registry was written by MLflow 3, whose files have more fields. */
export interface RegistryGeneration {
  readonly hasWorkspace: boolean;
}

export function newModelMeta(
  name: string,
  description: string | undefined,
  now: number,
  generation: RegistryGeneration,
): YamlMap {
  const fields = new Map<string, YamlValue>([
    ['aliases', new Map()],
    ['creation_timestamp', yamlInteger(now)],
    ['description', description ?? null],
    ['last_updated_timestamp', yamlInteger(now)],
    ['name', name],
  ]);
  if (generation.hasWorkspace) {
    fields.set('deployment_job_id', null).set('deployment_job_state', null).set('workspace', 'default');
  }
  return fields;
}

/** The facts of a new version. */
export interface NewVersionMeta {
  readonly name: string;
  readonly version: number;
  readonly description: string | undefined;
  readonly source: string;
  readonly storageLocation: string;
  readonly runId: string | undefined;
  /** The logged model that becomes a version (MLflow 3). */
  readonly modelId: string | undefined;
}

export function newVersionMeta(version: NewVersionMeta, now: number, generation: RegistryGeneration): YamlMap {
  const fields = new Map<string, YamlValue>([
    ['creation_timestamp', yamlInteger(now)],
    ['current_stage', 'None'],
    ['description', version.description ?? null],
    ['last_updated_timestamp', yamlInteger(now)],
    ['name', version.name],
    ['run_id', version.runId ?? null],
    ['run_link', null],
    ['source', version.source],
    ['status', 'READY'],
    ['status_message', null],
    ['storage_location', version.storageLocation],
    ['user_id', null],
    ['version', yamlInteger(version.version)],
  ]);
  return generation.hasWorkspace
    ? fields
        .set('deployment_job_state', null)
        .set('model_id', version.modelId ?? null)
        .set('workspace', 'default')
    : fields.set('aliases', []);
}

function timeOf(meta: YamlMap, field: string, folder: string): number | undefined {
  const text = fieldText(meta, field);
  if (text === undefined) {
    return undefined;
  }
  const time = Number(text);
  if (!Number.isFinite(time)) {
    throw new MlflowError('malformed', { what: folder, detail: `${field} is ${text}` });
  }
  return time;
}

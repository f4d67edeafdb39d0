import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import { appendToUri, parseArtifactUri } from '../artifactUri.ts';
import { isAbsence, readingError } from './fileProblems.ts';
import { fieldText, readMeta } from './fileWritesMeta.ts';
import { reservedExperimentFolders } from './layout.ts';
import { yamlInteger, type YamlMap, type YamlValue } from './mlflowYaml.ts';

/** Fields that MLflow 3 adds; a store gets them when it has them already, so that every file of a store is of one generation. */
const experimentExtras: Readonly<Record<string, YamlValue>> = {
  workspace: 'default',
  trace_location: null,
  effective_trace_archival_retention: null,
};

/** How many runs are asked which generation of MLflow wrote them. */
const sampledRuns = 4;

/** A `file:` URI as Python's `Path.as_uri` writes it. */
export function pythonFileUri(path: string): string {
  const parts = path
    .replaceAll('\\', '/')
    .replace(/^([A-Za-z]:)/, '/$1')
    .split('/');
  return `file://${parts.map((part) => (/^[A-Za-z]:$/.test(part) ? part : quote(part))).join('/')}`;
}

function quote(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Names of the folders in a folder, links to folders included; none when it does not exist. */
export async function folderNames(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const isFolder = await Promise.all(
      entries.map(async (entry) =>
        entry.isSymbolicLink() ? await leadsToFolder(join(folder, entry.name)) : entry.isDirectory(),
      ),
    );
    return entries.filter((_, index) => isFolder[index]).map((entry) => entry.name);
  } catch (error) {
    if (isAbsence(error)) {
      return [];
    }
    throw readingError(error, folder);
  }
}

/** A link that leads nowhere or round in a circle leads to none. */
async function leadsToFolder(link: string): Promise<boolean> {
  return await stat(link).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** What the meta.yaml of each folder says; folders without a readable one are left out. */
export async function readableMetas(folders: readonly string[]): Promise<ReadonlyMap<string, YamlMap>> {
  const metas = new Map<string, YamlMap>();
  for (const folder of folders) {
    try {
      metas.set(folder, await readMeta(folder));
    } catch (error) {
      if (!MlflowError.is(error)) {
        throw error;
      }
    }
  }
  return metas;
}

/** Whether the experiments in these folders are numbered one after the other, as MLflow 1.x does and later ones do not. */
export function countsExperiments(experimentFolders: readonly string[]): boolean {
  const ids = experimentIds(experimentFolders);
  return ids.some((id) => id !== '0') && ids.every((id) => id.length < 10);
}

/**
 * An id for a new experiment: the next number where MLflow 1.x counts them, else 18 random digits as MLflow 2 and 3 give.
 *
 * @param random 18 digits
 */
export function newExperimentId(experimentFolders: readonly string[], random: () => string): string {
  return countsExperiments(experimentFolders)
    ? String(Math.max(...experimentIds(experimentFolders).map(Number)) + 1)
    : random();
}

function experimentIds(folders: readonly string[]): readonly string[] {
  return folders.map((folder) => basename(folder)).filter((id) => /^\d+$/.test(id));
}

/**
 * Where the artifacts of an experiment are to go: as a person states it; a relative path starts at the folder that holds the store, where
 * scripts mostly run (MLflow itself takes the folder that it runs in).
 */
export function experimentLocation(root: string, stated: string): string {
  return /^(?:[A-Za-z][A-Za-z0-9+.-]*:|[/\\])/.test(stated) ? stated : join(dirname(root), stated);
}

/** The facts of a new experiment. */
export interface NewExperimentMeta {
  readonly root: string;
  readonly id: string;
  readonly name: string;
  /** Of its artifacts; absent: a folder of the store. */
  readonly location: string | undefined;
}

/** The meta.yaml of a new experiment, with the fields that those of the same store have. */
export function newExperimentMeta(
  { root, id, name, location = `${pythonFileUri(root)}/${id}` }: NewExperimentMeta,
  now: number,
  metas: Iterable<YamlMap>,
): YamlMap {
  const fields = new Map<string, YamlValue>([
    ['artifact_location', location],
    ['creation_time', yamlInteger(now)],
    ['experiment_id', id],
    ['last_update_time', yamlInteger(now)],
    ['lifecycle_stage', 'active'],
    ['name', name],
  ]);
  const neighbours = [...metas];
  for (const [extra, value] of Object.entries(experimentExtras)) {
    if (neighbours.some((meta) => meta.has(extra))) {
      fields.set(extra, value);
    }
  }
  return fields;
}

/** The facts of a new run. */
export interface NewRunMeta {
  readonly runId: string;
  readonly runName: string;
  readonly experimentId: string;
  readonly userId: string;
  readonly startTime: number;
  readonly artifactUri: string;
  /** Whether to write the id a second time, as MLflow 1 and 2 do and need. */
  readonly hasRunUuid: boolean;
}

export function newRunMeta(run: NewRunMeta): YamlMap {
  const fields = new Map<string, YamlValue>([
    ['artifact_uri', run.artifactUri],
    ['end_time', null],
    ['entry_point_name', ''],
    ['experiment_id', run.experimentId],
    ['lifecycle_stage', 'active'],
    ['run_id', run.runId],
    ['run_name', run.runName],
    ['source_name', ''],
    ['source_type', yamlInteger(4)],
    ['source_version', ''],
    ['start_time', yamlInteger(run.startTime)],
    ['status', yamlInteger(1)],
    ['tags', []],
    ['user_id', run.userId],
  ]);
  return run.hasRunUuid ? fields.set('run_uuid', run.runId) : fields;
}

/** Whether runs of this experiment carry `run_uuid`: as the runs that are there do, else unless MLflow 3 made the experiment. */
export async function usesRunUuid(experimentFolder: string, experimentMeta: YamlMap): Promise<boolean> {
  const names = (await folderNames(experimentFolder)).filter((name) => !reservedExperimentFolders.has(name));
  const sample = names.slice(-sampledRuns).map((name) => join(experimentFolder, name));
  const metas = [...(await readableMetas(sample)).values()];
  return metas.length > 0 ? metas.some((meta) => meta.has('run_uuid')) : !experimentMeta.has('workspace');
}

/**
 * Where artifacts of a new run go: below the experiment's location, as MLflow has it. In a store that was moved that place does not exist
 * any more, and a script could not write there: then below the experiment's folder of now.
 */
export async function newArtifactUri(
  experimentFolder: string,
  experimentMeta: YamlMap,
  runId: string,
): Promise<string> {
  const stated = fieldText(experimentMeta, 'artifact_location') ?? '';
  const location =
    stated === '' || (await isMovedAway(stated, experimentFolder)) ? pythonFileUri(experimentFolder) : stated;
  return appendToUri(location, runId, 'artifacts');
}

async function isMovedAway(location: string, experimentFolder: string): Promise<boolean> {
  const parsed = parseArtifactUri(location);
  if (parsed.kind !== 'local') {
    return false;
  }
  const [path = ''] = parsed.paths;
  const isOwnFolder = basename(path) === basename(experimentFolder) && /^(?:\/|[A-Za-z]:[/\\])/.test(path);
  return isOwnFolder && !(await exists(path));
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // What may not be looked at is there.
    return !isAbsence(error);
  }
}

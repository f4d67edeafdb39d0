import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import type { LifecycleStage } from '../../model/run.ts';
import { writingError } from '../writeFile.ts';
import { experimentFolders, isFolder } from './fileRunFolders.ts';
import type { NewExperimentOptions } from '../trackingStore.ts';
import { readKeyTexts, writeKeyFile } from './fileWritesKeys.ts';
import { createMetaFolder, editMeta, fieldText, readMeta, withFields, type EditMetaOptions } from './fileWritesMeta.ts';
import {
  countsExperiments,
  experimentLocation,
  folderNames,
  newExperimentId,
  newExperimentMeta,
  readableMetas,
} from './fileWritesNew.ts';
import { validateExperimentName, validateExperimentTag } from './fileWritesRules.ts';
import type { WriteSources } from './fileWritesSources.ts';
import { isSafeId, reservedExperimentFolders, trashFolder } from './layout.ts';
import { yamlInteger, type YamlMap, type YamlValue } from './mlflowYaml.ts';

/** @returns the new id. @throws MlflowError alreadyExists, invalidName, invalidValue */
export async function createExperiment(
  root: string,
  name: string,
  { artifactLocation, tags = new Map() }: NewExperimentOptions,
  sources: WriteSources,
): Promise<string> {
  validateExperimentName(name);
  for (const [key, value] of tags) {
    validateExperimentTag(key, value);
  }
  const metas = await readableMetas(await experimentFolders(root));
  requireNewName(metas, name);
  const id = newExperimentId([...metas.keys()], sources.newExperimentId);
  const location = artifactLocation === undefined ? undefined : experimentLocation(root, artifactLocation);
  const folder = join(root, id);
  await createMetaFolder(folder, newExperimentMeta({ root, id, name, location }, sources.now(), metas.values()));
  for (const [key, value] of tags) {
    await writeKeyFile(folder, 'tags', key, value);
  }
  return id;
}

/** @throws MlflowError notFound, alreadyExists, invalidName, invalidValue when it is deleted */
export async function renameExperiment(root: string, experimentId: string, name: string, now: number): Promise<void> {
  validateExperimentName(name);
  const folder = await activeExperimentFolder(root, experimentId);
  requireNewName(await readableMetas(await experimentFolders(root)), name);
  await editExperiment(folder, now, { name });
}

/** @throws MlflowError alreadyExists */
function requireNewName(metas: ReadonlyMap<string, YamlMap>, name: string): void {
  for (const [folder, meta] of metas) {
    if (fieldText(meta, 'name') === name) {
      const isDeleted = basename(dirname(folder)) === trashFolder;
      const detail = isDeleted ? 'it is deleted; restore it to use the name' : undefined;
      throw new MlflowError('alreadyExists', { what: name, detail });
    }
  }
}

/** MLflow repeats the tags in the file whenever it writes it again, and reads them from their own files all the same. */
async function editExperiment(
  folder: string,
  now: number,
  changes: Readonly<Record<string, YamlValue>>,
): Promise<void> {
  const tags = await readKeyTexts(folder, 'tags');
  await editMeta(folder, (fields) => withFields(fields, { ...changes, last_update_time: yamlInteger(now), tags }));
}

/** Moves an experiment to the trash, with its runs marked as deleted, or back. @throws MlflowError notFound, alreadyExists, invalidValue */
export async function setExperimentStage(
  root: string,
  experimentId: string,
  stage: LifecycleStage,
  now: number,
): Promise<void> {
  requireSafeId(experimentId);
  const active = join(root, experimentId);
  const deleted = join(root, trashFolder, experimentId);
  const [from, to] = stage === 'deleted' ? [active, deleted] : [deleted, active];
  if (experimentId === '0' && stage === 'deleted') {
    throw new MlflowError('invalidValue', { what: experimentId, detail: 'the default experiment cannot be deleted' });
  }
  await requireFolder(from, experimentId);
  if (await isFolder(to)) {
    throw new MlflowError('alreadyExists', { what: to });
  }
  if (stage === 'active') {
    await moveFolder(from, to);
  }
  await markExperiment(root, active, stage, now);
  if (stage === 'deleted') {
    await moveFolder(from, to);
  }
}

async function markExperiment(root: string, folder: string, stage: LifecycleStage, now: number): Promise<void> {
  // MLflow 1.x tells by the folder alone that an experiment is deleted.
  const isFolderOnly = countsExperiments(await experimentFolders(root));
  if (!isFolderOnly) {
    await setStageOfRuns(folder, stage, now);
  }
  await editExperiment(folder, now, { lifecycle_stage: isFolderOnly ? 'active' : stage });
}

/** @throws MlflowError notFound, invalidValue when it is deleted */
export async function activeExperimentFolder(root: string, experimentId: string): Promise<string> {
  requireSafeId(experimentId);
  const folder = join(root, experimentId);
  if (!(await isFolder(folder)) && (await isFolder(join(root, trashFolder, experimentId)))) {
    const detail = 'the experiment is deleted: restore it first';
    throw new MlflowError('invalidValue', { what: experimentId, detail });
  }
  await requireFolder(folder, experimentId);
  return folder;
}

export async function setRunStage(
  folder: string,
  stage: LifecycleStage,
  now: number,
  options?: EditMetaOptions,
): Promise<void> {
  const deletedTime = stage === 'deleted' ? yamlInteger(now) : undefined;
  await editMeta(
    folder,
    (fields) => withFields(fields, { lifecycle_stage: stage, deleted_time: deletedTime }),
    options,
  );
}

/** As MLflow: a run that cannot be read does not hold up its experiment, and one that is in the stage already stays as it is. */
async function setStageOfRuns(experimentFolder: string, stage: LifecycleStage, now: number): Promise<void> {
  for (const name of await folderNames(experimentFolder)) {
    const folder = join(experimentFolder, name);
    const current = reservedExperimentFolders.has(name) ? undefined : await stageOf(folder);
    if (current !== undefined && current !== stage) {
      // There may be thousands.
      await setRunStage(folder, stage, now, { settle: 0 });
    }
  }
}

/** Undefined for what cannot be read as a run. */
async function stageOf(folder: string): Promise<string | undefined> {
  try {
    return fieldText(await readMeta(folder), 'lifecycle_stage') ?? 'active';
  } catch (error) {
    if (MlflowError.is(error, 'notFound') || MlflowError.is(error, 'malformed')) {
      return undefined;
    }
    throw error;
  }
}

async function moveFolder(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await rename(from, to);
  } catch (error) {
    throw writingError(error, to);
  }
}

async function requireFolder(path: string, what: string): Promise<void> {
  if (!(await isFolder(path))) {
    throw new MlflowError('notFound', { what });
  }
}

function requireSafeId(id: string): void {
  if (!isSafeId(id) || id === trashFolder) {
    throw new MlflowError('notFound', { what: id });
  }
}

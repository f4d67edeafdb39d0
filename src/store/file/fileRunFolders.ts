import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import { isAbsence, readingError } from './fileProblems.ts';
import { fieldText, readMeta } from './fileWritesMeta.ts';
import { folderNames } from './fileWritesNew.ts';
import { isSafeId, registryFolder, reservedExperimentFolders, trashFolder } from './layout.ts';

/** The folders of all experiments, then of those in the trash; what is in them may turn out to be none. */
export async function experimentFolders(root: string): Promise<readonly string[]> {
  const active = (await folderNames(root)).filter((name) => name !== trashFolder && name !== registryFolder);
  const deleted = await folderNames(join(root, trashFolder));
  return [...active.map((name) => join(root, name)), ...deleted.map((name) => join(root, trashFolder, name))];
}

/** @throws MlflowError notFound */
export async function findRunFolder(root: string, runId: string): Promise<string> {
  const experiments = isSafeId(runId) && !reservedExperimentFolders.has(runId) ? await experimentFolders(root) : [];
  for (const experiment of experiments) {
    const folder = join(experiment, runId);
    if (await isFolder(folder)) {
      return folder;
    }
  }
  throw new MlflowError('notFound', { what: runId });
}

/** Where a run's artifacts are, as its meta.yaml says. @throws MlflowError notFound, malformed */
export async function runArtifactUri(root: string, runId: string): Promise<string> {
  return fieldText(await readMeta(await findRunFolder(root, runId)), 'artifact_uri') ?? '';
}

/** @throws MlflowError unreadable */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isAbsence(error)) {
      return false;
    }
    throw readingError(error, path);
  }
}

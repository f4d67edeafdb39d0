import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import { writingError } from '../writeFile.ts';
import { isAbsence, readingError } from './fileProblems.ts';
import { versionNumbers } from './fileRegistryModels.ts';
import { createMetaFolder } from './fileWritesMeta.ts';
import type { YamlMap } from './mlflowYaml.ts';

/** How often the next version number is tried when somebody else takes it at the same moment (MLflow's file_store.py). */
const creationAttempts = 3;

/** @returns the number that the version got. @throws MlflowError alreadyExists, readOnly, diskFull */
export async function createNextVersion(modelFolder: string, metaOf: (version: number) => YamlMap): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const next = Math.max(0, ...(await versionNumbers(modelFolder))) + 1;
    try {
      await createMetaFolder(join(modelFolder, `version-${next}`), metaOf(next));
      return next;
    } catch (error) {
      if (!MlflowError.is(error, 'alreadyExists') || attempt === creationAttempts) {
        throw error;
      }
    }
  }
}

export async function removeAliases(modelFolder: string, aliases: readonly string[]): Promise<void> {
  for (const alias of aliases) {
    const path = join(modelFolder, 'aliases', alias);
    await writing(path, async () => rm(path));
  }
}

export async function createParents(folder: string): Promise<void> {
  await writing(folder, async () => mkdir(folder, { recursive: true }));
}

export async function removeFolder(folder: string): Promise<void> {
  await writing(folder, async () => rm(folder, { recursive: true }));
}

export async function moveFolder(from: string, to: string): Promise<void> {
  await writing(to, async () => rename(from, to));
}

/** @throws MlflowError unreadable */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isAbsence(error)) {
      return false;
    }
    throw readingError(error, path);
  }
}

async function writing(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw writingError(error, path);
  }
}

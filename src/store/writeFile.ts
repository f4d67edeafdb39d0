import { randomUUID } from 'node:crypto';
import { chmod, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError, type ErrorReason } from '../model/mlflowError.ts';
import { fileErrorCode } from './file/fileAccess.ts';

const reasons: Readonly<Record<string, ErrorReason>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  ENOENT: 'notFound',
  EEXIST: 'alreadyExists',
  ENOTEMPTY: 'alreadyExists',
  EISDIR: 'alreadyExists',
  ENOTDIR: 'alreadyExists',
  ENAMETOOLONG: 'invalidName',
};

/** Turns a failed write into one of ours; what the file system refuses for no reason known here counts as `readOnly`. */
export function writingError(error: unknown, path: string): MlflowError {
  if (MlflowError.is(error)) {
    return error;
  }
  const code = fileErrorCode(error);
  return code === undefined
    ? new MlflowError('internal', { what: path, detail: String(error) }, { cause: error })
    : new MlflowError(reasons[code] ?? 'readOnly', { what: path, detail: code }, { cause: error });
}

/** Marks files that are being written and are not to be listed. */
const temporaryPrefix = '.vizmod-';

export function isTemporaryName(name: string): boolean {
  return name.startsWith(temporaryPrefix) && name.endsWith('.tmp');
}

export function temporaryPath(folder: string): string {
  return join(folder, `${temporaryPrefix}${randomUUID()}.tmp`);
}

/**
 * Writes a whole file or nothing: beside it first, then renamed over it. A file that is replaced keeps its permissions.
 *
 * @param temporaryFolder an existing folder on the same disk, where a reader does not take the unfinished file for something else
 * @throws MlflowError diskFull, readOnly, notFound, alreadyExists
 */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  temporaryFolder: string,
): Promise<void> {
  await replaceFile(path, temporaryFolder, async (temporary) => writeFile(temporary, content));
}

/** As {@link writeWholeFile}, with the content written by `write`; when that fails, nothing remains of it. */
export async function replaceFile(
  path: string,
  temporaryFolder: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryPath(temporaryFolder);
  try {
    await write(temporary);
    await keepMode(path, temporary);
    await rename(temporary, path);
  } catch (error) {
    await removeUnfinished(temporary);
    throw writingError(error, path);
  }
}

async function removeUnfinished(temporary: string): Promise<void> {
  try {
    await rm(temporary, { force: true });
  } catch (error) {
    // Why it could not be written is what counts; on a disk that is gone or full of errors it cannot be removed either.
    if (fileErrorCode(error) === undefined) {
      throw error;
    }
  }
}

async function keepMode(path: string, temporary: string): Promise<void> {
  try {
    const { mode } = await stat(path);
    await chmod(temporary, mode);
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') {
      throw error;
    }
  }
}

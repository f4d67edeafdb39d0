import { appendFile, mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import { writeWholeFile, writingError } from '../writeFile.ts';
import { fileErrorCode } from './fileAccess.ts';
import { isAbsence } from './fileProblems.ts';

const newline = 10;

/**
 * Writes the file of one key below `owner`/`group`; the slashes of a key are folders. The unfinished file lies in `owner`, where MLflow
 * looks for no keys.
 */
export async function writeKeyFile(owner: string, group: string, key: string, content: string): Promise<void> {
  const path = keyPath(owner, group, key);
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw keyError(error, key, path);
  }
  try {
    await writeWholeFile(path, content, owner);
  } catch (error) {
    throw MlflowError.is(error, 'alreadyExists') ? nestingError(key) : error;
  }
}

/** The content of a key's file; absent when there is none. */
export async function readKeyFile(owner: string, group: string, key: string): Promise<string | undefined> {
  const path = keyPath(owner, group, key);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsence(error)) {
      return undefined;
    }
    throw keyError(error, key, path);
  }
}

/** Adds lines in one write, so that a reader never sees half of one; a line that another writer left unfinished is ended first. */
export async function appendKeyFile(owner: string, group: string, key: string, lines: string): Promise<void> {
  const path = keyPath(owner, group, key);
  try {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, (await endsInsideLine(path)) ? `\n${lines}` : lines);
  } catch (error) {
    throw keyError(error, key, path);
  }
}

async function endsInsideLine(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
      return bytesRead === 1 && buffer[0] !== newline;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isAbsence(error)) {
      return false;
    }
    throw error;
  }
}

export function keyPath(owner: string, group: string, key: string): string {
  return join(owner, group, ...key.split('/'));
}

/** `a` and `a/b` cannot both be keys in a store of files. */
function keyError(error: unknown, key: string, path: string): MlflowError {
  const code = fileErrorCode(error);
  return code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR' ? nestingError(key) : writingError(error, path);
}

function nestingError(key: string): MlflowError {
  return new MlflowError('invalidName', {
    what: key,
    detail: 'another name in use begins or ends with it, up to a slash',
  });
}

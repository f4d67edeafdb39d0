import { appendFile, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import { writeWholeFile, writingError } from '../writeFile.ts';
import { fileErrorCode } from './fileAccess.ts';
import { isAbsence, readingError } from './fileProblems.ts';

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

/** The texts of all keys of a group, nested ones with a slash. None when there is no such folder. @throws MlflowError unreadable */
export async function readKeyTexts(owner: string, group: string): Promise<ReadonlyMap<string, string>> {
  return readTextsBelow(join(owner, group), '');
}

async function readTextsBelow(folder: string, prefix: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    const key = prefix + entry.name;
    if (entry.isDirectory()) {
      for (const [nested, text] of await readTextsBelow(path, `${key}/`)) {
        texts.set(nested, text);
      }
    } else {
      texts.set(key, await readText(path));
    }
  }
  return texts;
}

async function entriesOf(folder: string): Promise<readonly { readonly name: string; isDirectory(): boolean }[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsence(error)) {
      return [];
    }
    throw readingError(error, folder);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw readingError(error, path);
  }
}

/** @returns whether there was such a file */
export async function removeKeyFile(owner: string, group: string, key: string): Promise<boolean> {
  const path = keyPath(owner, group, key);
  try {
    await rm(path);
    return true;
  } catch (error) {
    if (isAbsence(error)) {
      return false;
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

function keyPath(owner: string, group: string, key: string): string {
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

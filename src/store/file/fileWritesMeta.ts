import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MlflowError } from '../../model/mlflowError.ts';
import { replaceFile, writeWholeFile, writingError } from '../writeFile.ts';
import { readingError } from './fileProblems.ts';
import { metaFile } from './layout.ts';
import { readMlflowYaml, writeMlflowYaml, type YamlMap, type YamlValue } from './mlflowYaml.ts';

/** How often a meta.yaml that somebody else keeps changing is edited anew before that is called a conflict. */
const editAttempts = 5;
/** MLflow truncates a meta.yaml before it writes it: what is empty or half now is whole a moment later. */
const readAttempts = 4;
const readPauseMilliseconds = 25;

/** The meta.yaml of a folder, for editing. @throws MlflowError notFound, malformed, unreadable */
export async function readMeta(folder: string): Promise<YamlMap> {
  return (await readStableMeta(folder)).fields;
}

async function readStableMeta(folder: string): Promise<{ readonly text: string; readonly fields: YamlMap }> {
  const path = join(folder, metaFile);
  for (let attempt = 1; ; attempt++) {
    const text = await readText(path);
    const fields = readMlflowYaml(text);
    if (fields !== undefined) {
      return { text, fields };
    }
    if (attempt === readAttempts) {
      throw new MlflowError('malformed', { what: path });
    }
    await delay(readPauseMilliseconds);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw readingError(error, path);
  }
}

/** Makes a folder with its first meta.yaml, both or neither. @throws MlflowError alreadyExists, readOnly, diskFull */
export async function createMetaFolder(folder: string, fields: YamlMap): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    throw writingError(error, folder);
  }
  try {
    await writeWholeFile(join(folder, metaFile), writeMlflowYaml(fields), folder);
  } catch (error) {
    // A folder without meta.yaml would be a malformed run for ever.
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Changes a meta.yaml. MLflow's FileStore takes no lock and writes in place, so the file is read again right before it is replaced and
 * right after; whoever changed it in between is respected and the edit made once more on what they wrote. A change by MLflow that starts
 * to be written between these two readings can still be lost: that window cannot be closed from one side.
 *
 * @param edit returns the new fields, and may be called more than once
 * @returns the fields as written
 * @throws MlflowError conflict, notFound, malformed, readOnly, diskFull
 */
export async function editMeta(folder: string, edit: (fields: YamlMap) => YamlMap): Promise<YamlMap> {
  const path = join(folder, metaFile);
  for (let attempt = 0; attempt < editAttempts; attempt++) {
    const { text, fields } = await readStableMeta(folder);
    const edited = edit(fields);
    const content = writeMlflowYaml(edited);
    if (content === text) {
      return edited;
    }
    const isReplaced = await replaceIfUnchanged(path, text, content);
    if (isReplaced && (await readText(path)) === content) {
      return edited;
    }
  }
  throw new MlflowError('conflict', { what: path });
}

async function replaceIfUnchanged(path: string, expected: string, content: string): Promise<boolean> {
  try {
    await replaceFile(path, dirname(path), async (temporary) => {
      await writeFile(temporary, content);
      if ((await readText(path)) !== expected) {
        throw new MlflowError('conflict', { what: path });
      }
    });
    return true;
  } catch (error) {
    if (MlflowError.is(error, 'conflict')) {
      return false;
    }
    throw error;
  }
}

/** A copy of the fields with some set; undefined removes one. */
export function withFields(fields: YamlMap, changes: Readonly<Record<string, YamlValue | undefined>>): YamlMap {
  const changed = new Map(fields);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) {
      changed.delete(name);
    } else {
      changed.set(name, value);
    }
  }
  return changed;
}

/** A field as text, whatever its YAML type; absent when it is null, a list or a map. */
export function fieldText(fields: YamlMap, name: string): string | undefined {
  const value = fields.get(name);
  if (typeof value === 'string') {
    return value;
  }
  return value !== null && value !== undefined && 'plain' in value ? value.plain : undefined;
}

import { mkdir, open, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MlflowError } from '../../model/mlflowError.ts';
import { replaceFile, writeWholeFile, writingError } from '../writeFile.ts';
import { readingError } from './fileProblems.ts';
import { metaFile } from './layout.ts';
import { readMlflowYaml, writeMlflowYaml, type YamlMap, type YamlValue } from './mlflowYaml.ts';

/** How often a meta.yaml that somebody else keeps changing is edited anew before that is called a conflict. */
const editAttempts = 20;
/** MLflow truncates a meta.yaml before it writes it: what is empty or half now is whole a moment later. */
const readPauses: readonly number[] = [1, 2, 4, 8, 16, 32, 64];

/** The meta.yaml of a folder, for editing. @throws MlflowError notFound, malformed, unreadable, conflict */
export async function readMeta(folder: string): Promise<YamlMap> {
  return (await readStableMeta(folder)).fields;
}

interface MetaText {
  readonly text: string;
  readonly fields: YamlMap;
}

async function readStableMeta(folder: string): Promise<MetaText> {
  const path = join(folder, metaFile);
  return await readWholeText(path, async () => {
    const file = await openForReading(path);
    try {
      return await readState(file);
    } finally {
      await file.close();
    }
  });
}

/** A file as it was at a moment; what is written again has another time. */
interface FileState {
  readonly text: string;
  readonly modified: number;
}

async function readState(file: FileHandle): Promise<FileState> {
  const { mtimeMs, size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
  return { text: buffer.toString('utf8', 0, bytesRead), modified: mtimeMs };
}

/** Reads until the text is whole. @throws MlflowError malformed when it stays as it is, conflict when somebody keeps writing it */
async function readWholeText(path: string, read: () => Promise<FileState>): Promise<MetaText> {
  const seen = new Set<string>();
  for (let attempt = 0; ; attempt++) {
    const { text, modified } = await read();
    const fields = readMlflowYaml(text);
    if (fields !== undefined) {
      return { text, fields };
    }
    seen.add(`${modified} ${text}`);
    const pause = readPauses[attempt];
    if (pause === undefined) {
      throw new MlflowError(seen.size === 1 ? 'malformed' : 'conflict', { what: path });
    }
    await delay(pause);
  }
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw readingError(error, path);
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

/** MLflow writes a meta.yaml a few milliseconds after it has read it; what it read before our edit undoes that when it is written. */
const settleMilliseconds = 10;

export interface EditMetaOptions {
  /** How long to wait before looking whether the edit is still there. */
  readonly settle?: number;
}

/**
 * Changes a meta.yaml. MLflow's FileStore takes no lock and writes in place what it read some milliseconds before. So the file is read
 * again right before it is replaced and a moment after, and so is the one that was replaced, into which MLflow may be writing: whoever
 * changed either is respected and the edit made once more on what they wrote. What MLflow writes later than that, of what it read before,
 * undoes the edit: that window cannot be closed from one side.
 *
 * @param edit returns the new fields, and is called more than once
 * @returns the fields as written
 * @throws MlflowError conflict, notFound, malformed, readOnly, diskFull
 */
export async function editMeta(
  folder: string,
  edit: (fields: YamlMap) => YamlMap,
  { settle = settleMilliseconds }: EditMetaOptions = {},
): Promise<YamlMap> {
  const path = join(folder, metaFile);
  let written: string | undefined;
  let overwritten: YamlMap | undefined;
  for (let attempt = 0; attempt < editAttempts; attempt++) {
    const { text, fields } = await readStableMeta(folder);
    const isOurs = text === written;
    const edited = edit(isOurs ? (overwritten ?? fields) : fields);
    const content = writeMlflowYaml(edited);
    if (content === text || (isOurs && overwritten === undefined)) {
      return edited;
    }
    const outcome = await replaceIfUnchanged(path, text, content);
    if (outcome.isReplaced) {
      written = content;
      overwritten = outcome.overwritten;
      await delay(overwritten === undefined ? settle : 0);
    }
  }
  throw new MlflowError('conflict', { what: path });
}

interface Replacement {
  readonly isReplaced: boolean;
  /** What somebody wrote meanwhile into the file that was replaced. */
  readonly overwritten?: YamlMap;
}

async function replaceIfUnchanged(path: string, expected: string, content: string): Promise<Replacement> {
  const before = await openForReading(path);
  try {
    await replaceFile(path, dirname(path), async (temporary) => {
      await writeFile(temporary, content);
      if ((await readText(path)) !== expected) {
        throw new MlflowError('conflict', { what: path });
      }
    });
    const { text, fields } = await readWholeText(path, async () => readState(before));
    return text === expected ? { isReplaced: true } : { isReplaced: true, overwritten: fields };
  } catch (error) {
    if (MlflowError.is(error, 'conflict')) {
      return { isReplaced: false };
    }
    throw error;
  } finally {
    await before.close();
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

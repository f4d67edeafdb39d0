import { MlflowError } from '../../model/mlflowError.ts';
import type { FileAccess } from './fileAccess.ts';
import { isAbsence, malformedMeta, readingError } from './fileProblems.ts';
import { maxMetaBytes, metaFile } from './layout.ts';
import { readMetaYaml, type MetaFields } from './metaYaml.ts';

/** How often, and how many milliseconds apart, a meta.yaml is read again before it is called malformed. */
export interface MetaRetries {
  readonly count: number;
  readonly pause: () => void;
}

const pauseMilliseconds = 30;

/** Blocks the thread, which is a worker's: the whole wait is three pauses, however many files there are. */
export const metaRetries: MetaRetries = {
  count: 3,
  pause: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, pauseMilliseconds);
  },
};

/** A folder, with what its meta.yaml says or why that cannot be said; `notFound` when it has none. */
export type MetaOutcome<Meta> =
  { readonly folder: string; readonly meta: Meta } | { readonly folder: string; readonly error: MlflowError };

/**
 * Reads the meta.yaml of each folder, in order. MLflow truncates the file before it writes it, so whatever is not right at once
 * is looked at again, all of it together, before it counts as wrong.
 */
export function readMetaFiles<Meta>(
  access: FileAccess,
  folders: readonly string[],
  interpret: (fields: MetaFields, path: string, folder: string) => Meta,
  retries: MetaRetries,
): readonly MetaOutcome<Meta>[] {
  const outcomes = folders.map((folder) => readMetaFile(access, folder, interpret));
  for (let attempt = 0; attempt < retries.count; attempt++) {
    const suspects = [...outcomes.keys()].filter((index) => isWorthRetrying(outcomes[index]));
    if (suspects.length === 0) {
      break;
    }
    retries.pause();
    for (const index of suspects) {
      outcomes[index] = readMetaFile(access, folders[index] ?? '', interpret);
    }
  }
  return outcomes;
}

function readMetaFile<Meta>(
  access: FileAccess,
  folder: string,
  interpret: (fields: MetaFields, path: string, folder: string) => Meta,
): MetaOutcome<Meta> {
  const path = `${folder}/${metaFile}`;
  try {
    const text = access.read(path, 0, maxMetaBytes).toString('utf8');
    const fields = readMetaYaml(text);
    if (fields === undefined) {
      throw malformedMeta(path, text);
    }
    return { folder, meta: interpret(fields, path, folder) };
  } catch (error) {
    return { folder, error: readingError(error, path) };
  }
}

/** What was refused will be refused again; a run whose folder is there before its meta.yaml comes with the next change of the store. */
function isWorthRetrying(outcome: MetaOutcome<unknown> | undefined): boolean {
  return outcome !== undefined && 'error' in outcome && MlflowError.is(outcome.error, 'malformed');
}

/** Entries of a folder; none when it does not exist. @throws MlflowError unreadable */
export function listFolders(access: FileAccess, folder: string): readonly string[] {
  try {
    return access
      .list(folder)
      .filter((entry) => entry.isDirectory)
      .map((entry) => entry.name);
  } catch (error) {
    if (isAbsence(error)) {
      return [];
    }
    throw readingError(error, folder);
  }
}

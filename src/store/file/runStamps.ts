import type { FileAccess, FileStamp } from './fileAccess.ts';
import { isAbsence } from './fileProblems.ts';
import { inputsFolder, keyFolders, metaFile } from './layout.ts';

/** The state of every file and folder of a run that its record is read from. Paths are relative to the run; those of folders end in `/`. */
export interface RunStamps {
  readonly paths: readonly string[];
  /** Modification time and size of each path, one after the other. */
  readonly stamps: Float64Array<ArrayBuffer>;
}

/** Nothing is there: neither a time nor a size. */
const absent: FileStamp = { modified: -1, size: -1 };
const inputs = `${inputsFolder}/`;

/**
 * Takes the state of a run's files; what is taken before reading can only be older than what is read, never newer. The inputs of a run
 * tell of datasets, so they count in experiments that have any.
 */
export function stampRun(access: FileAccess, runFolder: string, hasDatasets: boolean): RunStamps {
  const paths = [metaFile];
  for (const folder of [...(hasDatasets ? [inputs] : []), ...keyFolders.map((name) => `${name}/`)]) {
    collectPaths(access, runFolder, folder, paths);
  }
  const stamps = new Float64Array(paths.length * 2);
  for (const [index, path] of paths.entries()) {
    const { modified, size } = stampOf(access, runFolder, path);
    stamps[index * 2] = modified;
    stamps[index * 2 + 1] = size;
  }
  return { paths, stamps };
}

/**
 * Whether a run's files are as they were. Appending to a metric or overwriting a tag changes that file only; a new or deleted key changes
 * its folder; ending, renaming or deleting the run changes meta.yaml. So the quick comparison, which looks at meta.yaml and the folders, misses
 * only what was overwritten or appended.
 */
export function isUnchanged(
  access: FileAccess,
  runFolder: string,
  { paths, stamps }: RunStamps,
  depth: 'quick' | 'deep',
  hasDatasets: boolean,
): boolean {
  if (hasDatasets && paths[1] !== inputs && access.stamp(`${runFolder}/${inputsFolder}`) !== undefined) {
    return false;
  }
  for (const [index, path] of paths.entries()) {
    if (depth === 'deep' || index === 0 || path.endsWith('/')) {
      const isVoid = !hasDatasets && path.startsWith(inputs);
      const { modified, size } = isVoid ? absent : stampOf(access, runFolder, path);
      if (stamps[index * 2] !== modified || stamps[index * 2 + 1] !== size) {
        return false;
      }
    }
  }
  return true;
}

function stampOf(access: FileAccess, runFolder: string, path: string): FileStamp {
  return access.stamp(`${runFolder}/${path}`) ?? absent;
}

function collectPaths(access: FileAccess, runFolder: string, folder: string, paths: string[]): void {
  paths.push(folder);
  try {
    for (const { name, isDirectory, isLink } of access.list(`${runFolder}/${folder}`)) {
      if (isDirectory && !isLink) {
        collectPaths(access, runFolder, `${folder}${name}/`, paths);
      } else {
        paths.push(`${folder}${name}`);
      }
    }
  } catch (error) {
    if (!isAbsence(error)) {
      throw error;
    }
  }
}

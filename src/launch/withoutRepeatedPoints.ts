import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '../model/mlflowError.ts';

/**
 * Makes a stand-in for a file store in which no run has the same metric point twice: folders and files of it are links into the store but
 * for the metric files that repeat points, which are written anew. `target` must not be there.
 *
 * @returns how many points were left out
 */
export async function withoutRepeatedPoints(source: string, target: string, signal: AbortSignal): Promise<number> {
  const repeating = new Set<string>();
  for (const folder of await metricFolders(source)) {
    for (const file of await filesBelow(source, folder)) {
      throwIfAborted(signal, source);
      if (distinctPoints(await readFile(join(source, file), 'utf8')).repeats > 0) {
        repeating.add(file);
      }
    }
  }
  return await standIn({ source, target, repeating, changed: foldersAbove(repeating) }, '');
}

/** Of runs, of deleted experiments too, relative to the store. Logged models have another rule for what is the same point. */
async function metricFolders(source: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const place of ['', '.trash']) {
    for (const experiment of await subfolders(source, place)) {
      for (const run of await subfolders(source, experiment)) {
        folders.push(...(await subfolders(source, run)).filter((folder) => folder.endsWith('/metrics')));
      }
    }
  }
  return folders;
}

async function subfolders(source: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(source, folder), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => within(folder, name));
}

/** Keys with slashes are nested folders. */
async function filesBelow(source: string, folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const entry of await readdir(join(source, folder), { withFileTypes: true })) {
    const path = within(folder, entry.name);
    files.push(...(entry.isDirectory() ? await filesBelow(source, path) : [path]));
  }
  return files;
}

interface StandIn {
  readonly source: string;
  readonly target: string;
  /** Metric files with repeated points, relative to the store. */
  readonly repeating: ReadonlySet<string>;
  /** The folders that they are in, at any depth. */
  readonly changed: ReadonlySet<string>;
}

function foldersAbove(files: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
      folders.add(file.slice(0, end));
    }
  }
  return folders;
}

async function standIn(stand: StandIn, folder: string): Promise<number> {
  const { source, target, repeating } = stand;
  await mkdir(join(target, folder));
  let leftOut = 0;
  for (const entry of await readdir(join(source, folder), { withFileTypes: true })) {
    const path = within(folder, entry.name);
    if (repeating.has(path)) {
      const { text, repeats } = distinctPoints(await readFile(join(source, path), 'utf8'));
      await writeFile(join(target, path), text);
      leftOut += repeats;
    } else if (entry.isDirectory() && isEntered(stand, path)) {
      leftOut += await standIn(stand, path);
    } else {
      await symlink(join(source, path), join(target, path), entry.isDirectory() ? 'dir' : 'file');
    }
  }
  return leftOut;
}

/** Python's search for nested keys does not follow links to folders, so that below `metrics` there are none. */
function isEntered({ changed }: StandIn, folder: string): boolean {
  const [ofRun = folder] = /^.*?\/metrics(?=\/)/.exec(folder) ?? [];
  return changed.has(ofRun);
}

/** The first of each point: what MLflow's databases tell apart is time, value and step (primary key of `metrics`, MLflow 3.18). */
function distinctPoints(text: string): { readonly text: string; readonly repeats: number } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const points = new Map(lines.toReversed().map((line) => [pointOf(line), line]));
  return {
    text: [...points.values()]
      .toReversed()
      .map((line) => `${line}\n`)
      .join(''),
    repeats: lines.length - points.size,
  };
}

function pointOf(line: string): string {
  const [time = '', value = '', step = '0'] = line.trim().split(' ');
  const number = Number(value);
  // Python's names of what is no number (nan, inf) are none to JavaScript: they are compared as they are.
  return `${time} ${Number.isNaN(number) ? value : number} ${step}`;
}

function within(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

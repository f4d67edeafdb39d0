import { readdir, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';

export interface FindStoresOptions {
  /** How many levels below the folder are looked at; the folder itself is level 0. */
  readonly maxDepth: number;
  /** The walk ends after so many folders: what is nearer is found first. */
  readonly maxFolders: number;
}

export const findStoresDefaults: FindStoresOptions = { maxDepth: 4, maxFolders: 3000 };

/** Folders that hold other people's files by the thousand, and never a store that a person looks for. */
const skippedFolders = new Set(['node_modules', 'venv', 'env', 'site-packages', '__pycache__', 'dist', 'build']);

export interface FoundStore {
  readonly kind: 'folder' | 'database';
  readonly path: string;
}

/**
 * The MLflow stores at or below a folder, nearest first: `mlruns` folders that hold an experiment, and `mlflow.db` files. It walks
 * by itself because `files.exclude`, which search obeys, is where people hide just these folders.
 */
export async function findStores(folder: string, options = findStoresDefaults): Promise<readonly FoundStore[]> {
  const found: FoundStore[] = [];
  let level = [folder];
  let visited = 0;
  for (let depth = 0; depth <= options.maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level.slice(0, options.maxFolders - visited)) {
      visited++;
      const entries = await entriesOf(path);
      found.push(...(await storesAmong(path, entries)));
      next.push(...entries.filter(isWorthEntering).map((entry) => join(path, entry.name)));
    }
    level = next;
  }
  return found;
}

/** Whether a folder is a file store: one experiment with its meta.yaml is enough. MLflow 3 keeps bare artifacts under the same name. */
export async function isFileStore(path: string): Promise<boolean> {
  for (const entry of await entriesOf(path)) {
    if (entry.isDirectory() && (await isFile(join(path, entry.name, 'meta.yaml')))) {
      return true;
    }
  }
  return false;
}

async function storesAmong(path: string, entries: readonly Dirent[]): Promise<readonly FoundStore[]> {
  const found: FoundStore[] = [];
  for (const entry of entries) {
    const entryPath = join(path, entry.name);
    if (entry.name === 'mlruns' && (await isFileStore(entryPath))) {
      found.push({ kind: 'folder', path: entryPath });
    } else if (entry.name === 'mlflow.db' && entry.isFile()) {
      found.push({ kind: 'database', path: entryPath });
    }
  }
  return found;
}

function isWorthEntering(entry: Dirent): boolean {
  const { name } = entry;
  return entry.isDirectory() && !name.startsWith('.') && name !== 'mlruns' && !skippedFolders.has(name);
}

/** A folder that cannot be listed holds no store for us; the workspace is full of folders that are not ours to complain about. */
async function entriesOf(path: string): Promise<readonly Dirent[]> {
  return await readdir(path, { withFileTypes: true }).catch(() => []);
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

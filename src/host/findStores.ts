import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesOf, walkFolders, type WalkLimits } from './walkFolders.ts';

const defaultLimits: WalkLimits = { maxDepth: 4, maxFolders: 3000 };

export interface FoundStore {
  readonly kind: 'folder' | 'database';
  readonly path: string;
}

/** The MLflow stores at or below a folder, nearest first: `mlruns` folders that hold an experiment, and `mlflow.db` files. */
export async function findStores(folder: string, limits = defaultLimits): Promise<readonly FoundStore[]> {
  const found: FoundStore[] = [];
  for await (const { path, entries } of walkFolders(folder, limits)) {
    found.push(...(await storesAmong(path, entries)));
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

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface WalkLimits {
  /** How many levels below the folder are looked at; the folder itself is level 0. */
  readonly maxDepth: number;
  /** The walk ends after so many folders: what is nearer is found first. */
  readonly maxFolders: number;
}

export interface WalkedFolder {
  readonly path: string;
  readonly entries: readonly Dirent[];
}

/** Folders that hold other people's files by the thousand, and never one that a person looks for. */
const skippedFolders = new Set(['node_modules', 'venv', 'env', 'site-packages', '__pycache__', 'dist', 'build']);

/**
 * A folder and those below it, nearest first. It walks by itself because `files.exclude`, which search obeys, is where people hide
 * just the folders that are looked for. Hidden folders, environments, packages and stores are not entered.
 */
export async function* walkFolders(folder: string, { maxDepth, maxFolders }: WalkLimits): AsyncGenerator<WalkedFolder> {
  let level = [folder];
  let visited = 0;
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level.slice(0, maxFolders - visited)) {
      visited++;
      const entries = await entriesOf(path);
      yield { path, entries };
      const below = entries.filter((entry) => entry.isDirectory() && isWalked(entry.name));
      next.push(...below.map((entry) => join(path, entry.name)));
    }
    level = next;
  }
}

/** Whether a walk would enter a folder of this name. */
export function isWalked(name: string): boolean {
  return !name.startsWith('.') && name !== 'mlruns' && !skippedFolders.has(name);
}

/** A folder that cannot be listed holds nothing for us; the workspace is full of folders that are not ours to complain about. */
export async function entriesOf(path: string): Promise<readonly Dirent[]> {
  return await readdir(path, { withFileTypes: true }).catch(() => []);
}

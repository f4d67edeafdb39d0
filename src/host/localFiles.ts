import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A file to be copied somewhere, and its `/`-separated path there. */
export interface LocalFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
}

/** The files that the paths name: a file under its own name, a folder with all that is in it under the folder's name. */
export async function collectLocalFiles(paths: readonly string[]): Promise<readonly LocalFile[]> {
  const collected = await Promise.all(paths.map(async (path) => await filesAt(path, basename(path))));
  return collected.flat();
}

async function filesAt(path: string, name: string): Promise<readonly LocalFile[]> {
  const stats = await stat(path);
  if (!stats.isDirectory()) {
    return stats.isFile() ? [{ path, name, size: stats.size }] : [];
  }
  const entries = await readdir(path, { withFileTypes: true });
  const files: LocalFile[] = [];
  for (const entry of entries) {
    // A link inside a folder may lead anywhere, also back up; one that was chosen itself is meant.
    if (!entry.isSymbolicLink()) {
      files.push(...(await filesAt(join(path, entry.name), `${name}/${entry.name}`)));
    }
  }
  return files;
}

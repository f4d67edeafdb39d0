import { mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Every file below a folder with its text, and every empty folder (its path ending in `/`) with '', by path. */
export function folderTree(folder: string): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory()) {
      tree[relative(folder, path)] = readFileSync(path, 'utf8');
    } else if (readdirSync(path).length === 0) {
      tree[`${relative(folder, path)}/`] = '';
    }
  }
  return tree;
}

export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'vizmod-test-')));
}

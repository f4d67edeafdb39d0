import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { repoRoot } from '../lib/paths.ts';
import { makeGitHistory } from './gitHistory.ts';

/** Where the sample stores believe to lie; see samples/README.md. */
const recordedPlace = '/home/ana/flowers';

const textExtensions = new Set(['', '.yaml', '.yml', '.json', '.md', '.html']);

const databasePlaces = [
  ['experiments', 'artifact_location'],
  ['runs', 'artifact_uri'],
  ['model_versions', 'source'],
  ['model_versions', 'storage_location'],
] as const;

/** Lays a fresh copy of the sample project, with its stores moved there and its git history, into `folder`. */
export async function layDemoProject(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(join(repoRoot, 'samples', 'flowers'), folder, { recursive: true });
  await makeGitHistory(folder);
  await moveTextFiles(join(folder, 'mlruns'), folder);
  await moveTextFiles(join(folder, 'archive'), folder);
  moveDatabase(join(folder, 'archive', 'mlflow.db'), folder);
}

async function moveTextFiles(dir: string, folder: string): Promise<void> {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !textExtensions.has(extname(entry.name))) {
      continue;
    }
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    if (!text.includes(recordedPlace)) {
      continue;
    }
    const moved = text
      .replaceAll(`file://${recordedPlace}`, pathToFileURL(folder).href)
      .replaceAll(recordedPlace, folder);
    await writeFile(path, moved);
  }
}

function moveDatabase(path: string, folder: string): void {
  const database = new DatabaseSync(path);
  try {
    for (const [table, column] of databasePlaces) {
      database.prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?)`).run(recordedPlace, folder);
    }
  } finally {
    database.close();
  }
}

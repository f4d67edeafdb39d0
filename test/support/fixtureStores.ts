import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Stores written by MLflow of the named version, by test/fixtures/make. */
export type FixtureStoreName = 'v1-db' | 'v2-mlruns' | 'v3-mlruns' | 'v3-db' | 'vizmod-1.30' | 'vizmod-mlflow3';

export interface FixtureStore {
  /** A fresh copy that the test may change; holds `mlruns` and/or `mlflow.db`. */
  readonly folder: string;
  /** Ids of the runs made for a purpose, by purpose; see test/fixtures/make/gen_common.py. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly dispose: () => void;
}

/** @param storesFolder for tests that are bundled elsewhere */
export function unpackFixtureStore(
  name: FixtureStoreName,
  storesFolder = fileURLToPath(new URL('../fixtures/stores/', import.meta.url)),
): FixtureStore {
  const temporary = mkdtempSync(join(tmpdir(), 'vizmod-fixture-'));
  execFileSync('tar', ['-xzf', join(storesFolder, `${name}.tgz`), '-C', temporary]);
  const folder = join(temporary, name);
  restoreEmptyFolders(folder);
  return { folder, manifest: readManifest(folder), dispose: () => rmSync(temporary, { recursive: true, force: true }) };
}

function readManifest(folder: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return {};
    }
    throw error;
  }
}

/**
 * MLflow makes these four folders with every run and, from 3.x on, does not find a run that lacks one; the archives lost the empty
 * ones, as a store that went through git does.
 */
export function restoreEmptyFolders(folder: string): void {
  for (const meta of globSync('mlruns/{*,.trash/*}/*/meta.yaml', { cwd: folder })) {
    const runFolder = join(folder, dirname(meta));
    if (/^run_id:/m.test(readFileSync(join(folder, meta), 'utf8'))) {
      for (const name of ['params', 'metrics', 'tags', 'artifacts']) {
        mkdirSync(join(runFolder, name), { recursive: true });
      }
    }
  }
}

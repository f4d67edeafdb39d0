import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findStores } from '../../../src/host/findStores.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vizmod-find-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
}

async function found(options?: Parameters<typeof findStores>[1]): Promise<readonly string[]> {
  const stores = await findStores(folder, options);
  return stores.map(({ kind, path }) => `${kind} ${relative(folder, path)}`);
}

describe('findStores', () => {
  it('finds folders with an experiment and databases, nearest first, and nothing inside a store', async () => {
    put('deep/er/mlruns/0/meta.yaml', 'mlruns/0/meta.yaml', 'mlruns/0/run/artifacts/mlflow.db', 'old/mlflow.db');
    expect(await found()).toEqual(['folder mlruns', 'database old/mlflow.db', 'folder deep/er/mlruns']);
  });

  it('takes no mlruns that holds artifacts only, as MLflow 3 leaves beside its database', async () => {
    put('mlruns/1/run/artifacts/model/MLmodel', 'mlflow.db');
    expect(await found()).toEqual(['database mlflow.db']);
  });

  it('does not enter hidden folders, environments and packages', async () => {
    put('.venv/mlflow.db', 'venv/mlflow.db', 'node_modules/x/mlflow.db', '.git/mlruns/0/meta.yaml');
    expect(await found()).toEqual([]);
  });

  it('stops at its limits', async () => {
    put('a/b/mlflow.db', 'mlflow.db');
    expect(await found({ maxDepth: 1, maxFolders: 100 })).toEqual(['database mlflow.db']);
    expect(await found({ maxDepth: 9, maxFolders: 2 })).toEqual(['database mlflow.db']);
  });

  it('finds nothing in a folder that is not there', async () => {
    rmSync(folder, { recursive: true });
    expect(await found()).toEqual([]);
  });
});

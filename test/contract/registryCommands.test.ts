import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { pythonSnippet } from '../../src/model/pythonSnippet.ts';
import { copyModelVersion } from '../../src/registry/copyModelVersion.ts';
import { FileRegistryStore } from '../../src/store/file/fileRegistry.ts';
import { unpackFixtureStore, type FixtureStore, type FixtureStoreName } from '../support/fixtureStores.ts';
import { askOracle, mlflowPython, type MlflowVersion } from '../support/mlflowPython.ts';

const fixtures: FixtureStore[] = [];

afterEach(() => fixtures.splice(0).forEach((fixture) => fixture.dispose()));

function unpack(name: FixtureStoreName): FixtureStore {
  const fixture = unpackFixtureStore(name);
  fixtures.push(fixture);
  return fixture;
}

/** What the store says of the copy, without its times. */
function copiedMeta({ folder }: FixtureStore): string {
  const meta = readFileSync(join(folder, 'mlruns', 'models', 'copies', 'version-1', 'meta.yaml'), 'utf8');
  return meta.replaceAll(/_timestamp: \d+/g, '_timestamp: 0').replaceAll(folder, '');
}

test.each<[FixtureStoreName, MlflowVersion]>([
  ['v2-mlruns', '2.22'],
  ['v3-mlruns', '3.18'],
])('a version of %s is copied as MLflow %s copies it', async (name, mlflow) => {
  const [ours, theirs] = [unpack(name), unpack(name)];
  askOracle(
    mlflow,
    'write_store.py',
    [join(theirs.folder, 'mlruns')],
    [['copy_model_version', { src_model_uri: 'models:/iris-clf/2', dst_name: 'copies' }]],
  );
  const registry = new FileRegistryStore(join(ours.folder, 'mlruns'), { isTrusted: () => true });
  const version = (await registry.modelVersions('iris-clf')).find((candidate) => candidate.version === '2');
  if (version !== undefined) {
    await copyModelVersion(registry, version, 'copies');
  }
  expect(copiedMeta(ours)).toBe(copiedMeta(theirs));
});

test.each<[FixtureStoreName, MlflowVersion]>([
  ['v2-mlruns', '2.22'],
  ['v3-mlruns', '3.18'],
])('a snippet gets the run of %s with MLflow %s', (name, mlflow) => {
  const { folder, manifest } = unpack(name);
  const runId = String(manifest['parent']);
  const storeUri = pathToFileURL(join(folder, 'mlruns')).toString();
  const snippet = pythonSnippet({ storeUri, experimentId: '', runId }, storeUri);
  const output = execFileSync(mlflowPython(mlflow), ['-c', `${snippet}\nprint(run.info.run_id)`], {
    cwd: tmpdir(),
    env: { ...process.env, MLFLOW_ALLOW_FILE_STORE: 'true', PYTHONWARNINGS: 'ignore' },
    encoding: 'utf8',
  });
  expect(output.trim()).toBe(runId);
});

import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { dumpStore, type StoreDump } from '../../scripts/inspect/dumpStore.ts';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import { generatedRun, generateFileStore, usualRun, type RunShape } from '../../scripts/bench/generateFileStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { unpackFixtureStore, type FixtureStoreName } from '../support/fixtureStores.ts';
import { folderTree, temporaryFolder } from '../support/folderTree.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';

/** Values for which the generator of the bench must write what MLflow writes. */
const smallRun: RunShape = { params: 2, metrics: 1, lossPoints: 3, tags: 1 };
const flowers = fileURLToPath(new URL('../../samples/flowers/mlruns', import.meta.url));
const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0)) {
    dispose();
  }
});

/** Archives and git keep no empty folders, but MLflow 3.18 takes a run without them for no run. */
function completeRunFolders(store: string): void {
  for (const parent of [store, join(store, '.trash')].filter(existsSync)) {
    for (const experiment of foldersOf(parent)) {
      for (const run of foldersOf(experiment).filter((folder) => existsSync(join(folder, 'meta.yaml')))) {
        for (const name of ['params', 'metrics', 'artifacts']) {
          mkdirSync(join(run, name), { recursive: true });
        }
      }
    }
  }
}

function foldersOf(parent: string): string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['models', '.trash', 'tags', 'datasets', 'traces'].includes(entry.name))
    .map((entry) => join(parent, entry.name));
}

async function compareWithMlflow(store: string, version: MlflowVersion): Promise<void> {
  completeRunFolders(store);
  const expected = askOracle(version, 'dump_store.py', [store]) as StoreDump;
  expect(Object.keys(expected.runs).length).toBeGreaterThan(0);
  expect(await ask(store)).toEqual(expected);
}

async function ask(uri: string): Promise<StoreDump> {
  const store = await openStore(uri, scriptStoreEnvironment());
  try {
    return await dumpStore(store);
  } finally {
    store.dispose();
  }
}

/** What MLflow's reader takes; see its _get_metric_from_line. */
const oddMetricFiles = [
  '7 0.5\n8 0.25\n',
  '7 0.5 9 iris d1g\n8 0.25 3\n',
  '1 nan 2\n1 0.5 2\n',
  '1 0.5 2\n1 nan 2\n',
  '1 0.5 2\r\n2 0.75 2\r\n',
  '1 0.5 2\n2 0.75 3',
  ' 1 Infinity 0 \n+2 -INF 0\n',
  '1 1e3 -1\n2 .5 -1\n3 5. -2\n',
  '1 -0.0 0\n1 0.0 0\n',
];

const fixtures: readonly [FixtureStoreName, MlflowVersion][] = [
  ['vizmod-1.30', '1.30'],
  ['v2-mlruns', '2.22'],
  ['v2-mlruns', '3.18'],
  ['v3-mlruns', '3.18'],
  ['vizmod-mlflow3', '3.18'],
];

describe('a file store is what MLflow says it is', () => {
  test.each(fixtures)('%s, asked of MLflow %s', async (name, version) => {
    const fixture = unpackFixtureStore(name);
    disposables.push(fixture.dispose);
    await compareWithMlflow(join(fixture.folder, 'mlruns'), version);
  });

  test('metric files that no MLflow of today writes', async () => {
    const folder = temporaryFolder();
    disposables.push(() => rmSync(folder, { recursive: true, force: true }));
    const { root, experimentId } = generateFileStore(join(folder, 'mlruns'), 1, usualRun);
    const metrics = join(root, experimentId, generatedRun(0, usualRun).runId, 'metrics');
    for (const [index, text] of oddMetricFiles.entries()) {
      writeFileSync(join(metrics, `odd_${index}`), text);
    }
    await compareWithMlflow(root, '3.18');
  });

  test.each<MlflowVersion>(['1.30', '2.22'])(
    'a store as MLflow before 1.20 left it, without times and quotes, asked of MLflow %s',
    async (version) => {
      const fixture = unpackFixtureStore('vizmod-1.30');
      disposables.push(fixture.dispose);
      for (const file of globSync('mlruns/{*,*/*}/meta.yaml', { cwd: fixture.folder })) {
        const path = join(fixture.folder, file);
        const text = readFileSync(path, 'utf8').replaceAll(
          /^(?:creation_time|last_update_time|run_id|run_name): .*\n/gm,
          '',
        );
        writeFileSync(path, text.replaceAll(/^(experiment_id): '(\d+)'$/gm, '$1: $2'));
      }
      await compareWithMlflow(join(fixture.folder, 'mlruns'), version);
    },
  );

  test('the sample project', async () => {
    const folder = temporaryFolder();
    disposables.push(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(flowers, join(folder, 'mlruns'), { recursive: true });
    await compareWithMlflow(join(folder, 'mlruns'), '3.18');
  });
});

/** Ids, places and the time of making are MLflow's to choose. */
function comparable(tree: Record<string, string>, ids: readonly string[], place: string): unknown {
  const text = JSON.stringify(tree).replaceAll(place, '<root>');
  const named = ids.reduce((result, id, index) => result.replaceAll(id, `<id ${index}>`), text);
  return JSON.parse(named.replaceAll(/(creation_time|last_update_time): \d+/g, '$1: <time>'));
}

test('the generator of the bench writes what MLflow writes', () => {
  const folder = temporaryFolder();
  disposables.push(() => rmSync(folder, { recursive: true, force: true }));
  const { root, experimentId } = generateFileStore(join(folder, 'ours'), 2, smallRun);
  const runs = [0, 1].map((index) => generatedRun(index, smallRun));
  const written = askOracle('3.18', 'write_runs.py', [join(folder, 'theirs')], { experiment: 'bench', runs }) as {
    experimentId: string;
    runIds: string[];
  };
  const theirs = folderTree(join(folder, 'theirs', written.experimentId));
  const ours = folderTree(join(root, experimentId));
  expect(comparable(ours, [experimentId, ...runs.map(({ runId }) => runId)], `file://${root}`)).toEqual(
    comparable(theirs, [written.experimentId, ...written.runIds], `file://${join(folder, 'theirs')}`),
  );
});

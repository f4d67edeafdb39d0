import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import { datasetContextTag } from '../../src/model/dataset.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { collectRuns } from '../support/collectRuns.ts';
import { dumpLineage } from '../support/dumpLineage.ts';
import { unpackFixtureStore, type FixtureStoreName } from '../support/fixtureStores.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';

const archive = fileURLToPath(new URL('../../samples/flowers/archive/mlflow.db', import.meta.url));
const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0).toReversed()) {
    dispose();
  }
});

function unpacked(name: FixtureStoreName): string {
  const fixture = unpackFixtureStore(name);
  disposables.push(fixture.dispose);
  return realpathSync(join(fixture.folder, 'mlflow.db'));
}

function copiedArchive(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vizmod-archive-')));
  disposables.push(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(archive, join(folder, 'mlflow.db'));
  return join(folder, 'mlflow.db');
}

async function open(file: string): Promise<MlflowStore> {
  const store = await openStore(`sqlite:///${file}`, scriptStoreEnvironment({ workspaceFolders: [] }));
  disposables.push(() => store.dispose());
  return store;
}

interface Dump {
  readonly runs: Record<string, { readonly datasets: readonly DumpedInput[] }>;
  readonly models: readonly unknown[];
  readonly traces: Record<string, number | null>;
}

interface DumpedInput {
  readonly dataset: { readonly name: string; readonly digest: string };
  readonly tags: Record<string, string>;
}

/** What a listing should tell of the datasets of each run. */
function expectedUses({ runs }: Dump): unknown {
  const uses = Object.entries(runs).map(([runId, { datasets }]) => [
    runId,
    datasets.map(({ dataset: { name, digest }, tags }) => ({ name, digest, context: tags[datasetContextTag] })),
  ]);
  return Object.fromEntries(uses);
}

async function listedUses({ tracking }: MlflowStore): Promise<unknown> {
  const experimentIds = (await tracking.experiments('all')).map(({ experimentId }) => experimentId);
  const { runs } = await collectRuns(tracking, { experimentIds, view: 'all' });
  return Object.fromEntries(runs.map(({ info, datasets = [] }) => [info.runId, datasets]));
}

const databases: readonly [string, MlflowVersion, () => string, boolean][] = [
  ['v1-db', '1.30', () => unpacked('v1-db'), false],
  ['the archive of the sample', '2.22', copiedArchive, true],
  ['v3-db', '3.18', () => unpacked('v3-db'), true],
];

test.each(databases)(
  'tells inputs, outputs, logged models and traces of %s as MLflow %s does',
  async (_, version, place, isMore) => {
    const file = place();
    if (isMore) {
      askOracle(version, 'log_lineage.py', [file]);
    }
    const store = await open(file);
    const dump = askOracle(version, 'read_lineage.py', [`sqlite:///${file}`]) as Dump;
    expect(await dumpLineage(store)).toEqual(dump);
    expect(await listedUses(store)).toEqual(expectedUses(dump));
    const counts = { '1.30': [0, 0, 0], '2.22': [3, 0, 3], '3.18': [6, 8, 5] };
    expect([
      Object.values(dump.runs).filter(({ datasets }) => datasets.length > 0).length,
      dump.models.length,
      Object.values(dump.traces).reduce<number>((sum, count) => sum + (count ?? 0), 0),
    ]).toEqual(counts[version]);
  },
);

test('one logged model, and those that a run made, are those of the listing; a deleted one is nowhere', async () => {
  const file = unpacked('v3-db');
  askOracle('3.18', 'log_lineage.py', [file]);
  const { tracking, loggedModels } = await open(file);
  const experiments = await tracking.experiments('active');
  const experimentId = experiments.find(({ name }) => name === 'lineage')?.experimentId ?? '';
  const models = (await loggedModels?.ofExperiments([experimentId])) ?? [];
  const zeta = models.find(({ name }) => name === 'zeta');
  const made = await loggedModels?.ofRun(zeta?.sourceRunId ?? '');
  expect(await loggedModels?.loggedModel(zeta?.modelId ?? '')).toEqual(zeta);
  expect(made?.map(({ name }) => name)).toEqual(['alpha', 'zeta']);
  await expect(loggedModels?.loggedModel('m-none')).rejects.toMatchObject({ reason: 'notFound' });
  await expect(loggedModels?.ofRun('none')).rejects.toMatchObject({ reason: 'notFound' });
  await expect(tracking.lineage('none')).rejects.toMatchObject({ reason: 'notFound' });
  await expect(tracking.traceCount('77')).rejects.toMatchObject({ reason: 'notFound' });
});

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import { datasetContextTag, type DatasetUse } from '../../src/model/dataset.ts';
import { openStore } from '../../src/store/openStore.ts';
import { collectRuns } from '../support/collectRuns.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';
import { storeEntities } from '../support/storeEntities.ts';

interface EntityDump {
  readonly runs: Readonly<Record<string, { readonly datasets: readonly DatasetDump[] }>>;
  /** Null where that MLflow knows none. */
  readonly loggedModels: Readonly<Record<string, unknown>> | null;
}

interface DatasetDump {
  readonly name: string;
  readonly digest: string;
  readonly tags: Readonly<Record<string, string>>;
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What a listing is to say of the runs' datasets, given what MLflow says of their inputs. */
function usesOf({ runs }: EntityDump): Readonly<Record<string, readonly DatasetUse[]>> {
  return Object.fromEntries(
    Object.entries(runs).map(([runId, { datasets }]) => [
      runId,
      datasets.map(({ name, digest, tags }) => ({ name, digest, context: tags[datasetContextTag] })),
    ]),
  );
}

describe.each<[MlflowVersion, number]>([
  ['2.22', 0],
  ['3.18', 2],
])('inputs, outputs, datasets, logged models and traces of MLflow %s', (version, loggedModels) => {
  test('are what MLflow says, and so are the datasets in a listing', async () => {
    const folder = temporaryFolder();
    folders.push(folder);
    const root = join(folder, 'mlruns');
    const [experimentId = ''] = askOracle(version, 'write_file_entities.py', [root]) as readonly string[];
    const expected = askOracle(version, 'dump_entities.py', [root]) as EntityDump;
    expect(expected).toMatchObject({ traceCounts: { [experimentId]: 3 } });
    expect(Object.keys(expected.loggedModels ?? {})).toHaveLength(loggedModels);

    const store = await openStore(root, scriptStoreEnvironment());
    try {
      expect(await storeEntities(store)).toEqual({ ...expected, loggedModels: expected.loggedModels ?? {} });
      const { runs } = await collectRuns(store.tracking, { experimentIds: [experimentId], view: 'all' });
      const listed = Object.fromEntries(runs.map(({ info, datasets = [] }) => [info.runId, datasets]));
      expect(listed).toEqual(usesOf(expected));
    } finally {
      store.dispose();
    }
  });
});

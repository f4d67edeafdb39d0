import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import type { MlflowServer } from '../../scripts/lib/mlflowServer.ts';
import { openStore } from '../../src/store/openStore.ts';
import { unpackFixtureStore, type FixtureStore, type FixtureStoreName } from '../support/fixtureStores.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';
import { startMlflowServer } from '../support/mlflowServer.ts';
import { storeEntities } from '../support/storeEntities.ts';

interface EntityDump {
  readonly runs: Readonly<Record<string, unknown>>;
  /** Null where that MLflow knows none. */
  readonly loggedModels: Readonly<Record<string, unknown>> | null;
  readonly traceCounts: Readonly<Record<string, number | null>>;
}

const archive = fileURLToPath(new URL('../../samples/flowers/archive/', import.meta.url));
const cleanUps: (() => void)[] = [];

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) {
    cleanUp();
  }
});

function unpacked(name: FixtureStoreName): string {
  const fixture = unpackFixtureStore(name);
  cleanUps.push(fixture.dispose);
  return storeUri(fixture, name);
}

function copiedArchive(): string {
  const folder = temporaryFolder();
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(archive, folder, { recursive: true });
  return `sqlite:///${join(folder, 'mlflow.db')}`;
}

function storeUri({ folder }: FixtureStore, name: FixtureStoreName): string {
  return name.endsWith('-db') ? `sqlite:///${join(folder, 'mlflow.db')}` : join(folder, 'mlruns');
}

async function expectEveryField(uri: string, expected: EntityDump): Promise<void> {
  const store = await openStore(uri, scriptStoreEnvironment({ workspaceFolders: [] }));
  try {
    expect(Object.keys(expected.runs).length).toBeGreaterThan(0);
    expect(await storeEntities(store)).toEqual(inOurForm(expected));
  } finally {
    store.dispose();
  }
}

/** What an MLflow does not know yet, there is none of in its stores. */
function inOurForm({ loggedModels, traceCounts, ...rest }: EntityDump): unknown {
  return {
    ...rest,
    loggedModels: loggedModels ?? {},
    traceCounts: Object.fromEntries(Object.entries(traceCounts).map(([id, count]) => [id, count ?? 0])),
  };
}

function askEntities(version: MlflowVersion, uri: string): EntityDump {
  return askOracle(version, 'dump_entities.py', [uri]) as EntityDump;
}

const local: readonly [string, MlflowVersion, () => string][] = [
  ['vizmod-1.30', '1.30', () => unpacked('vizmod-1.30')],
  ['v2-mlruns', '2.22', () => unpacked('v2-mlruns')],
  ['v3-mlruns', '3.18', () => unpacked('v3-mlruns')],
  ['vizmod-mlflow3', '3.18', () => unpacked('vizmod-mlflow3')],
  ['v1-db', '1.30', () => unpacked('v1-db')],
  ['the archive of the sample', '2.22', copiedArchive],
  ['v3-db', '3.18', () => unpacked('v3-db')],
];

test.each(local)('%s has every field as MLflow %s tells it', async (_, version, place) => {
  const uri = place();
  await expectEveryField(uri, askEntities(version, uri));
});

describe.each([
  ['v2-mlruns', '2.22'],
  ['v3-db', '3.18'],
] as const)('a server over %s', (name, version) => {
  let fixture: FixtureStore;
  let server: MlflowServer;

  beforeAll(async () => {
    fixture = unpackFixtureStore(name);
    server = await startMlflowServer(version, storeUri(fixture, name));
  });

  afterAll(async () => {
    await server.stop();
    fixture.dispose();
  });

  test(`has every field as MLflow ${version} tells it`, async () => {
    await expectEveryField(server.url, askEntities(version, server.url));
  });
});

import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import { openStore } from '../../src/store/openStore.ts';
import { unpackFixtureStore, type FixtureStore, type FixtureStoreName } from '../support/fixtureStores.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';
import { startMlflowServer, type MlflowServer } from '../support/mlflowServer.ts';
import { storeEntities } from '../support/storeEntities.ts';

interface EntityDump {
  readonly runs: Readonly<Record<string, unknown>>;
  /** Null where that MLflow knows none. */
  readonly loggedModels: Readonly<Record<string, unknown>> | null;
  readonly traceCounts: Readonly<Record<string, number | null>>;
}

const fixtures: FixtureStore[] = [];

afterEach(() => {
  for (const fixture of fixtures.splice(0)) {
    fixture.dispose();
  }
});

function unpacked(name: FixtureStoreName): string {
  const fixture = unpackFixtureStore(name);
  fixtures.push(fixture);
  return storeUri(fixture, name);
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

/** What that MLflow does not know is none, or not told. */
function inOurForm({ loggedModels, traceCounts, ...rest }: EntityDump): unknown {
  return {
    ...rest,
    loggedModels: loggedModels ?? {},
    traceCounts: Object.fromEntries(Object.entries(traceCounts).map(([id, count]) => [id, count ?? undefined])),
  };
}

function askEntities(version: MlflowVersion, uri: string): EntityDump {
  return askOracle(version, 'dump_entities.py', [uri]) as EntityDump;
}

const local: readonly [FixtureStoreName, MlflowVersion][] = [
  ['vizmod-1.30', '1.30'],
  ['v2-mlruns', '2.22'],
  ['v3-mlruns', '3.18'],
  ['vizmod-mlflow3', '3.18'],
  ['v1-db', '1.30'],
  ['v3-db', '3.18'],
];

test.each(local)('%s has every field as MLflow %s tells it', async (name, version) => {
  const uri = unpacked(name);
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

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalStore } from '../../src/launch/localStore.ts';
import { MlflowUi } from '../../src/launch/mlflowUi.ts';
import { describeServerFacts } from '../../src/model/diagnosis/describeServerFacts.ts';
import type { ServerFacts } from '../../src/model/diagnosis/serverFacts.ts';
import { openStore } from '../../src/store/openStore.ts';
import { diagnoseServer } from '../../src/store/rest/diagnoseServer.ts';
import { isServerHealthy } from '../../src/store/rest/serverHealth.ts';
import { countStore } from '../../src/store/storeCounts.ts';
import { english } from '../../src/util/l10n.ts';
import { unpackFixtureStore, type FixtureStore } from '../support/fixtureStores.ts';
import { mlflowPython } from '../support/mlflowPython.ts';
import { testStoreEnvironment } from '../support/testStoreEnvironment.ts';

async function diagnose(url: string): Promise<ServerFacts> {
  const environment = { fetch: globalThis.fetch, variables: {} };
  return await diagnoseServer(url, environment, { proxySettings: {}, timeout: 30_000 });
}

describe('MLflow’s own UI (3.18) for a folder that MLflow 3.13 and later refuse', () => {
  let fixture: FixtureStore;
  let ui: MlflowUi;
  let ended: Promise<void>;
  let output = '';

  beforeAll(async () => {
    fixture = unpackFixtureStore('v3-mlruns');
    const path = join(fixture.folder, 'mlruns');
    const store: LocalStore = { kind: 'file', uri: `file://${path}`, path };
    const environment = { ...process.env };
    delete environment['MLFLOW_ALLOW_FILE_STORE'];
    ui = new MlflowUi({
      store,
      python: { configured: mlflowPython('3.18'), folder: fixture.folder, environment },
      isHealthy: async (url, signal) => await isServerHealthy(url, globalThis.fetch, signal),
      pollMs: 200,
      stopGraceMs: [5000, 5000],
      onWillStart: () => undefined,
      onOutput: (text) => {
        output += text;
      },
    });
    const left = new Promise((resolve) => ui.onDidChange(resolve));
    ended = ui.run();
    await left;
  });

  afterAll(async () => {
    ui.kill();
    await ended;
    fixture.dispose();
  });

  function address(): string {
    const { state } = ui;
    return state.kind === 'ready' ? state.url : expect.fail(`${state.kind}\n${output}`);
  }

  test('shows what is in the folder', async () => {
    const environment = testStoreEnvironment({ fetch: globalThis.fetch });
    const [folder, server] = [await openStore(ui.store.uri, environment), await openStore(address(), environment)];
    expect(await countStore(server)).toEqual(await countStore(folder));
    folder.dispose();
    server.dispose();
  });

  test('is found healthy by the diagnosis', async () => {
    const facts = await diagnose(address());
    const bad = describeServerFacts(facts, Date.now(), english).filter(({ verdict }) => verdict === 'problem');
    expect({ bad, answer: facts.answer, version: facts.version, capabilities: facts.capabilities }).toEqual({
      bad: [],
      answer: { kind: 'mlflow' },
      version: { version: '3.18.0', isInferred: false },
      capabilities: {
        loggedModels: 'there',
        traces: 'there',
        sampledHistories: 'there',
        artifactProxy: 'there',
        aliases: 'there',
      },
    });
  });

  test('refuses a host name that it does not expect, and the diagnosis says what to add', async () => {
    // The same address by another name, which is what a server sees behind a name of the company's network.
    const { port } = new URL(address());
    const facts = await diagnose(`http://[::ffff:127.0.0.1]:${port}`);
    expect(facts.answer).toEqual({ kind: 'wrongHost', host: `[::ffff:7f00:1]:${port}` });
    expect(facts.version).toEqual({ version: '3.18.0', isInferred: false });
  });

  test('ends when it is stopped', async () => {
    const url = address();
    ui.stop();
    await ended;
    expect(ui.state).toEqual({ kind: 'stopped' });
    expect(await isServerHealthy(url, globalThis.fetch, new AbortController().signal)).toBe(false);
  });
});

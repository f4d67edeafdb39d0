import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MlflowServer } from '../../scripts/lib/mlflowServer.ts';
import { describeError } from '../../src/model/describeError.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { english } from '../../src/util/l10n.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { startMlflowServer, startMlflowServerWithLogin } from '../support/mlflowServer.ts';
import { testStoreEnvironment } from '../support/testStoreEnvironment.ts';

const password = 'S3cret-päss-12';

let folder: string;

beforeAll(() => {
  folder = temporaryFolder();
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<MlflowStore> {
  const serverHeaders = async (): Promise<typeof headers> => await Promise.resolve(headers);
  return await openStore(url, testStoreEnvironment({ fetch: globalThis.fetch, serverHeaders }));
}

function basic(user: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
}

/** What came of it: a reason and the sentence for people, or how many there were. */
async function outcome(work: Promise<readonly unknown[] | string>): Promise<unknown> {
  try {
    return (await work).length;
  } catch (error) {
    return [MlflowError.is(error) ? error.reason : 'other', describeError(error, english)];
  }
}

describe('a server with a login', () => {
  let server: MlflowServer;

  beforeAll(async () => {
    server = await startMlflowServerWithLogin('3.18', `sqlite:///${join(folder, 'login.db')}`, password);
  });

  afterAll(async () => {
    await server.stop();
  });

  test('lets nobody in without the right credentials, and says what to do', async () => {
    const refusal = [
      'unauthorized',
      expect.stringMatching(/^http.*asks for a login \(401: You are not authenticated.*MLFLOW_TRACKING_USERNAME/),
    ];
    const headers = [{}, basic('admin', 'wrong'), { authorization: 'Bearer x' }];
    for (const credentials of headers) {
      const store = await open(server.url, credentials);
      expect(await outcome(store.tracking.experiments('active'))).toEqual(refusal);
      store.dispose();
    }
  });

  test('lets in who knows the password, by header or in the address', async () => {
    const byHeader = await open(server.url, basic('admin', password));
    const { host } = new URL(server.url);
    const byAddress = await open(`http://admin:${encodeURIComponent(password)}@${host}`);
    expect(await outcome(byHeader.tracking.experiments('active'))).toBe(1);
    expect([await outcome(byAddress.tracking.experiments('active')), byAddress.uri]).toEqual([1, server.url]);
    byHeader.dispose();
    byAddress.dispose();
  });

  test('refuses what somebody may not do', async () => {
    const admin = basic('admin', password);
    const user = { username: 'bob', password: 'bobpassword12' };
    const made = await fetch(`${server.url}/api/2.0/mlflow/users/create`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'application/json' },
      body: JSON.stringify(user),
    });
    const store = await open(server.url, basic(user.username, user.password));
    const run = { experimentId: '0', runName: '', userId: 'bob', startTime: 1, tags: new Map<string, string>() };
    expect([
      made.status,
      await outcome(store.tracking.experiments('active')),
      await outcome(store.tracking.createRun(run).then(({ info }) => info.runId)),
    ]).toEqual([200, 1, ['forbidden', expect.stringContaining('refused the request (403: Permission denied)')]]);
    store.dispose();
  });
});

describe('a server behind a path prefix', () => {
  let server: MlflowServer;
  let gate: Server;

  beforeAll(async () => {
    const kept = join(folder, 'kept');
    const options = ['--static-prefix', '/team/mlflow', '--artifacts-destination', kept];
    server = await startMlflowServer('3.18', `sqlite:///${join(folder, 'prefix.db')}`, ...options);
    gate = await startGate(server.url);
  });

  afterAll(async () => {
    gate.closeAllConnections();
    gate.close();
    await server.stop();
  });

  test('is read, written and asked for artifacts below its prefix, also through a gate that wants a token', async () => {
    const address = gate.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const url = `http://127.0.0.1:${port}/team/mlflow/`;
    const stranger = await open(url);
    const store = await open(url, { authorization: 'Bearer token-1', 'x-team': 'flowers' });
    const experimentId = await store.tracking.createExperiment('prefixed');
    const run = { experimentId, runName: 'one', userId: 'ann', startTime: 1, tags: new Map<string, string>() };
    const { runId } = (await store.tracking.createRun(run)).info;
    const artifacts = await store.tracking.artifacts(runId);
    await artifacts.write('a/b c.txt', new TextEncoder().encode('below'));
    expect([
      await outcome(stranger.tracking.experiments('active')),
      (await store.tracking.experiments('active')).map(({ name }) => name),
      await artifacts.list('a'),
      new TextDecoder().decode(await artifacts.read('a/b c.txt')),
      await store.registry.registeredModels(),
    ]).toEqual([
      ['unauthorized', expect.stringContaining('asks for a login')],
      ['prefixed', 'Default'],
      [{ path: 'a/b c.txt', isDirectory: false, size: 5 }],
      'below',
      [],
    ]);
    stranger.dispose();
    store.dispose();
  });

  test('does not answer without its prefix, which is said', async () => {
    const store = await open(new URL(server.url).origin);
    expect(await outcome(store.tracking.experiments('active'))).toEqual([
      'notMlflow',
      expect.stringContaining('Check the address, its path prefix'),
    ]);
    store.dispose();
  });
});

/** Stands before a server, as the gates of companies do, and lets through who brings the token and the team's header. */
async function startGate(serverUrl: string): Promise<Server> {
  const { hostname, port } = new URL(serverUrl);
  const gate = createServer((incoming, outgoing) => {
    const { authorization } = incoming.headers;
    if (authorization !== 'Bearer token-1' || incoming.headers['x-team'] !== 'flowers') {
      outgoing.writeHead(401, { 'content-type': 'text/plain' }).end('Bring a token');
      return;
    }
    const { method, url: path, headers } = incoming;
    const inner = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(inner);
  }).listen(0, '127.0.0.1');
  await once(gate, 'listening');
  return gate;
}

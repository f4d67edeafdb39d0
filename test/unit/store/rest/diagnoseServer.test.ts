import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { describeServerFacts } from '../../../../src/model/diagnosis/describeServerFacts.ts';
import type { ServerFacts } from '../../../../src/model/diagnosis/serverFacts.ts';
import { MlflowError } from '../../../../src/model/mlflowError.ts';
import { diagnoseServer, type DiagnoseServerOptions } from '../../../../src/store/rest/diagnoseServer.ts';
import { english } from '../../../../src/util/l10n.ts';
import { startSelfSignedServer } from '../../../support/selfSignedServer.ts';
import { json, startStandIn, text, type Answer } from './standIn.ts';

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function start(answer: Answer): Promise<string> {
  const standIn = await startStandIn(answer);
  closing.push(standIn.close);
  return standIn.url;
}

const environment = {
  fetch: globalThis.fetch,
  variables: {},
  serverHeaders: async () => await Promise.resolve({ Authorization: 'Bearer s3cret' }),
};

async function diagnose(url: string, options: Partial<DiagnoseServerOptions> = {}): Promise<ServerFacts> {
  return await diagnoseServer(url, environment, { proxySettings: {}, timeout: 10_000, ...options });
}

/** Verdicts and titles of what is not all right. */
function complaints(facts: ServerFacts): readonly string[] {
  const lines = describeServerFacts(facts, Date.now(), english);
  return lines
    .filter(({ verdict }) => verdict === 'problem' || verdict === 'note')
    .map(({ title, finding, advice = '' }) => `${title}: ${finding} → ${advice}`);
}

describe('a server is diagnosed', () => {
  test('that answers as MLflow 2 without a proxy for artifacts', async () => {
    const url = await start((response, request) => {
      const path = request.url ?? '';
      if (path === '/version') {
        text(200, '2.22.1')(response);
      } else if (path.includes('logged-models') || path.includes('/api/3.0/')) {
        text(404, '<!doctype html><title>404 Not Found</title>')(response);
      } else if (path.includes('mlflow-artifacts')) {
        text(503, 'Endpoint is disabled')(response);
      } else {
        json(path.includes('alias') ? 400 : 200, {})(response);
      }
    });
    const { answer, version, capabilities, latencies, credentials, clockDifference = Number.NaN } = await diagnose(url);
    expect({ answer, version, capabilities, credentials }).toEqual({
      answer: { kind: 'mlflow' },
      version: { version: '2.22.1', isInferred: false },
      capabilities: {
        loggedModels: 'missing',
        traces: 'there',
        sampledHistories: 'there',
        artifactProxy: 'missing',
        aliases: 'there',
      },
      credentials: 'bearer',
    });
    expect(latencies).toHaveLength(5);
    expect(Math.abs(clockDifference)).toBeLessThan(60_000);
  });

  test('that is not there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    server.close();
    await once(server, 'close');
    const facts = await diagnose(`http://127.0.0.1:${port}`);
    expect(facts.connection).toEqual({ kind: 'failed', port, code: 'ECONNREFUSED' });
    expect(facts.answer).toMatchObject({ kind: 'failed', code: 'ECONNREFUSED' });
    expect(complaints(facts)[0]).toMatch(/^Connection: port \d+ does not take connections .*start the server/);
  });

  test('whose name nobody knows', async () => {
    const facts = await diagnose('http://no-such-host.invalid:5000');
    expect(facts.name).toMatchObject({ kind: 'failed', host: 'no-such-host.invalid' });
    expect(facts.connection).toEqual({ kind: 'notTried', port: 5000 });
    expect(complaints(facts)[0]).toMatch(/^Name: no-such-host\.invalid was not found/);
  });

  test('whose certificate nobody vouches for', async () => {
    const server = await startSelfSignedServer((_, response) => void response.end('{}'));
    closing.push(server.close);
    const facts = await diagnose(server.url);
    expect(facts.certificate).toMatchObject({
      issuer: 'localhost',
      subject: 'localhost',
      refusal: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(facts.certificate?.expires).toBeGreaterThan(Date.now());
    expect(facts.answer).toMatchObject({ kind: 'failed', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(complaints(facts)[0]).toMatch(/^Certificate: .*NODE_EXTRA_CA_CERTS/);
  });

  test('that sends to a login page of somebody else', async () => {
    const login = await start(text(200, '<html><head><title>Sign in · Corp</title></head></html>'));
    const url = await start(text(302, '', { location: `${login}/login?state=s3cret` }));
    const facts = await diagnose(url);
    expect(facts.answer).toEqual({
      kind: 'webPage',
      status: 200,
      title: 'Sign in · Corp',
      address: `${login}/login`,
    });
  });

  test('that does not know its own host name, in the words of MLflow 3.18', async () => {
    const refusal = 'Invalid Host header - possible DNS rebinding attack detected';
    const url = await start(text(403, refusal, { 'content-type': 'text/plain' }));
    const facts = await diagnose(url);
    expect(facts.answer).toEqual({ kind: 'wrongHost', host: new URL(url).host });
    expect(complaints(facts)[0]).toContain(`--allowed-hosts "${new URL(url).host},localhost,`);
  });

  test('that takes no credentials, these credentials, or this user', async () => {
    const url = await start(text(401, 'You are not authenticated.'));
    const wrong = await diagnose(url);
    expect(wrong.answer).toEqual({ kind: 'unauthorized', says: 'You are not authenticated.' });
    expect(complaints(wrong).join('\n')).toMatch(/a token is sent[^]*sent are wrong/);
    const none = await diagnoseServer(
      url,
      { ...environment, serverHeaders: undefined },
      { proxySettings: {}, timeout: 10_000 },
    );
    expect(complaints(none).join('\n')).toMatch(/MLFLOW_TRACKING_USERNAME/);
    const refused = await diagnose(await start(text(403, 'Permission denied')));
    expect(refused.answer).toEqual({ kind: 'forbidden', says: 'Permission denied' });
  });

  test('that takes a connection and says nothing', async () => {
    const facts = await diagnose(await start(() => undefined), { timeout: 200 });
    expect(facts.answer).toEqual({ kind: 'failed', code: 'timeout', says: '' });
  });

  test('at another path than the one that was named, and one that fails', async () => {
    const elsewhere = await diagnose(await start(text(404, 'Not Found')));
    expect(elsewhere.answer).toEqual({ kind: 'unknownAddress' });
    const failing = await diagnose(await start(json(500, { message: 'database is gone' })));
    expect(failing.answer).toEqual({ kind: 'other', status: 500, says: 'database is gone' });
  });

  test('whose clock is an hour ahead', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const facts = await diagnose(await start(json(200, {}, { date })));
    expect(complaints(facts).at(-1)).toMatch(/^Clock: the server is 3(59|60)\d s ahead/);
  });

  test('with the proxy that applies to it, and without what is secret', async () => {
    const url = await start(json(200, {}));
    const variables = { https_proxy: 'http://other', HTTP_PROXY: 'http://user:s3cret@proxy:3128', NO_PROXY: '.corp' };
    const { proxy } = await diagnoseServer(url, { ...environment, variables }, { proxySettings: {}, timeout: 10_000 });
    expect(proxy).toEqual({ address: 'http://proxy:3128', source: 'HTTP_PROXY', isBypassed: false });
    const set = await diagnoseServer(
      url,
      { ...environment, variables },
      { proxySettings: { proxy: 'http://set:1', noProxy: ['127.0.0.1'] }, timeout: 10_000 },
    );
    expect(set.proxy).toEqual({ address: 'http://set:1', source: 'http.proxy', isBypassed: true });
  });

  test('never telling a secret, from wherever it came', async () => {
    const url = await start(text(401, 'no'));
    const facts = await diagnose(url.replace('//', '//user:s3cret@'));
    expect(facts.credentials).toBe('basic');
    expect(JSON.stringify([facts, complaints(facts)])).not.toContain('s3cret');
  });

  test('until it is cancelled', async () => {
    const cancel = new AbortController();
    const url = await start(() => cancel.abort());
    const error: unknown = await diagnose(url, { signal: cancel.signal }).catch((thrown: unknown) => thrown);
    expect(MlflowError.is(error, 'cancelled')).toBe(true);
  });
});

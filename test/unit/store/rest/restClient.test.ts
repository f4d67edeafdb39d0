import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { MlflowError } from '../../../../src/model/mlflowError.ts';
import { RestClient, type RestClientOptions } from '../../../../src/store/rest/restClient.ts';
import type { StoreEnvironment } from '../../../../src/store/storeEnvironment.ts';
import { json, startStandIn, text, type Answer, type StandIn } from './standIn.ts';

let standIn: StandIn | undefined;
const pauses: number[] = [];

afterEach(() => {
  standIn?.close();
  pauses.length = 0;
});

async function start(...answers: readonly Answer[]): Promise<StandIn> {
  standIn = await startStandIn(...answers);
  return standIn;
}

function client(
  url: string,
  options: Partial<RestClientOptions> = {},
  environment: Partial<StoreEnvironment> = {},
): RestClient {
  return new RestClient(
    url,
    { fetch: globalThis.fetch, log: () => undefined, ...environment },
    {
      retryDelays: [1, 2],
      pause: async (milliseconds) => await Promise.resolve(pauses.push(milliseconds)),
      ...options,
    },
  );
}

async function errorOf(work: Promise<unknown>): Promise<MlflowError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!MlflowError.is(error)) {
    throw new TypeError(`not one of ours: ${String(error)}`);
  }
  return error;
}

const page = '<!doctype html><html><body>Please sign in</body></html>';
const html = { 'content-type': 'text/html; charset=utf-8' };

describe('an answer that is final', () => {
  test.each([
    [
      'a missing login',
      text(401, 'You are not authenticated.', html),
      'unauthorized',
      '401: You are not authenticated.',
    ],
    ['a missing right', text(403, 'Permission denied'), 'forbidden', '403: Permission denied'],
    [
      'a missing run',
      json(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run with id=1 not found' }),
      'notFound',
      '404: Run with id=1 not found',
    ],
    ['an unknown address', text(404, page, html), 'notMlflow', 'it does not know this address (404)'],
    ['a login page', text(200, page, html), 'notMlflow', 'it sent a web page'],
    [
      'JSON that ends too early',
      text(200, '{"runs": [{"info"', { 'content-type': 'application/json' }),
      'notMlflow',
      'its answer is not whole, or not JSON',
    ],
    ['other JSON', json(200, [1, 2]), 'notMlflow', 'its answer is not a JSON object'],
    [
      'a refused parameter',
      json(400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'Invalid value 0' }),
      'invalidValue',
      '400: Invalid value 0',
    ],
    ['an unusual status', text(418, page, html), 'notMlflow', '418'],
  ])('%s', async (_, answer, reason, detail) => {
    const { url, requests } = await start(answer);
    const error = await errorOf(client(url).get('/call', { name: 'a b&c' }));
    expect([error.reason, error.details, requests.length]).toEqual([
      reason,
      { what: `${url}/call?name=a%20b%26c`, detail },
      1,
    ]);
  });
});

function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"a"');
  setImmediate(() => response.destroy());
}

describe('what may pass', () => {
  test.each([
    ['a busy server', text(503, 'overloaded')],
    ['too many requests', text(429, '')],
    ['a server error', text(500, page, html)],
    ['a connection that breaks', (response: ServerResponse): unknown => response.destroy()],
    ['an answer that is cut off', cut],
  ])('%s is asked again, and answers', async (_, failure) => {
    const { url, requests } = await start(failure, failure, json(200, { ok: true }));
    expect(await client(url).postSearch('/search', { a: 1 })).toEqual({ ok: true });
    expect([requests.length, pauses]).toEqual([3, [1, 2]]);
  });

  test('in the end it is said', async () => {
    const { url, requests } = await start(text(503, 'overloaded'));
    const error = await errorOf(client(url).get('/call'));
    expect([error.reason, error.details.detail, requests.length]).toEqual(['serverError', '503: overloaded', 3]);
  });

  test('a server says when it has time again, within limits', async () => {
    const { url } = await start(
      text(429, '', { 'retry-after': '2' }),
      text(429, '', { 'retry-after': '86400' }),
      json(200, {}),
    );
    await client(url).get('/call');
    expect(pauses).toEqual([2000, 10_000]);
  });

  test('a server that is not there', async () => {
    const { url, close } = await start(json(200, {}));
    close();
    const error = await errorOf(client(url).get('/call'));
    expect(error.reason).toBe('unreachable');
    expect(error.details.detail).toContain('ECONNREFUSED');
  });
});

test('a server that never answers is not waited for', async () => {
  const { url } = await start(() => undefined);
  expect((await errorOf(client(url, { timeout: 30 }).get('/call'))).reason).toBe('timedOut');
  expect(pauses).toEqual([]);
});

test('cancelling ends a request, one that waits for its turn, and a pause', async () => {
  const abort = new AbortController();
  const { url, requests } = await start(() => abort.abort());
  const hanging = client(url, { maxConcurrent: 1 });
  const errors = await Promise.all([
    errorOf(hanging.get('/first', {}, abort.signal)),
    errorOf(hanging.get('/second', {}, abort.signal)),
  ]);
  expect([...errors.map((error) => error.reason), requests.length]).toEqual(['cancelled', 'cancelled', 1]);

  const later = new AbortController();
  const pausing = client(url, {
    pause: async () => {
      later.abort();
      return await Promise.reject(new Error('aborted'));
    },
  });
  standIn?.close();
  expect((await errorOf(pausing.get('/call', {}, later.signal))).reason).toBe('cancelled');
});

test('asks at most so much at once', async () => {
  let open = 0;
  let most = 0;
  const { url } = await start((response) => {
    open++;
    most = Math.max(most, open);
    setImmediate(() => {
      open--;
      json(200, {})(response);
    });
  });
  const limited = client(url, { maxConcurrent: 2 });
  await Promise.all(Array.from({ length: 8 }, async () => await limited.get('/call')));
  expect(most).toBe(2);
});

describe('credentials', () => {
  test('come from the environment, for the server’s address', async () => {
    const { url, requests } = await start(json(200, {}));
    const asked: string[] = [];
    const serverHeaders = async (uri: string): Promise<Record<string, string>> => {
      asked.push(uri);
      return await Promise.resolve({ authorization: 'Bearer secret' });
    };
    await client(`${url}/prefix/`, {}, { serverHeaders }).get('/call');
    expect([requests[0]?.url, requests[0]?.headers.authorization, asked]).toEqual([
      '/prefix/call',
      'Bearer secret',
      [`${url}/prefix`],
    ]);
  });

  test('in the address become a header and are not shown', async () => {
    const { url, requests } = await start(text(401, ''));
    const asking = client(url.replace('//', '//ana:p%40ss@'));
    const error = await errorOf(asking.get('/call'));
    expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ana:p@ss').toString('base64')}`);
    expect([asking.url, JSON.stringify(error), error.message].join('\n')).not.toMatch(/ana|p%40ss|p@ss/);
  });

  test('no Origin is sent: MLflow 3 refuses foreign ones', async () => {
    const { url, requests } = await start(json(200, {}));
    await client(url).postSearch('/search', {});
    expect([requests[0]?.headers.origin, requests[0]?.headers['content-type']]).toEqual([
      undefined,
      'application/json',
    ]);
  });
});

describe('bytes', () => {
  test('are what the server sends', async () => {
    const { url } = await start((response) => response.end(Buffer.from([0, 1, 255])));
    expect(await client(url).bytes('/file', {}, { maxBytes: 3 })).toEqual(new Uint8Array([0, 1, 255]));
  });

  test('of a large file are refused when announced, and counted when not', async () => {
    const { url } = await start(
      (response) => response.writeHead(200, { 'content-length': '4' }).end('four'),
      (response) => {
        response.write('fo');
        response.end('ur');
      },
    );
    const reasons = [];
    for (const path of ['/announced', '/streamed']) {
      reasons.push((await errorOf(client(url).bytes(path, {}, { maxBytes: 3 }))).reason);
    }
    expect(reasons).toEqual(['tooLarge', 'tooLarge']);
  });
});

describe('a write', () => {
  test('is sent with its method and body, and never again after an answer', async () => {
    const { url, requests } = await start(json(503, {}));
    const error = await errorOf(client(url).write('PATCH', '/call', { name: 'x' }));
    expect([error.reason, requests.map(({ method }) => method), pauses]).toEqual(['serverError', ['PATCH'], []]);
  });

  test('is not sent again when the connection ends without an answer: it may have been done', async () => {
    const { url, requests } = await start((response) => response.destroy());
    const error = await errorOf(client(url).write('POST', '/call'));
    expect([error.reason, requests.length, pauses]).toEqual(['unreachable', 1, []]);
  });

  test('is tried again when nobody took the connection', async () => {
    const { url, close } = await start(json(200, {}));
    close();
    expect([(await errorOf(client(url).write('POST', '/call'))).reason, pauses]).toEqual(['unreachable', [1, 2]]);
  });

  test('without the right is forbidden', async () => {
    const { url } = await start(text(403, 'Permission denied'));
    expect((await errorOf(client(url).write('DELETE', '/call'))).reason).toBe('forbidden');
  });

  test('of a file says how long it is', async () => {
    const { url, requests } = await start(json(200, {}));
    await client(url).put('/file', { bytes: 3, open: () => new Blob(['abc']).stream() });
    expect([requests[0]?.method, requests[0]?.headers['content-length']]).toEqual(['PUT', '3']);
  });
});

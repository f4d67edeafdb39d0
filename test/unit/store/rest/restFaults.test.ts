import { afterEach, describe, expect, test } from 'vitest';
import { describeError } from '../../../../src/model/describeError.ts';
import type { MlflowStore } from '../../../../src/store/mlflowStore.ts';
import { openRestStore } from '../../../../src/store/rest/openRestStore.ts';
import type { RunCollection } from '../../../../src/store/runCollection.ts';
import { english } from '../../../../src/util/l10n.ts';
import { startSelfSignedServer } from '../../../support/selfSignedServer.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';
import { json, startStandIn, text, type Answer } from './standIn.ts';

const closing: (() => void)[] = [];

afterEach(() => {
  closing.splice(0).forEach((close) => close());
});

function schedule(): { dispose: () => void } {
  return { dispose: () => undefined };
}

/** A store that repeats a question once, at once. */
function open(url: string, timeout = 60_000): MlflowStore {
  const client = { retryDelays: [0], timeout, pause: async () => await Promise.resolve() };
  const store = openRestStore(url, testStoreEnvironment({ fetch: globalThis.fetch }), { client, schedule });
  closing.push(() => store.dispose());
  return store;
}

async function openStandIn(...answers: readonly Answer[]): Promise<MlflowStore> {
  const standIn = await startStandIn(...answers);
  closing.push(standIn.close);
  return open(standIn.url);
}

/** What a person reads, with the server's address as `<server>`. */
async function sentence({ tracking }: MlflowStore): Promise<string> {
  const outcome = await tracking.experiments('active').then(
    (experiments) => `${experiments.length} experiments`,
    (error: unknown) => describeError(error, english),
  );
  return outcome.replaceAll(tracking.uri, '<server>').replace('/api/2.0/mlflow/experiments/search', '/…');
}

const html = { 'content-type': 'text/html' };
const loginPage = '<!doctype html><title>Sign in</title>';
const checkAddress = 'Check the address, its path prefix and any login page in front of it.';

/** Begins an answer and lets it drip so that it never ends in time. */
const drip: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

const killed: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '999' }).write('{"experiments": [');
  setImmediate(() => response.destroy());
};

describe('one clear sentence for', () => {
  test.each<readonly [string, Answer, string]>([
    [
      'too many requests',
      text(429, 'slow down', { 'retry-after': '0' }),
      '<server>/… failed on the server (429: slow down). Its log says why.',
    ],
    ['a server error', text(500, loginPage, html), '<server>/… failed on the server (500). Its log says why.'],
    [
      'a server killed while it answers',
      killed,
      '<server>/… does not answer (other side closed). Check that the server runs and that the address is right.',
    ],
    [
      'something else than JSON',
      text(200, 'OK', { 'content-type': 'text/plain' }),
      `<server>/… answered, but not as an MLflow server does (its answer is not whole, or not JSON). ${checkAddress}`,
    ],
    [
      'truncated JSON',
      text(200, '{"experiments": [{', { 'content-type': 'application/json' }),
      `<server>/… answered, but not as an MLflow server does (its answer is not whole, or not JSON). ${checkAddress}`,
    ],
    [
      'a login page',
      text(200, loginPage, html),
      `<server>/… answered, but not as an MLflow server does (it sent a web page). ${checkAddress}`,
    ],
    [
      'a redirect to a login',
      text(302, '', { location: 'https://login.example/signin?state=s3cret' }),
      `<server>/… answered, but not as an MLflow server does (it leads to https://login.example/signin). ${checkAddress}`,
    ],
    [
      'a page that names itself',
      json(200, { experiments: [], next_page_token: 'same' }),
      `<server>/… answered, but not as an MLflow server does (it gives the same page again and again). ${checkAddress}`,
    ],
  ])('%s', async (_, answer, expected) => {
    expect(await sentence(await openStandIn(answer))).toBe(expected);
  });

  test('an answer that drips', async () => {
    const standIn = await startStandIn(drip);
    closing.push(standIn.close);
    expect(await sentence(open(standIn.url, 100))).toBe('<server>/… took too long to answer. Try again.');
  });

  test('a certificate that nobody vouches for', async () => {
    const server = await startSelfSignedServer((_, response) => json(200, {})(response));
    closing.push(server.close);
    expect(await sentence(open(server.url))).toBe(
      '<server>/… shows a certificate that this machine does not trust (self-signed certificate). Add its authority to the certificates of the operating system, or correct the address.',
    );
  });
});

test('a redirect is not followed: what is secret is for one address only', async () => {
  const elsewhere = await startStandIn(json(200, { experiments: [] }));
  closing.push(elsewhere.close);
  await sentence(await openStandIn(text(307, '', { location: elsewhere.url })));
  expect(elsewhere.requests).toHaveLength(0);
});

function runPage(runId: string, next?: string): Answer {
  const info = { run_id: runId, experiment_id: '1', status: 'FINISHED', start_time: 1 };
  return json(200, { runs: [{ info }], ...(next === undefined ? {} : { next_page_token: next }) });
}

function shown({ table, isComplete, problems, staleSince }: RunCollection): unknown {
  const reasons = problems.map(({ error }) => error.reason);
  return { runs: table.toData().runIds, isComplete, reasons, isStale: staleSince !== undefined };
}

test('a server killed between two pages leaves what there was, with its age, until a refresh finds it back', async () => {
  const { runCollections } = await openStandIn(
    runPage('r1', 'two'),
    killed,
    killed,
    runPage('r1', 'two'),
    runPage('r2'),
  );
  const { collection } = runCollections.lease(['1']);
  await collection.loaded.catch(() => undefined);
  const left = shown(collection);
  runCollections.refresh();
  await collection.loaded;
  expect([left, shown(collection)]).toEqual([
    { runs: ['r1'], isComplete: false, reasons: ['unreachable'], isStale: true },
    { runs: ['r1', 'r2'], isComplete: true, reasons: [], isStale: false },
  ]);
});

test('a server that goes away leaves what there was, with its age, and comes back by itself', async () => {
  let isDown = false;
  let runId = 'r1';
  const standIn = await startStandIn((response, request) =>
    isDown ? response.destroy() : runPage(runId)(response, request),
  );
  closing.push(standIn.close);
  const looks: (() => void)[] = [];
  const client = { retryDelays: [], pause: async () => await Promise.resolve() };
  const store = openRestStore(standIn.url, testStoreEnvironment({ fetch: globalThis.fetch }), {
    client,
    schedule: (look) => {
      looks.push(look);
      return { dispose: () => undefined };
    },
  });
  closing.push(() => store.dispose());
  const { collection } = store.runCollections.lease(['1']);
  const looksUntil = async (isReached: () => boolean): Promise<unknown> => {
    looks.splice(0).forEach((look) => look());
    await expect.poll(isReached, { timeout: 10_000 }).toBe(true);
    return shown(collection);
  };
  await collection.loaded;
  isDown = true;
  const away = await looksUntil(() => collection.staleSince !== undefined && looks.length > 0);
  isDown = false;
  runId = 'r2';
  const back = await looksUntil(() => collection.table.rowOf('r2') !== undefined);
  expect([away, back]).toEqual([
    { runs: ['r1'], isComplete: true, reasons: ['unreachable'], isStale: true },
    { runs: ['r2'], isComplete: true, reasons: [], isStale: false },
  ]);
});

test('pages that lead in a circle end with a problem, not as if they were all', async () => {
  const { runCollections } = await openStandIn(runPage('r1', 'a'), runPage('r2', 'b'), runPage('r3', 'a'));
  const { collection } = runCollections.lease(['1']);
  await collection.loaded.catch(() => undefined);
  expect(shown(collection)).toEqual({ runs: ['r1', 'r2'], isComplete: false, reasons: ['notMlflow'], isStale: true });
});

async function said(reading: Promise<unknown>): Promise<string> {
  return await reading.then(
    () => 'read',
    (error: unknown) => describeError(error, english),
  );
}

test('artifacts in cloud storage that the server cannot reach are named, with what would make them readable', async () => {
  const place = 's3://bucket/1/abc/artifacts';
  const answer: Answer = (response, request) =>
    request.url?.includes('/runs/get') === true
      ? json(200, { run: { info: { run_id: 'abc', experiment_id: '1', artifact_uri: place } } })(response)
      : text(500, loginPage, html)(response);
  const { tracking } = await openStandIn(answer);
  const artifacts = await tracking.artifacts('abc');
  const expected =
    `${place} cannot be read from here (the server has no access to it either). ` +
    'Start the tracking server with --serve-artifacts and it becomes readable through the server.';
  expect([await said(artifacts.list('')), await said(artifacts.read('model.pkl'))]).toEqual([expected, expected]);
});

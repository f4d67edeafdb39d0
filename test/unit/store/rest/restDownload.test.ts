import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ArtifactRepository } from '../../../../src/store/artifactRepository.ts';
import { openRestStore } from '../../../../src/store/rest/openRestStore.ts';
import { temporaryFolder } from '../../../support/folderTree.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';
import { startStandIn, text, type Answer, type StandIn } from './standIn.ts';

let folder: string;
let target: string;
let standIn: StandIn;

beforeEach(() => {
  folder = temporaryFolder();
  target = join(folder, 'model.bin');
});

afterEach(() => {
  standIn.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(timeout: number, ...answers: readonly Answer[]): Promise<ArtifactRepository> {
  standIn = await startStandIn(...answers);
  const client = { retryDelays: [0], timeout, pause: async () => await Promise.resolve() };
  const store = openRestStore(standIn.url, testStoreEnvironment({ fetch: globalThis.fetch }), { client });
  return await store.tracking.artifacts('r1');
}

/** Sends the parts one by one, a tenth of a second apart, and then ends, breaks off, or falls silent. */
function sending(parts: readonly string[], end: 'ends' | 'breaks' | 'waits'): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    const rest = [...parts];
    const timer = setInterval(() => {
      const part = rest.shift();
      if (part !== undefined) {
        response.write(part);
        return;
      }
      clearInterval(timer);
      if (end === 'ends') {
        response.end();
      } else if (end === 'breaks') {
        response.destroy();
      }
    }, 100);
    response.on('close', () => clearInterval(timer));
  };
}

test('a file comes piece by piece, for as long as pieces come, and from the beginning when it breaks off', async () => {
  const artifacts = await open(5000, sending(['one ', 'two '], 'breaks'), sending(['one ', 'two ', 'three'], 'ends'));
  const progress: number[] = [];
  await artifacts.download('a/model.bin', target, { onProgress: (bytes) => progress.push(bytes) });
  expect([readFileSync(target, 'utf8'), readdirSync(folder), standIn.requests.map(({ url }) => url)]).toEqual([
    'one two three',
    ['model.bin'],
    Array(2).fill('/get-artifact?path=a%2Fmodel.bin&run_uuid=r1'),
  ]);
  expect(progress).toEqual([4, 8, 4, 8, 13]);
});

test.each([
  ['falls silent', sending(['one '], 'waits'), 'timedOut'],
  ['is not there', text(404, '{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no"}'), 'notFound'],
  ['breaks off each time', sending(['one '], 'breaks'), 'unreachable'],
])('a file that %s leaves nothing behind', async (_, answer, reason) => {
  const artifacts = await open(400, answer);
  await expect(artifacts.download('model.bin', target)).rejects.toMatchObject({ reason });
  expect(readdirSync(folder)).toEqual([]);
});

test('a download can be cancelled, and a place that cannot be written is said to be one', async () => {
  const artifacts = await open(5000, sending(['one ', 'two '], 'waits'));
  const abort = new AbortController();
  const cancelled = artifacts.download('x', target, { signal: abort.signal, onProgress: () => abort.abort() });
  await expect(cancelled).rejects.toMatchObject({ reason: 'cancelled' });
  const nowhere = artifacts.download('x', join(folder, 'no folder', 'x'));
  await expect(nowhere).rejects.toMatchObject({
    reason: 'notFound',
    details: { what: join(folder, 'no folder', 'x') },
  });
  expect(readdirSync(folder)).toEqual([]);
});

import { afterEach, expect, test } from 'vitest';
import { generateFileStore } from '../../../scripts/bench/generateFileStore.ts';
import { startWorkerThread } from '../../../src/host/workerThreadRunner.ts';
import type { RunScan } from '../../../src/store/file/scanRuns.ts';
import type { StoreJobs } from '../../../src/store/storeJobs.ts';
import type { JobRunner } from '../../../src/util/jobs.ts';
import { rmSync } from 'node:fs';
import { temporaryFolder } from '../../support/folderTree.ts';

const runners: JobRunner<StoreJobs>[] = [];

afterEach(() => {
  for (const runner of runners.splice(0)) {
    runner.dispose();
  }
});

function start(): JobRunner<StoreJobs> {
  const runner = startWorkerThread<StoreJobs>(new URL('../../../src/store/storeWorker.ts', import.meta.url));
  runners.push(runner);
  return runner;
}

test('results, progress with its buffers, and errors come out of the thread as they went in', async () => {
  const folder = temporaryFolder();
  const { root, experimentId } = generateFileStore(`${folder}/mlruns`, 3, {
    params: 1,
    metrics: 1,
    lossPoints: 2,
    tags: 0,
  });
  const runner = start();
  const heads = await runner.run('fileRunHeads', { root, experimentId, view: 'all', share: 0, shares: 1 });
  const { runIds } = heads;
  const scans: RunScan[] = [];
  await runner.run(
    'fileScanRuns',
    { groups: [{ experimentId, folder: `${root}/${experimentId}`, runIds }] },
    { onProgress: (scan) => scans.push(scan) },
  );
  expect(runIds).toHaveLength(3);
  expect(scans.map((scan) => [scan.runs.runIds, scan.runs.metrics.get('loss')?.values.present])).toEqual([
    [runIds, new Uint8Array([1, 1, 1])],
  ]);

  await expect(runner.run('fileStoreFolders', { root: `${root}/nowhere` })).rejects.toMatchObject({
    reason: 'notFound',
    details: { what: `${root}/nowhere` },
  });
  rmSync(folder, { recursive: true, force: true });
});

test('a job that is given up, and one whose worker is disposed, are cancelled', async () => {
  const runner = start();
  const abort = new AbortController();
  const given = runner.run('fileStoreFolders', { root: '/' }, { signal: abort.signal });
  abort.abort();
  await expect(given).rejects.toMatchObject({ reason: 'cancelled' });
  const left = runner.run('fileStoreFolders', { root: '/' });
  runner.dispose();
  await expect(left).rejects.toMatchObject({ reason: 'cancelled' });
  await expect(runner.run('fileStoreFolders', { root: '/' })).rejects.toMatchObject({ reason: 'cancelled' });
});

test('a worker that cannot start fails its job and not the process', async () => {
  const runner = startWorkerThread<StoreJobs>(new URL('file:///nowhere/worker.cjs'));
  await expect(runner.run('fileStoreFolders', { root: '/' })).rejects.toMatchObject({ reason: 'internal' });
});

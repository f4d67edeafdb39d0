import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generateFileStore } from '../../../../scripts/bench/generateFileStore.ts';
import type { MlflowStore } from '../../../../src/store/mlflowStore.ts';
import { NodeFileAccess } from '../../../../src/store/file/fileAccess.ts';
import { fileStoreJobs, type FileStoreJobs } from '../../../../src/store/file/fileStoreJobs.ts';
import { inlineJobs } from '../../../../src/store/inlineJobs.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import { storeJobHandlers } from '../../../../src/store/storeJobHandlers.ts';
import type { StoreJobs } from '../../../../src/store/storeJobs.ts';
import type { RunBatch } from '../../../../src/store/trackingStore.ts';
import { collectRuns } from '../../../support/collectRuns.ts';
import { temporaryFolder } from '../../../support/folderTree.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';

const runCount = 4;
let folder: string;
let root: string;
let snapshotFolder: string;
let experimentId: string;
let access: NodeFileAccess;
let store: MlflowStore;

beforeEach(async () => {
  folder = temporaryFolder();
  root = `${folder}/mlruns`;
  snapshotFolder = `${folder}/snapshots`;
  ({ experimentId } = generateFileStore(root, runCount, { params: 1, metrics: 1, lossPoints: 3, tags: 0 }));
  access = new NodeFileAccess();
  await takeSnapshot();
  const jobs = fileStoreJobs(access);
  const startWorker = () => inlineJobs<StoreJobs>({ ...storeJobHandlers(), ...jobs });
  store = await openStore(root, testStoreEnvironment({ startWorker, snapshotFolder }));
});

afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function takeSnapshot(): Promise<void> {
  await inlineJobs<FileStoreJobs>(fileStoreJobs(new NodeFileAccess())).run('fileSnapshotRefresh', {
    root,
    snapshotFolder,
    experimentId,
  });
}

async function list(verified = false) {
  return await collectRuns(store.tracking, { experimentIds: [experimentId], view: 'all', verified });
}

function snapshotFile(): string {
  return `${snapshotFolder}/runs/${readdirSync(`${snapshotFolder}/runs`)[0]}`;
}

function shapeOf({ batches }: Awaited<ReturnType<typeof list>>) {
  return batches.map(({ runs, supersedes, verified, isComplete }) => [
    runs.runIds.length,
    supersedes,
    verified,
    isComplete,
  ]);
}

const unchangedShape = [
  [runCount, false, false, false],
  [0, true, false, false],
  [0, true, true, true],
];

test('an unchanged store is answered without opening a file, and checked before it is called verified', async () => {
  const fromSnapshot = await list();
  expect(access.counts.opened).toBe(0);
  expect(shapeOf(fromSnapshot)).toEqual(unchangedShape);
  expect(fromSnapshot.runs).toEqual((await list(true)).runs);
});

test('a verified answer never comes from a snapshot', async () => {
  const { batches } = await list(true);
  expect(batches.map(({ verified }) => verified)).toEqual([true]);
  expect(access.counts.opened).toBeGreaterThan(runCount);
});

test.each<[string, number, (run: string) => void]>([
  [
    'the run ended',
    1,
    (run) =>
      writeFileSync(`${run}/meta.yaml`, readFileSync(`${run}/meta.yaml`, 'utf8').replace('status: 3', 'status: 4')),
  ],
  ['a new param', 1, (run) => writeFileSync(`${run}/params/new`, '1')],
  [
    'a new nested metric',
    1,
    (run) => {
      mkdirSync(`${run}/metrics/val`);
      writeFileSync(`${run}/metrics/val/loss`, '1 0.5 1\n');
    },
  ],
  ['a deleted tag', 1, (run) => rmSync(`${run}/tags/mlflow.user`)],
  ['an appended metric', 2, (run) => appendFileSync(`${run}/metrics/loss`, '1 9 9\n')],
  [
    'an overwritten tag of the same size and an older time',
    2,
    (run) => {
      writeFileSync(`${run}/tags/mlflow.user`, 'toor');
      utimesSync(`${run}/tags/mlflow.user`, 1, 1);
    },
  ],
])('what changed since follows: %s', async (_, batch, change) => {
  const [, changedId = ''] = (await list(true)).runs.map((run) => run.info.runId);
  change(`${root}/${experimentId}/${changedId}`);
  const { batches, runs } = await list();
  expect(batches[batch]?.runs.runIds).toEqual([changedId]);
  expect(runs).toEqual((await list(true)).runs);
});

function writeMeta(folder: string, lines: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/meta.yaml`, `${lines.join('\n')}\n`);
}

/** As MLflow 2.4 and later write it. */
function useDataset(runId: string, name: string): void {
  const experiment = `${root}/${experimentId}`;
  writeMeta(`${experiment}/datasets/${name}`, [`digest: d1g`, `name: ${name}`]);
  const link = [`source_id: ${name}`, 'source_type: DATASET', 'tags:', '  mlflow.data.context: training'];
  writeMeta(`${experiment}/${runId}/inputs/${name}`, link);
}

test('datasets that runs used are kept, and new, further and lost ones are noticed at once', async () => {
  const [first = '', second = '', third = ''] = (await list(true)).runs.map((run) => run.info.runId);
  const changedNow = async () => {
    const { batches, runs } = await list();
    const uses = runs.map(({ info, datasets = [] }) => [info.runId, datasets.map(({ name }) => name)]);
    return { changed: new Set(batches[1]?.runs.runIds), uses: Object.fromEntries(uses) };
  };
  useDataset(first, 'iris');
  expect(await changedNow()).toMatchObject({ changed: new Set([first]), uses: { [first]: ['iris'], [second]: [] } });

  await takeSnapshot();
  access.counts.opened = 0;
  expect(await changedNow()).toMatchObject({ changed: new Set(), uses: { [first]: ['iris'], [second]: [] } });
  expect(access.counts.opened).toBe(0);

  useDataset(second, 'iris');
  useDataset(first, 'houses');
  const { changed, uses } = await changedNow();
  expect(changed).toEqual(new Set([first, second]));
  expect(uses).toMatchObject({ [second]: ['iris'], [third]: [] });
  expect(uses[first]).toHaveLength(2);

  await takeSnapshot();
  rmSync(`${root}/${experimentId}/datasets`, { recursive: true });
  const lost = { changed: new Set([first, second]), uses: { [first]: [], [second]: [], [third]: [] } };
  expect(await changedNow()).toMatchObject(lost);
});

test('runs that came and went', async () => {
  const before = (await list(true)).runs.map((run) => run.info.runId);
  rmSync(`${root}/${experimentId}/${before[0]}`, { recursive: true });
  generateFileStore(`${folder}/other`, runCount + 1, { params: 0, metrics: 0, lossPoints: 0, tags: 0 });
  const names = readdirSync(`${folder}/other/${experimentId}`);
  const newId = names.find((name) => name.length === 32 && !before.includes(name));
  cpSync(`${folder}/other/${experimentId}/${newId}`, `${root}/${experimentId}/${newId}`, { recursive: true });
  const { batches, runs } = await list();
  expect(batches[1]).toMatchObject({ removedRunIds: [before[0]], runs: { runIds: [newId] } });
  expect(new Set(runs.map((run) => run.info.runId))).toEqual(new Set([...before.slice(1), newId]));
});

test.each<[string, (file: string) => void]>([
  ['cut short', (file) => writeFileSync(file, readFileSync(file).subarray(0, 500))],
  ['empty', (file) => writeFileSync(file, '')],
  [
    'of another version',
    (file) => writeFileSync(file, Buffer.concat([Buffer.from([99]), readFileSync(file).subarray(1)])),
  ],
  [
    'with a flipped bit',
    (file) =>
      writeFileSync(
        file,
        readFileSync(file).map((byte, i, bytes) => (i === bytes.length - 20 ? byte ^ 1 : byte)),
      ),
  ],
])('a snapshot that is %s is ignored and written anew', async (_, damage) => {
  damage(snapshotFile());
  expect(shapeOf(await list())).toEqual([[runCount, false, true, true]]);
  await takeSnapshot();
  expect(shapeOf(await list())).toEqual(unchangedShape);
});

test('a snapshot that is replaced between showing and checking it is not taken for the one that was shown', async () => {
  const [goneId = ''] = (await list(true)).runs.map((run) => run.info.runId);
  const batches = store.tracking.runs({ experimentIds: [experimentId], view: 'all' })[Symbol.asyncIterator]();
  const first = await batches.next();
  rmSync(`${root}/${experimentId}/${goneId}`, { recursive: true });
  await takeSnapshot();
  const rest: RunBatch[] = [];
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    rest.push(next.value);
  }
  expect(first.value).toMatchObject({ verified: false });
  expect(rest.flatMap((batch) => batch.removedRunIds)).toContain(goneId);
  expect(rest.at(-1)).toMatchObject({ supersedes: true, verified: true, isComplete: true });
});

test('a snapshot whose index is damaged shows its runs, and is then replaced by the files', async () => {
  const bytes = readFileSync(snapshotFile());
  const indexPosition = bytes.indexOf('loss');
  bytes.writeUInt8(0, indexPosition);
  writeFileSync(snapshotFile(), bytes);
  const { batches, runs } = await list();
  expect(batches.at(-1)).toMatchObject({ supersedes: true, verified: true, isComplete: true, removedRunIds: [] });
  expect(runs).toEqual((await list(true)).runs);
});

test('a run with a problem is not kept, so the problem is met every time', async () => {
  const [runId = ''] = (await list(true)).runs.map((run) => run.info.runId);
  appendFileSync(`${root}/${experimentId}/${runId}/metrics/loss`, 'broken\n');
  await takeSnapshot();
  const { runs, problems } = await list();
  expect(runs).toHaveLength(runCount);
  expect(problems).toMatchObject([{ runId, error: { reason: 'malformed' } }]);
});

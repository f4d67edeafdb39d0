import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generateFileStore } from '../../../../scripts/bench/generateFileStore.ts';
import { MlflowError } from '../../../../src/model/mlflowError.ts';
import type { Run } from '../../../../src/model/run.ts';
import { NodeFileAccess, type FileAccess } from '../../../../src/store/file/fileAccess.ts';
import { fileStoreJobs } from '../../../../src/store/file/fileStoreJobs.ts';
import { inlineJobs } from '../../../../src/store/inlineJobs.ts';
import type { MlflowStore } from '../../../../src/store/mlflowStore.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import { storeJobHandlers } from '../../../../src/store/storeJobHandlers.ts';
import type { StoreJobs } from '../../../../src/store/storeJobs.ts';
import type { StoreChange, StoreProblem } from '../../../../src/store/trackingStore.ts';
import { collectRuns } from '../../../support/collectRuns.ts';
import { temporaryFolder } from '../../../support/folderTree.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';

const runCount = 3;
let folder: string;
let root: string;
let experimentId: string;
let store: MlflowStore;
let runIds: readonly string[];

beforeEach(async () => {
  folder = temporaryFolder();
  root = `${folder}/mlruns`;
  ({ experimentId } = generateFileStore(root, runCount, { params: 1, metrics: 1, lossPoints: 3, tags: 0 }));
  store = await openStore(root, testStoreEnvironment());
  runIds = (await list()).runs.map((run) => run.info.runId);
});

afterEach(() => {
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function list() {
  return await collectRuns(store.tracking, { experimentIds: [experimentId], view: 'all' });
}

function runFolder(run: number): string {
  return `${root}/${experimentId}/${runIds[run]}`;
}

const nodeAccess = new NodeFileAccess();
const realAccess: FileAccess = {
  read: (path, offset, limit) => nodeAccess.read(path, offset, limit),
  list: (path) => nodeAccess.list(path),
  names: (path) => nodeAccess.names(path),
  stamp: (path) => nodeAccess.stamp(path),
};

/** Reads as ever, and deletes `doomed` as soon as `trigger` has been read. */
function deleting(trigger: string, doomed: string): FileAccess {
  return {
    ...realAccess,
    read: (path, offset, limit) => {
      const bytes = Buffer.from(realAccess.read(path, offset, limit));
      if (path === trigger) {
        rmSync(doomed, { recursive: true });
      }
      return bytes;
    },
  };
}

/** What a store says whose files are read like this. */
async function listWith(access: FileAccess) {
  const handlers = { ...storeJobHandlers(), ...fileStoreJobs(access) };
  const other = await openStore(root, testStoreEnvironment({ startWorker: () => inlineJobs<StoreJobs>(handlers) }));
  const { runs, problems } = await collectRuns(other.tracking, { experimentIds: [experimentId], view: 'all' });
  other.dispose();
  return { runs, runIds: runs.map((run) => run.info.runId), problems };
}

function reasons(problems: readonly StoreProblem[]) {
  return problems.map(({ runId, error }) => ({ runId, reason: error.reason, what: error.details.what }));
}

describe('listing', () => {
  test('newest first; at most as many as asked for; an unknown experiment has no runs', async () => {
    const { runs, batches } = await list();
    expect(runs.map((run) => run.info.runName)).toEqual(['run-2', 'run-1', 'run-0']);
    expect(batches.at(-1)).toMatchObject({ isComplete: true, verified: true, total: runCount });
    const two = await collectRuns(store.tracking, { experimentIds: [experimentId], view: 'active', maxResults: 2 });
    expect(two.runs.map((run) => run.info.runName)).toEqual(['run-2', 'run-1']);
    const none = await collectRuns(store.tracking, { experimentIds: ['7', '..', ''], view: 'all' });
    expect(none).toMatchObject({ runs: [], problems: [], batches: [{ isComplete: true, total: 0 }] });
  });

  test('the first batch is the newest 100', async () => {
    generateFileStore(root, 150, { params: 0, metrics: 0, lossPoints: 0, tags: 0 });
    const { batches, runs } = await list();
    expect(batches.map((batch) => batch.runs.runIds.length)).toEqual([100, 50]);
    expect(runs[0]?.info.runName).toBe('run-149');
  });

  test('a listing that is given up ends with "cancelled"', async () => {
    const abort = new AbortController();
    const answer = store.tracking.runs({ experimentIds: [experimentId], view: 'all' }, abort.signal);
    abort.abort();
    await expect(answer[Symbol.asyncIterator]().next()).rejects.toSatisfy((error) =>
      MlflowError.is(error, 'cancelled'),
    );
  });
});

describe('one broken thing is one problem, and the rest is shown', () => {
  test.each<[string, (folder: string) => void]>([
    ['no meta.yaml', (run) => rmSync(`${run}/meta.yaml`)],
    ['an empty meta.yaml', (run) => writeFileSync(`${run}/meta.yaml`, '')],
    ['broken yaml', (run) => writeFileSync(`${run}/meta.yaml`, 'a: [\n')],
    [
      'another run than its folder',
      (run) => writeFileSync(`${run}/meta.yaml`, `experiment_id: '${experimentId}'\nrun_id: x\n`),
    ],
    ['another experiment', (run) => writeFileSync(`${run}/meta.yaml`, `experiment_id: '1'\nrun_id: x\n`)],
    ['an unknown status', (run) => appendFileSync(`${run}/meta.yaml`, 'status: 9\n')],
  ])('a run with %s', async (_, breakRun) => {
    breakRun(runFolder(1));
    const { runs, problems } = await list();
    expect(runs.map((run) => run.info.runName)).toEqual(['run-2', 'run-0']);
    expect(problems).toMatchObject([{ experimentId, runId: runIds[1], error: { reason: 'malformed' } }]);
    expect(problems[0]?.error.details.what).toContain(runFolder(1));
  });

  test('a malformed metric line; a torn last line is no problem', async () => {
    appendFileSync(`${runFolder(0)}/metrics/loss`, 'what is this\n');
    appendFileSync(`${runFolder(1)}/metrics/loss`, '17000');
    const { runs, problems } = await list();
    expect(runs.map((run) => run.metrics.get('loss')?.step)).toEqual([2, 2, 2]);
    expect(reasons(problems)).toEqual([
      { runId: runIds[0], reason: 'malformed', what: `${runFolder(0)}/metrics/loss` },
    ]);
  });

  test('a file and a folder that may not be read', async () => {
    const refuse = (path: string): void => {
      if (path === `${runFolder(0)}/params/param_0` || path === `${runFolder(1)}/tags`) {
        throw Object.assign(new Error('refused'), { code: 'EACCES' });
      }
    };
    const { runs, problems } = await listWith({
      ...realAccess,
      read: (path, offset, limit) => {
        refuse(path);
        return realAccess.read(path, offset, limit);
      },
      list: (path) => {
        refuse(path);
        return realAccess.list(path);
      },
    });
    expect(runs.map(({ params, metrics }) => [params.size, metrics.size])).toEqual([
      [0, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(reasons(problems)).toEqual([
      { runId: runIds[0], reason: 'unreadable', what: `${runFolder(0)}/params/param_0` },
      { runId: runIds[1], reason: 'unreadable', what: `${runFolder(1)}/tags` },
    ]);
  });

  test('keys that are no files: a pipe, links to nothing, to itself and to a folder; and a meta.yaml of 40 MB', async () => {
    const run = runFolder(0);
    execFileSync('mkfifo', [`${run}/params/pipe`, `${run}/metrics/pipe`, `${runFolder(1)}/tags/pipe`]);
    symlinkSync('nowhere', `${run}/params/dangling`);
    symlinkSync('circle', `${run}/params/circle`);
    symlinkSync('..', `${run}/params/up`);
    symlinkSync('param_0', `${run}/params/linked`);
    rmSync(`${runFolder(2)}/meta.yaml`);
    writeFileSync(`${runFolder(2)}/meta.yaml`, Buffer.alloc(40 * 1024 * 1024, 'a'));
    const { runs, problems } = await list();
    const [first] = runs;
    expect(first?.params.get('linked')).toBe(first?.params.get('param_0'));
    expect(runs.map(({ params, metrics }) => [params.size, metrics.size])).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(reasons(problems)).toEqual([
      { runId: runIds[2], reason: 'tooLarge', what: `${runFolder(2)}/meta.yaml` },
      { runId: runIds[0], reason: 'unreadable', what: `${run}/metrics/pipe` },
      { runId: runIds[0], reason: 'unreadable', what: `${run}/params/circle` },
      { runId: runIds[0], reason: 'unreadable', what: `${run}/params/dangling` },
      { runId: runIds[0], reason: 'unreadable', what: `${run}/params/pipe` },
      { runId: runIds[1], reason: 'unreadable', what: `${runFolder(1)}/tags/pipe` },
    ]);
  });

  test('a meta.yaml that is a pipe, and one that is a folder', async () => {
    rmSync(`${runFolder(0)}/meta.yaml`);
    execFileSync('mkfifo', [`${runFolder(0)}/meta.yaml`]);
    rmSync(`${runFolder(1)}/meta.yaml`);
    mkdirSync(`${runFolder(1)}/meta.yaml`);
    const { runs, problems } = await list();
    expect(runs.map((run) => run.info.runId)).toEqual([runIds[2]]);
    expect(problems.map(({ runId, error }) => [runId, error.reason])).toEqual([
      [runIds[1], 'unreadable'],
      [runIds[0], 'unreadable'],
    ]);
  });

  test('a key whose name is not UTF-8', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${runFolder(0)}/tags/caf`), Buffer.from([0xe9])]), 'latin 1');
    const { runs, problems } = await list();
    expect(runs).toHaveLength(runCount);
    expect(reasons(problems)).toEqual([
      { runId: runIds[0], reason: 'unreadable', what: `${runFolder(0)}/tags/caf\ufffd` },
    ]);
  });

  test('a run and an experiment that are deleted while they are read', async () => {
    const [first, , third] = runIds;
    const withoutRun = await listWith(deleting(`${runFolder(1)}/meta.yaml`, runFolder(1)));
    expect(withoutRun).toMatchObject({ runIds: [first, third], problems: [] });
    const withoutRest = await listWith(deleting(`${runFolder(0)}/tags/mlflow.user`, `${root}/${experimentId}`));
    expect(withoutRest).toMatchObject({ runIds: [first], problems: [] });
  });

  test('100,000 things beside the runs', async () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `checkpoint ${index}`);
    const entries = names.map((name) => ({ name, isDirectory: false, isFile: true, isLink: false }));
    const answer = await listWith({
      ...realAccess,
      list: (path) => [...realAccess.list(path), ...(path === `${root}/${experimentId}` ? entries : [])],
    });
    expect(answer).toMatchObject({ runIds, problems: [] });
  });

  test("a broken experiment; what is no experiment is nobody's problem", async () => {
    writeFileSync(`${root}/0/meta.yaml`, 'name: [');
    mkdirSync(`${root}/notes`);
    expect((await store.tracking.experiments('all')).map(({ experimentId }) => experimentId)).toEqual([experimentId]);
    expect(store.tracking.problems()).toMatchObject([{ experimentId: '0', error: { reason: 'malformed' } }]);
  });

  test('folders beside the runs are not runs', async () => {
    mkdirSync(`${root}/${experimentId}/figures`);
    writeFileSync(`${root}/${experimentId}/notes.txt`, 'x');
    expect(await list()).toMatchObject({ problems: [], batches: [{ total: runCount }] });
  });
});

test('odd names and values are read as they are', async () => {
  const run = runFolder(0);
  const params = new Map([
    ['slash/in/key', 'a'],
    ["it's 100% #1", '  two\r\nlines\n'],
    ['größe 测试', ''],
    ['param_0', (await store.tracking.run(runIds[0] ?? '')).params.get('param_0') ?? ''],
  ]);
  mkdirSync(`${run}/params/slash/in`, { recursive: true });
  for (const [key, value] of params) {
    writeFileSync(`${run}/params/${key}`, value);
  }
  mkdirSync(`${run}/metrics/val`);
  writeFileSync(`${run}/metrics/val/nan`, '1 nan 0\n');
  writeFileSync(`${run}/metrics/inf`, '1 0.5 0\n2 -inf 1\n');
  const read: Run = await store.tracking.run(runIds[0] ?? '');
  expect(read.params).toEqual(params);
  expect(read.metrics.get('val/nan')).toEqual({ timestamp: 1, value: Number.NaN, step: 0 });
  expect(read.metrics.get('inf')).toEqual({ timestamp: 2, value: Number.NEGATIVE_INFINITY, step: 1 });
  const history = await store.tracking.metricHistory(runIds[0] ?? '', 'inf');
  expect([...history.values]).toEqual([0.5, Number.NEGATIVE_INFINITY]);
});

test.each([
  ['an unknown run', async () => await store.tracking.run('f'.repeat(32))],
  ['a run id that is a file', async () => await store.tracking.run('meta.yaml')],
  ['a run id that is a path', async () => await store.tracking.run('../0')],
  ['an unknown metric', async () => await store.tracking.metricHistory(runIds[0] ?? '', 'none')],
  ['a metric that is a path', async () => await store.tracking.metricHistory(runIds[0] ?? '', '../tags/mlflow.user')],
  ['a store that is not there', async () => await openStore(`${root}/nowhere`, testStoreEnvironment())],
])('not found: %s', async (_, ask) => {
  await expect(ask()).rejects.toSatisfy((error) => MlflowError.is(error, 'notFound'));
});

test('a folder without an experiment is not a store; an empty one is a new store', async () => {
  await expect(openStore(`${root}/${experimentId}`, testStoreEnvironment())).rejects.toMatchObject({
    reason: 'notAStore',
  });
  mkdirSync(`${folder}/empty`);
  const empty = await openStore(`${folder}/empty`, testStoreEnvironment());
  expect(await empty.tracking.experiments('all')).toEqual([]);
  empty.dispose();
});

test('experiments and runs may be links to folders, as MLflow has it', async () => {
  renameSync(runFolder(1), `${folder}/moved run`);
  symlinkSync(`${folder}/moved run`, runFolder(1));
  renameSync(`${root}/${experimentId}`, `${folder}/moved experiment`);
  symlinkSync(`${folder}/moved experiment`, `${root}/${experimentId}`);
  expect((await store.tracking.experiments('all')).map((experiment) => experiment.name)).toEqual(['Default', 'bench']);
  expect((await list()).runs.map((run) => run.info.runId)).toEqual(runIds);
});

test('a deleted experiment is in the trash, with its runs', async () => {
  renameSync(`${root}/${experimentId}`, `${root}/.trash/${experimentId}`);
  expect((await store.tracking.experiments('active')).map(({ name }) => name)).toEqual(['Default']);
  expect(await store.tracking.experiments('deleted')).toMatchObject([{ experimentId, lifecycleStage: 'deleted' }]);
  expect((await list()).runs).toHaveLength(runCount);
  expect((await store.tracking.run(runIds[0] ?? '')).info.runName).toBe('run-2');
});

test('a dataset that a running run begins to use is announced, and the first is told from the second', async () => {
  const changed = async (runId: string): Promise<void> =>
    await new Promise((resolve) => {
      const subscription = store.tracking.onDidChange((change) => {
        if (change.kind === 'run' && change.runId === runId) {
          subscription.dispose();
          resolve();
        }
      });
    });
  store.tracking.onDidChange(() => undefined);
  await list();
  const newRun = { experimentId, runName: 'live', userId: '', startTime: 1, tags: new Map<string, string>() };
  const { runId } = (await store.tracking.createRun(newRun)).info;
  await changed(runId);
  for (const name of ['iris', 'houses']) {
    const isChanged = changed(runId);
    for (const [folderPath, text] of [
      [`datasets/${name}`, `digest: d\nname: ${name}\n`],
      [`${runId}/inputs/${name}`, `source_id: ${name}\nsource_type: DATASET\ntags: {}\n`],
    ] as const) {
      mkdirSync(`${root}/${experimentId}/${folderPath}`, { recursive: true });
      writeFileSync(`${root}/${experimentId}/${folderPath}/meta.yaml`, text);
    }
    await isChanged;
    expect((await store.tracking.run(runId)).datasets?.map((use) => use.name)).toContain(name);
  }
});

test('a store that vanishes while it is open is announced once, and again when it is back', async () => {
  const changes: StoreChange[] = [];
  const waiting: (() => void)[] = [];
  store.tracking.onDidChange((change) => {
    changes.push(change);
    if (change.kind === 'store') {
      waiting.shift()?.();
    }
  });
  const changed = async (): Promise<void> =>
    await new Promise((resolve) => {
      waiting.push(resolve);
    });
  await list();

  const gone = changed();
  renameSync(root, `${folder}/elsewhere`);
  await gone;
  await expect(list()).rejects.toMatchObject({ reason: 'notFound', details: { what: root } });

  const back = changed();
  renameSync(`${folder}/elsewhere`, root);
  await back;
  expect((await list()).runs).toHaveLength(runCount);
  expect(changes.filter(({ kind }) => kind === 'store')).toHaveLength(2);
});

import { beforeEach, describe, expect, test } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import type { Run } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import type { FollowedStore } from '../../../src/store/liveRunCollection.ts';
import { LiveRunCollections } from '../../../src/store/liveRunCollections.ts';
import type { RunCollection, RunCollectionChange } from '../../../src/store/runCollection.ts';
import type { RunBatch, StoreChange } from '../../../src/store/trackingStore.ts';
import { Emitter } from '../../../src/util/events.ts';

const experimentId = '1';

function makeRun(runId: string, loss = 0): Run {
  return {
    info: {
      runId,
      experimentId,
      runName: runId,
      status: 'RUNNING',
      lifecycleStage: 'active',
      userId: '',
      artifactUri: '',
    },
    params: new Map(),
    metrics: new Map([['loss', { value: loss, timestamp: 1, step: 1 }]]),
    tags: new Map(),
  };
}

function makeBatch(runs: readonly Run[], rest: Partial<RunBatch> = {}): RunBatch {
  const table = new RunTable();
  for (const run of runs) {
    table.put(run);
  }
  const facts = { removedRunIds: [], supersedes: false, verified: true, isComplete: true, problems: [] };
  return { runs: table.toData(), ...facts, ...rest };
}

let changes: Emitter<StoreChange>;
let stored: Map<string, Run>;
let batches: () => readonly RunBatch[];
let readRuns: string[];
let listings: number;
let limits: (number | undefined)[];
let now: number;
let collections: LiveRunCollections;

beforeEach(() => {
  changes = new Emitter();
  stored = new Map(['a', 'b'].map((id) => [id, makeRun(id)]));
  batches = () => [makeBatch([...stored.values()])];
  readRuns = [];
  listings = 0;
  limits = [];
  now = 1000;
  const store: FollowedStore = {
    uri: 'test:',
    onDidChange: changes.event,
    runs: async function* ({ maxResults }) {
      listings++;
      limits.push(maxResults);
      await Promise.resolve();
      const [first, ...others] = batches();
      yield* first === undefined ? [] : [first];
      for (const batch of others) {
        await settled();
        yield batch;
      }
    },
    run: async (runId) => {
      readRuns.push(runId);
      const run = stored.get(runId);
      return await (run ?? Promise.reject(new MlflowError('notFound', { what: runId })));
    },
  };
  collections = new LiveRunCollections(store, () => now);
});

function record(collection: RunCollection): RunCollectionChange[] {
  const recorded: RunCollectionChange[] = [];
  collection.onDidChange((change) => recorded.push(change));
  return recorded;
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function runIdsOf({ table }: RunCollection): readonly string[] {
  return table.toData().runIds;
}

test('one collection for the same experiments, which follows the store until the last lease ends', async () => {
  const [first, second] = [collections.lease(['2', '1', '1']), collections.lease(['1', '2'])];
  expect(second.collection).toBe(first.collection);
  await first.collection.loaded;
  first.dispose();
  first.dispose();
  changes.fire({ kind: 'run', experimentId, runId: 'a' });
  await settled();
  second.dispose();
  changes.fire({ kind: 'run', experimentId, runId: 'b' });
  await settled();
  expect(readRuns).toEqual(['a']);
  expect(listings).toBe(1);
  expect(collections.lease(['1', '2']).collection).not.toBe(first.collection);
});

test('what an unverified answer showed is corrected by what supersedes it', async () => {
  batches = () => [
    makeBatch([makeRun('a', 1), makeRun('b', 1)], { verified: false, isComplete: false }),
    makeBatch([makeRun('b', 2), makeRun('c', 2)], { supersedes: true, removedRunIds: ['a'] }),
  ];
  const { collection } = collections.lease([experimentId]);
  const recorded = record(collection);
  await collection.loaded;
  expect(runIdsOf(collection)).toEqual(['b', 'c']);
  expect(collection.table.metrics.get('loss')?.values.get(0)).toBe(2);
  expect(collection).toMatchObject({ isComplete: true, isVerified: true });
  expect(recorded).toEqual([{ kind: 'added', from: 0, to: 2 }, { kind: 'progress' }, { kind: 'reset' }]);
});

describe('a change in the store', () => {
  let collection: RunCollection;
  let recorded: RunCollectionChange[];

  beforeEach(async () => {
    ({ collection } = collections.lease([experimentId]));
    await collection.loaded;
    recorded = record(collection);
  });

  test('new points of a metric change that row, and say so', async () => {
    stored.set('b', makeRun('b', 7));
    changes.fire({ kind: 'run', experimentId, runId: 'b', metricKeys: ['loss'] });
    await settled();
    expect(recorded).toEqual([{ kind: 'changed', rows: [1], metricKeys: ['loss'] }]);
    expect(collection.table.metrics.get('loss')?.values.get(1)).toBe(7);
    expect(readRuns).toEqual(['b']);
  });

  test('what comes while a run is read is read together afterwards', async () => {
    changes.fire({ kind: 'run', experimentId, runId: 'a', metricKeys: ['loss'] });
    changes.fire({ kind: 'run', experimentId, runId: 'b', metricKeys: ['loss'] });
    changes.fire({ kind: 'run', experimentId, runId: 'b', metricKeys: ['accuracy'] });
    changes.fire({ kind: 'run', experimentId: 'another', runId: 'x' });
    await settled();
    expect(readRuns).toEqual(['a', 'b']);
    expect(recorded).toEqual([
      { kind: 'changed', rows: [0], metricKeys: ['loss'] },
      { kind: 'changed', rows: [1], metricKeys: ['loss', 'accuracy'] },
    ]);
  });

  test('a new run is added at the end; one that is gone leaves', async () => {
    stored.set('c', makeRun('c'));
    stored.delete('a');
    changes.fire({ kind: 'run', experimentId, runId: 'c' });
    await settled();
    changes.fire({ kind: 'run', experimentId, runId: 'a' });
    await settled();
    expect(recorded).toEqual([{ kind: 'added', from: 2, to: 3 }, { kind: 'reset' }]);
    expect(runIdsOf(collection)).toEqual(['b', 'c']);
    expect(collection.total).toBe(2);
  });

  test('a store that fails keeps what was there, with the problem; a store that is back is read anew', async () => {
    const error = new MlflowError('notFound', { what: 'the store' });
    batches = () => {
      throw error;
    };
    changes.fire({ kind: 'store' });
    await expect(collection.loaded).rejects.toBe(error);
    expect(runIdsOf(collection)).toEqual(['a', 'b']);
    expect([collection.problems, collection.staleSince]).toEqual([[{ error }], 1000]);
    now = 2000;
    changes.fire({ kind: 'store' });
    await expect(collection.loaded).rejects.toBe(error);
    expect(collection.staleSince).toBe(1000);

    stored.delete('b');
    batches = () => [makeBatch([...stored.values()])];
    changes.fire({ kind: 'store' });
    await settled();
    await collection.loaded;
    expect(runIdsOf(collection)).toEqual(['a']);
    expect([collection.problems, collection.staleSince]).toEqual([[], undefined]);
    expect(recorded).toEqual([{ kind: 'progress' }, { kind: 'progress' }, { kind: 'reset' }]);
  });
});

describe('a listing of three pages', () => {
  let collection: RunCollection;

  beforeEach(async () => {
    batches = () => ['a', 'b', 'c'].map((id, page) => makeBatch([makeRun(id)], { isComplete: page === 2 }));
    ({ collection } = collections.lease([experimentId]));
    await new Promise<void>((resolve) => {
      collection.onDidChange(() => (collection.table.length > 0 ? resolve() : undefined));
    });
    collection.stop();
    await collection.loaded;
  });

  function state(): unknown {
    const { isComplete, isStopped, total } = collection;
    return { runs: runIdsOf(collection), isComplete, isStopped, total };
  }

  test('can be stopped after the page that is on its way, is kept current, and goes on where it was', async () => {
    const stopped = state();
    stored.set('a', makeRun('a', 7));
    changes.fire({ kind: 'run', experimentId, runId: 'a' });
    await settled();
    expect(collection.table.metrics.get('loss')?.values.get(0)).toBe(7);
    collection.goOn();
    await collection.loaded;
    expect([stopped, state(), listings]).toEqual([
      { runs: ['a', 'b'], isComplete: false, isStopped: true, total: undefined },
      { runs: ['a', 'b', 'c'], isComplete: true, isStopped: false, total: undefined },
      1,
    ]);
  });

  test('is read anew as far as it was, and from the beginning when it goes on after that', async () => {
    const all = batches;
    batches = () => all().slice(0, 2);
    changes.fire({ kind: 'store' });
    await collection.loaded;
    const stopped = state();
    batches = all;
    collection.goOn();
    await collection.loaded;
    expect([stopped, state(), limits]).toEqual([
      { runs: ['a', 'b'], isComplete: false, isStopped: true, total: undefined },
      { runs: ['a', 'b', 'c'], isComplete: true, isStopped: false, total: 3 },
      [undefined, 2, undefined],
    ]);
  });
});

test('a refresh reads what is leased anew, once, also while it is still loading', async () => {
  const released = collections.lease(['2']);
  const { collection } = collections.lease([experimentId]);
  released.dispose();
  collections.refresh();
  stored.set('c', makeRun('c', 3));
  await collection.loaded;
  stored.delete('a');
  const recorded = record(collection);
  await settled();
  collections.refresh();
  await settled();
  expect(runIdsOf(collection)).toEqual(['b', 'c']);
  expect([recorded, listings, readRuns]).toEqual([[{ kind: 'reset' }, { kind: 'reset' }], 4, []]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { MlflowError } from '../../../../src/model/mlflowError.ts';
import { runFrom } from '../../../../src/store/rest/restEntities.ts';
import { RestLiveUpdates } from '../../../../src/store/rest/restLiveUpdates.ts';
import type { StoreChange } from '../../../../src/store/trackingStore.ts';

/** What the server holds, newest first. */
let runs: JsonObject[] = [];
let models: JsonObject[] = [];
let failure: MlflowError | undefined;
let registryFailure: MlflowError | undefined;
let asked: string[] = [];
let changes: StoreChange[] = [];
let errors: unknown[] = [];
let timer: { readonly callback: () => void; readonly milliseconds: number } | undefined;
let live: RestLiveUpdates;

beforeEach(() => {
  runs = [];
  models = [];
  failure = undefined;
  registryFailure = undefined;
  asked = [];
  changes = [];
  errors = [];
  timer = undefined;
  live = new RestLiveUpdates({
    client: { postSearch: ask, get: ask },
    schedule: (callback, milliseconds) => {
      const own = { callback, milliseconds };
      timer = own;
      return { dispose: () => (timer = timer === own ? undefined : timer) };
    },
    onChange: (change) => changes.push(change),
    onError: (error) => errors.push(error),
  });
});

afterEach(() => {
  live.stop();
});

async function ask(path: string, parameters: object = {}): Promise<JsonObject> {
  const call = path.replace('/api/2.0/mlflow/', '');
  asked.push(call);
  const error = failure ?? (call.startsWith('registered') ? registryFailure : undefined);
  if (error !== undefined) {
    return await Promise.reject(error);
  }
  return await Promise.resolve(call === 'runs/search' ? answerRuns(parameters) : { models });
}

function answerRuns(parameters: object): JsonObject {
  const found = 'filter' in parameters ? runs.filter((run) => JSON.stringify(run).includes('RUNNING')) : runs;
  return found.length > 100 ? { runs: found.slice(0, 100), next_page_token: 'more' } : { runs: found };
}

function run(id: number, status = 'FINISHED', loss?: number): JsonObject {
  const metrics = loss === undefined ? [] : [{ key: 'loss', value: loss, timestamp: 1, step: 1 }];
  return { info: { run_id: `r${id}`, experiment_id: '1', status, start_time: id }, data: { metrics } };
}

/** Lets the time pass until the next look, and the look end. @returns what was announced in it */
async function look(): Promise<readonly StoreChange[]> {
  const due = timer;
  timer = undefined;
  changes = [];
  due?.callback();
  const isDone = (): boolean => timer !== undefined;
  while (!isDone()) {
    await new Promise(setImmediate);
  }
  return changes;
}

/** As if somebody had just listed what the server holds. */
async function startListed(): Promise<void> {
  live.start();
  const listing = live.follow(['1']);
  live.note(runs.slice(0, 100).map(runFrom), true);
  live.note(runs.slice(100).map(runFrom), false);
  listing.dispose();
  await look();
  expect(changes).toEqual([]);
}

function changed(id: number, metricKeys?: readonly string[]): StoreChange {
  return { kind: 'run', experimentId: '1', runId: `r${id}`, ...(metricKeys === undefined ? {} : { metricKeys }) };
}

test('tells a new run, new metrics, an end, an edit and one that is gone, and nothing else', async () => {
  runs = [run(5, 'RUNNING', 1), run(4, 'RUNNING'), run(3), run(2), run(1)];
  await startListed();
  runs = [run(6, 'RUNNING'), run(5, 'RUNNING', 0.5), run(4), run(3, 'KILLED'), run(1)];
  expect(await look()).toEqual([changed(6), changed(5, ['loss']), changed(4), changed(3), changed(2)]);
  expect([live.takeFresh('r5')?.metrics.get('loss')?.value, live.takeFresh('r5'), live.takeFresh('r1')]).toEqual([
    0.5,
    undefined,
    undefined,
  ]);
  expect(await look()).toEqual([]);
});

test('follows running runs that are older than the newest page, and no older ones that are over', async () => {
  runs = Array.from({ length: 150 }, (_, index) => run(150 - index, index === 120 ? 'RUNNING' : 'FINISHED'));
  await startListed();
  runs[120] = run(30, 'RUNNING', 1);
  expect(await look()).toEqual([changed(30, ['loss'])]);
  runs[120] = run(30);
  runs[140] = run(10, 'FAILED');
  runs.unshift(run(151));
  expect(await look()).toEqual([changed(151), changed(30)]);
  runs.splice(5, 1);
  expect(await look()).toContainEqual(changed(146));
});

test('asks ever more seldom while nothing changes, at most every 30 s, and soon again after a change or a look of ours', async () => {
  await startListed();
  const pauses: (number | undefined)[] = [];
  for (let index = 0; index < 9; index++) {
    pauses.push(timer?.milliseconds);
    await look();
  }
  expect(pauses).toEqual([3000, 4500, 6750, 10125, 15187.5, 22781.25, 30000, 30000, 30000]);
  runs = [run(1)];
  await look();
  expect(timer?.milliseconds).toBe(2000);
  await look();
  await look();
  live.follow(['1']).dispose();
  expect(timer?.milliseconds).toBe(2000);
});

test('compares nothing while a listing begins, and nothing that was read before a write of ours', async () => {
  runs = [run(1)];
  live.start();
  const listing = live.follow(['1']);
  await look();
  expect(asked).not.toContain('runs/search');
  listing.dispose();
  const looking = look();
  live.noteWritten(runFrom(run(1, 'KILLED')));
  expect(await looking).toEqual([]);
  runs = [run(1, 'KILLED')];
  expect(await look()).toEqual([]);
});

test('looks at experiments and registry now and then', async () => {
  await startListed();
  asked = [];
  models = [{ name: 'new' }];
  expect(await look()).toEqual([]);
  expect(await look()).toEqual([]);
  expect(await look()).toEqual([{ kind: 'experiments' }, { kind: 'registry' }]);
  expect(asked.filter((call) => call !== 'runs/search')).toEqual(['experiments/search', 'registered-models/search']);
});

test('a server that goes away is announced once, and when it is back', async () => {
  await startListed();
  failure = new MlflowError('unreachable', { what: 'server' });
  expect(await look()).toEqual([{ kind: 'store' }]);
  expect(await look()).toEqual([]);
  expect(await look()).toEqual([]);
  expect(errors).toEqual([failure]);
  failure = undefined;
  expect(await look()).toEqual([{ kind: 'store' }]);
  expect(await look()).toEqual([]);
});

test('a server is back when it has answered, not when it was not asked', async () => {
  await startListed();
  failure = new MlflowError('timedOut', { what: 'server' });
  await look();
  const listing = live.follow(['1']);
  failure = undefined;
  expect(await look()).toEqual([]);
  listing.dispose();
  expect(await look()).toEqual([{ kind: 'store' }]);
});

test('a registry that may not be read is asked for once and hides nothing', async () => {
  registryFailure = new MlflowError('serverError', { what: 'registry' });
  await startListed();
  runs = [run(1)];
  expect(await look()).toEqual([changed(1)]);
  for (let index = 0; index < 6; index++) {
    expect(await look()).toEqual([]);
  }
  expect([errors, asked.filter((call) => call.startsWith('registered')).length]).toEqual([[registryFailure], 1]);
});

test('nothing is asked before it starts and after it stops', async () => {
  live.follow(['1']).dispose();
  live.note([runFrom(run(1))], true);
  expect(timer).toBeUndefined();
  await startListed();
  live.stop();
  expect([timer, live.takeFresh('r1')]).toEqual([undefined, undefined]);
});

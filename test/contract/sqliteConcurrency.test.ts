import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { dumpStore } from '../../scripts/inspect/dumpStore.ts';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { unpackFixtureStore } from '../support/fixtureStores.ts';
import { askOracle, startOracle } from '../support/mlflowPython.ts';

const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0).toReversed()) {
    dispose();
  }
});

const rounds = 182;
const batch = 20;
const writer = 'ours';
const model = 'written by both';
const steps = Array.from({ length: rounds }, (_, step) => step);
const entitySteps = steps.filter((step) => step % 10 === 0);

interface Target {
  readonly store: MlflowStore;
  readonly runId: string;
  readonly experimentId: string;
}

/** A lock may last longer than anybody waits: then it is to be tried again, and is the only thing that may go wrong. */
async function retryLocked<T>(write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!MlflowError.is(error, 'locked')) {
        throw error;
      }
    }
  }
}

function time(step: number): number {
  return 1_700_000_000_000 + step;
}

/** The same rounds as in write_concurrently.py. @returns how many operations it took */
async function writeLogged({ store: { tracking }, runId }: Target, step: number): Promise<number> {
  const timestamp = time(step);
  const metrics = Array.from({ length: batch - 1 }, (_, index) => {
    return { key: `${writer}/${step % 5}`, value: index + 1, timestamp, step: step * batch + index + 1 };
  });
  const shared = { key: 'shared', value: step + 0.25, timestamp, step };
  const alone = { key: `${writer} alone`, value: step / 2, timestamp, step };
  const params = new Map([0, 1].map((n) => [`${writer} ${step} ${n}`, String(n)] as const));
  const tags = new Map([
    ['shared', writer],
    [`${writer} ${step}`, 'ü'],
  ] as const);
  await retryLocked(async () => await tracking.logMetrics(runId, [shared, ...metrics]));
  await retryLocked(async () => await tracking.logParams(runId, params));
  await retryLocked(async () => await tracking.setTags(runId, tags));
  await retryLocked(async () => await tracking.logMetrics(runId, [alone]));
  await retryLocked(async () => await tracking.logParams(runId, new Map([[`${writer} alone ${step}`, 'x']])));
  await retryLocked(async () => await tracking.setTags(runId, new Map([[`${writer} latest`, String(step)]])));
  return batch + params.size + tags.size + 3;
}

async function writeEntities({ store: { tracking, registry }, experimentId }: Target, step: number): Promise<number> {
  const run = { experimentId, runName: `${writer} ${step}`, userId: 'ann', startTime: time(step), tags: new Map() };
  const { runId } = (await retryLocked(async () => await tracking.createRun(run))).info;
  const status = step % 20 === 0 ? 'KILLED' : 'FAILED';
  await retryLocked(async () => await tracking.updateRun(runId, { status, endTime: time(step) + 1 }));
  const source = `/elsewhere/${writer}/${step}`;
  const { version } = await retryLocked(async () => await registry.createModelVersion({ name: model, source }));
  await retryLocked(async () => await registry.setVersionTag({ name: model, version }, 'by', `${writer} ${step}`));
  await retryLocked(async () => await registry.setAlias({ name: model, version }, `${writer}-${step}`));
  return 5;
}

interface Dump {
  readonly runs: Readonly<Record<string, DumpedRun>>;
  readonly registry: Readonly<Record<string, DumpedModel>>;
}

interface DumpedRun {
  readonly name: string;
  readonly experiment: string;
  readonly status: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly history: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
}

interface DumpedModel {
  readonly aliases: Readonly<Record<string, string>>;
  readonly versions: readonly { readonly version: string; readonly tags: Readonly<Record<string, string>> }[];
}

/** What both writers have written, without what depends on who came first: which numbers versions got. */
function written({ runs, registry }: Dump, runId: string, experimentId: string) {
  const { params = {}, tags = {}, history = {} } = runs[runId] ?? {};
  const { versions = [], aliases = {} } = registry[model] ?? {};
  const { shared, ...otherTags } = tags;
  return {
    params,
    tags: otherTags,
    sharedTag: shared === 'ours' || shared === 'theirs',
    history,
    runs: Object.fromEntries(
      Object.values(runs)
        .filter(({ experiment, name }) => experiment === experimentId && name !== 'both')
        .map(({ name, status }) => [name, status]),
    ),
    numbers: versions.map(({ version }) => Number(version)).toSorted((a, b) => a - b),
    versions: Object.fromEntries(
      Object.entries(aliases).map(([alias, number]) => [
        alias,
        versions.find(({ version }) => version === number)?.tags,
      ]),
    ),
  };
}

function expected() {
  const writers = ['ours', 'theirs'];
  const byWriter = <T>(entries: (by: string) => readonly (readonly [string, T])[]): Record<string, T> =>
    Object.fromEntries(writers.flatMap(entries));
  const points = (series: number) =>
    steps
      .filter((step) => step % 5 === series)
      .flatMap((step) =>
        Array.from({ length: batch - 1 }, (_, index) => [time(step), index + 1, step * batch + index + 1]),
      );
  return {
    params: byWriter((by) =>
      steps.flatMap(
        (step) =>
          [
            [`${by} ${step} 0`, '0'],
            [`${by} ${step} 1`, '1'],
            [`${by} alone ${step}`, 'x'],
          ] as const,
      ),
    ),
    tags: {
      'mlflow.runName': 'both',
      ...byWriter((by) => [
        [`${by} latest`, String(rounds - 1)],
        ...steps.map((step) => [`${by} ${step}`, 'ü'] as const),
      ]),
    },
    sharedTag: true,
    history: {
      shared: steps.flatMap((step) => [
        [time(step), step, step],
        [time(step), step + 0.25, step],
      ]),
      ...byWriter<readonly (readonly number[])[]>((by) => [
        [`${by} alone`, steps.map((step) => [time(step), step / 2, step])],
        ...[0, 1, 2, 3, 4].map((series) => [`${by}/${series}`, points(series)] as const),
      ]),
    },
    runs: byWriter((by) =>
      entitySteps.map((step) => [`${by} ${step}`, step % 20 === 0 ? 'KILLED' : 'FAILED'] as const),
    ),
    numbers: Array.from({ length: 2 * entitySteps.length }, (_, index) => index + 1),
    versions: byWriter((by) => entitySteps.map((step) => [`${by}-${step}`, { by: `${by} ${step}` }] as const)),
  };
}

function integrity(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const answer = [database.prepare('PRAGMA integrity_check').all(), database.prepare('PRAGMA foreign_key_check').all()];
  database.close();
  return answer;
}

test('10,000 operations of MLflow and ours at the same time, and nothing is lost', { timeout: 240_000 }, async () => {
  const fixture = unpackFixtureStore('v3-db');
  disposables.push(fixture.dispose);
  const file = join(realpathSync(fixture.folder), 'mlflow.db');
  const store = await openStore(`sqlite:///${file}`, scriptStoreEnvironment({ workspaceFolders: [] }));
  disposables.push(() => store.dispose());
  const experimentId = await store.tracking.createExperiment('both');
  const run = { experimentId, runName: 'both', userId: 'ann', startTime: 1, tags: new Map() };
  const { runId } = (await store.tracking.createRun(run)).info;
  await store.registry.createRegisteredModel(model);
  const script = startOracle('3.18', 'write_concurrently.py', [file, runId, experimentId, model, String(rounds)]);
  disposables.push(() => script.kill());
  const lines = createInterface({ input: script.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');

  script.stdin.write('go\n');
  const target = { store, runId, experimentId };
  let operations = 0;
  for (const step of steps) {
    operations += await writeLogged(target, step);
    operations += step % 10 === 0 ? await writeEntities(target, step) : 0;
  }
  operations += Number((await lines.next()).value);

  expect(operations).toBeGreaterThanOrEqual(10_000);
  expect(integrity(file)).toEqual([[{ integrity_check: 'ok' }], []]);
  const dump = askOracle('3.18', 'dump_store.py', [`sqlite:///${file}`]) as Dump;
  expect(written(dump, runId, experimentId)).toEqual(expected());
  expect(await dumpStore(store)).toEqual(dump);
});

import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import type { StoreDump } from '../../scripts/inspect/dumpStore.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { FileRunWriter } from '../../src/store/file/fileWrites.ts';
import { fieldText, readMeta } from '../../src/store/file/fileWritesMeta.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { askOracle, startOracle, type MlflowVersion } from '../support/mlflowPython.ts';

const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0).toReversed()) {
    dispose();
  }
});

/** The real FileStore in a process of its own, which does what it is told while we do something else. */
async function startFileStore(version: MlflowVersion, root: string) {
  const script = startOracle(version, 'write_file_concurrently.py', [root]);
  disposables.push(() => script.kill());
  const answers = createInterface({ input: script.stdout })[Symbol.asyncIterator]();
  const nextAnswer = async (): Promise<unknown> => JSON.parse(String((await answers.next()).value));
  expect(await nextAnswer()).toBe('ready');
  return {
    does: async (order: string, given: unknown): Promise<unknown> => {
      script.stdin.write(`${JSON.stringify([order, given])}\n`);
      return await nextAnswer();
    },
    end: async (): Promise<void> => {
      script.stdin.end();
      await once(script, 'close');
    },
  };
}

async function newStore(runs: number) {
  const folder = temporaryFolder();
  disposables.push(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'mlruns');
  const seed = [['create_experiment', { name: 'both' }]];
  const [experimentId] = askOracle('3.18', 'write_store.py', [root], seed) as readonly [string];
  const writer = new FileRunWriter(root, { isTrusted: () => true });
  const runIds: string[] = [];
  for (let index = 0; index < runs; index++) {
    const run = { experimentId, runName: `run ${index}`, userId: 'ann', startTime: index, tags: new Map() };
    runIds.push((await writer.createRun(run)).info.runId);
  }
  return { root, experimentId, writer, runIds };
}

/** MLflow takes no lock, so some of what both write at the same moment may be lost; seen: none. */
const lostShare = 0.02;

/** What each side does in one round. */
const writesPerRound = 5;

async function logLikeThem(writer: FileRunWriter, shared: string, runs: readonly string[], rounds: number) {
  for (let index = 0; index < rounds; index++) {
    await writer.logMetrics(shared, [{ key: 'shared', value: 1 + index, timestamp: 7, step: index }]);
    await writer.logMetrics(shared, [{ key: 'ours/deep', value: index, timestamp: 7, step: index }]);
    await writer.logParams(shared, new Map([[`ours/${index}`, String(index)]]));
    await writer.setTags(shared, new Map([[`ours.${index % 50}`, String(index)]]));
    if (index % 5 > 0) {
      await writer.logMetrics(shared, [{ key: 'ours/more', value: index, timestamp: 7, step: index }]);
    } else {
      const status = index % 2 === 1 ? 'FAILED' : 'FINISHED';
      await writer.updateRun(runs[(index / 5) % runs.length] ?? '', { status, endTime: 1000 + index });
    }
  }
}

test('10,000 writes of Python and ours to one store at the same time: nothing is lost', async () => {
  const rounds = 10_000 / 2 / writesPerRound;
  const { root, writer, runIds } = await newStore(11);
  const [shared = '', ...others] = runIds;
  const [theirRuns, ourRuns] = [others.slice(0, 5), others.slice(5)];
  const python = await startFileStore('3.18', root);
  await Promise.all([
    python.does('log', { shared, runs: theirRuns, rounds }),
    logLikeThem(writer, shared, ourRuns, rounds),
  ]);
  await python.end();

  const { runs } = askOracle('3.18', 'dump_store.py', [root]) as StoreDump;
  const { history = {}, params = {}, tags = {} } = runs[shared] ?? {};
  const indexes = Array.from({ length: rounds }, (_, index) => index);
  const own = indexes.map((index) => [7, index, index]);
  expect(history['shared']?.map(([, value]) => Number(value)).toSorted((a, b) => a - b)).toEqual([
    ...indexes.map((index) => -1 - index).toReversed(),
    ...indexes.map((index) => 1 + index),
  ]);
  expect([history['ours/deep'], history['theirs/deep']]).toEqual([own, own]);
  const more = own.filter(([, index = 0]) => index % 5 > 0);
  expect([history['ours/more'], history['theirs/more']]).toEqual([more, more]);
  expect(params).toEqual(
    Object.fromEntries(indexes.flatMap((i) => [`ours/${i}`, `theirs/${i}`].map((key) => [key, String(i)]))),
  );
  expect(tags).toEqual(
    Object.fromEntries([
      ['mlflow.runName', 'run 0'],
      ...indexes.slice(-50).flatMap((i) => ['ours', 'theirs'].map((who) => [`${who}.${i % 50}`, String(i)])),
    ]),
  );
  const ends = (ids: readonly string[]) => ids.map((id) => [runs[id]?.status, runs[id]?.end]);
  const expectedEnds = indexes
    .filter((index) => index % 5 === 0)
    .slice(-5)
    .map((index) => [index % 2 === 1 ? 'FAILED' : 'FINISHED', 1000 + index]);
  expect([ends(theirRuns), ends(ourRuns)]).toEqual([expectedEnds, expectedEnds]);
});

test('one meta.yaml that Python and ours write at the same time stays whole, and next to nothing is lost', async () => {
  const rounds = 500;
  const { root, experimentId, writer, runIds } = await newStore(1);
  const [runId = ''] = runIds;
  const folder = join(root, experimentId, runId);
  const python = await startFileStore('3.18', root);
  const ours = { written: 0, gone: 0, refused: new Map<string, number>() };
  const updating = new AbortController();
  const update = async (): Promise<unknown> => {
    const gone = await python.does('update', { run: runId, rounds });
    updating.abort();
    return gone;
  };
  const rename = async (): Promise<void> => {
    for (let index = 0; !updating.signal.aborted; index++) {
      try {
        await writer.updateRun(runId, { runName: `name ${index}` });
        ours.written++;
        ours.gone += fieldText(await readMeta(folder), 'run_name') === `name ${index}` ? 0 : 1;
      } catch (error) {
        const reason = MlflowError.is(error) ? error.reason : String(error);
        ours.refused.set(reason, (ours.refused.get(reason) ?? 0) + 1);
      }
    }
  };
  const [theirsGone] = await Promise.all([update(), rename()]);
  await python.end();

  expect([...ours.refused.keys()].filter((reason) => reason !== 'conflict')).toEqual([]);
  expect(ours.written).toBeGreaterThan(0);
  expect(ours.gone).toBeLessThanOrEqual(ours.written * lostShare);
  expect(theirsGone).toBeLessThanOrEqual(rounds * lostShare);
  const text = readFileSync(join(folder, 'meta.yaml'), 'utf8');
  expect(text).toMatch(/^artifact_uri: (.*\n){10,}user_id: ann\n$/);
});

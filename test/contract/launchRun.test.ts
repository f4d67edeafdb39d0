import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { launchRun, type LaunchEnvironment, type LaunchRequest } from '../../src/launch/launchRun.ts';
import type { LaunchFacts } from '../../src/launch/launchFacts.ts';
import { LaunchedRuns } from '../../src/launch/launchedRuns.ts';
import { processStart } from '../../src/launch/runningProcess.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { MemoryTrackingStore } from '../unit/launch/memoryTrackingStore.ts';
import { writeShellPython } from '../unit/launch/shellPython.ts';
import { temporaryFolder } from '../unit/launch/temporaryFolder.ts';

/** Launches `script` with a shell in the place of Python; `until` resolves once that text was printed. */
function launching(script: string, changes: Partial<LaunchRequest> = {}) {
  const folder = temporaryFolder();
  const store = new MemoryTrackingStore();
  writeFileSync(join(folder, 'train.py'), script);
  const request: LaunchRequest = {
    store: store.asStore(),
    folder,
    script: 'train.py',
    args: [],
    defaultExperimentName: 'Default',
    paramFiles: [],
    env: {},
    configuredPython: writeShellPython(join(folder, 'python')),
    ...changes,
  };
  const events: (LaunchFacts | string)[] = [];
  const waiting: (() => void)[] = [];
  const environment: LaunchEnvironment = {
    inherited: { PATH: process.env['PATH'], USER: 'ada' },
    stopGraceMs: [60_000, 60_000],
    onWillStart: (facts) => events.push(facts),
    onOutput: (text) => {
      events.push(text);
      for (const check of waiting) {
        check();
      }
    },
  };
  const output = (): string => events.filter((event) => typeof event === 'string').join('');
  const until = async (text: string): Promise<void> => {
    await new Promise<void>((resolve) => {
      const check = (): void => (output().includes(text) ? resolve() : undefined);
      waiting.push(check);
      check();
    });
  };
  const start = (more: Partial<LaunchEnvironment> = {}) => launchRun(request, { ...environment, ...more });
  return { folder, store, events, output, until, start };
}

describe.skipIf(process.platform === 'win32')('launching', () => {
  test('hands the run over, tells about it before the script speaks, and records where it came from', async () => {
    const { store, events, output, start } = launching('echo "$1 $MLFLOW_RUN_ID $COLOUR"; echo é >&2', {
      args: ['a b'],
      runName: 'first',
      experimentName: 'flowers',
      env: { COLOUR: 'blue' },
    });
    const run = await start();
    expect(await run.ended).toMatchObject({ status: 'FINISHED', exitCode: 0, overriddenParamKeys: [] });
    expect(events[0]).toBe(run.facts);
    expect(output()).toContain('a b run1 blue\n');
    expect(output()).toContain('é');
    expect(run.facts).toMatchObject({
      run: { storeUri: store.uri, experimentId: '1', runId: 'run1' },
      experimentName: 'flowers',
      git: { kind: 'absent', reason: 'notARepository' },
    });
    expect(store.runs.get('run1')).toMatchObject({
      info: { runName: 'first', experimentId: '1', userId: 'ada', status: 'FINISHED' },
      tags: new Map([
        ['mlflow.user', 'ada'],
        ['mlflow.source.name', 'train.py'],
        ['mlflow.source.type', 'LOCAL'],
      ]),
    });
  });

  test('a script in sub folders gets a run name of its own and the experiment it names', async () => {
    const { folder, store, start } = launching('', { script: 'fit.model.py' });
    writeFileSync(join(folder, 'fit.model.py'), 'true || mlflow.set_experiment("iris")\n');
    await (
      await start()
    ).ended;
    expect(store.found).toMatchObject([{ name: 'iris' }]);
    expect(store.runs.get('run1')?.info.runName).toMatch(/^fit\.model-\d{8}-\d{6}$/);
  });

  test('an experiment other than the one the script names is pointed out', async () => {
    const { start } = launching('true || mlflow.set_experiment("iris")', { experimentName: 'flowers' });
    const { facts, ended } = await start();
    expect(facts).toMatchObject({ experimentName: 'flowers', conflictingExperiment: 'iris' });
    await ended;
  });

  test.each([
    ['exit 3', { status: 'FAILED', exitCode: 3, signal: undefined }],
    ['kill -KILL $$', { status: 'FAILED', exitCode: undefined, signal: 'SIGKILL' }],
  ])('%s', async (script, expected) => {
    const { store, start } = launching(script);
    expect(await (await start()).ended).toMatchObject(expected);
    expect(store.runs.get('run1')?.info.endTime).toBeGreaterThan(0);
  });

  test('stop interrupts the script and everything it started', async () => {
    const { store, output, until, start } = launching('sleep 1000 & echo "child $!"; echo ready; wait');
    const run = await start();
    await until('ready');
    run.stop();
    expect(await run.ended).toMatchObject({ status: 'KILLED' });
    expect(store.runs.get('run1')?.info.status).toBe('KILLED');
    const started = Number(/child (\d+)/.exec(output())?.[1]);
    await expect.poll(() => processStart(started)).toBeUndefined();
  });

  test('a script that does not listen is terminated and then killed', async () => {
    const { output, until, start } = launching(
      'trap "echo interrupted" INT; trap "echo terminated" TERM; echo ready; while :; do sleep 0.02; done',
    );
    const run = await start({ stopGraceMs: [200, 200] });
    await until('ready');
    run.stop();
    expect(await run.ended).toMatchObject({ status: 'KILLED', signal: 'SIGKILL' });
    expect(output()).toContain('ready');
  });

  test('a background process that holds the output open does not keep the run open', async () => {
    const { start } = launching('sleep 1000 & echo done');
    const run = await start();
    expect(await run.ended).toMatchObject({ status: 'FINISHED' });
    process.kill(-run.pid, 'SIGKILL');
  });

  test('running launches are known until their end is recorded', async () => {
    const { until, start } = launching('echo ready; exec sleep 1000');
    const runs = new LaunchedRuns();
    const changes: number[] = [];
    runs.onDidChange(() => changes.push(runs.all().length));
    const run = await start();
    runs.add(run);
    await until('ready');
    expect(runs.get('run1')).toBe(run);
    runs.get('run1')?.stop();
    await run.ended;
    await Promise.resolve();
    expect(runs.get('run1')).toBeUndefined();
    expect(changes).toEqual([1, 0]);
  });

  test('a store that vanishes while the script runs is reported with its end', async () => {
    const { store, until, start } = launching('echo ready; exec sleep 1000');
    const run = await start();
    await until('ready');
    store.runs.clear();
    run.stop();
    expect(await run.ended).toMatchObject({ status: 'KILLED', error: { reason: 'notFound' } });
  });

  test.each<[string, Partial<LaunchRequest>, object]>([
    ['a script that is not there', { script: 'gone.py' }, { reason: 'notFound', details: { what: 'gone.py' } }],
    ['no Python', { configuredPython: '/nowhere/python' }, { reason: 'toolMissing' }],
    ['a param file that is not there', { paramFiles: ['p.yaml'] }, { reason: 'notFound', details: { what: 'p.yaml' } }],
  ])('%s creates no run', async (_, changes, expected) => {
    const { store, start } = launching('', changes);
    await expect(start()).rejects.toMatchObject(expected);
    expect([store.found, store.runs.size]).toEqual([[], 0]);
  });

  test.each([
    ['untrusted', 'untrusted'],
    ['readOnlyDisk', 'readOnly'],
    ['newerSchema', 'readOnly'],
  ] as const)('a store that is %s is refused', async (reason, expected) => {
    const { store, start } = launching('');
    store.readOnly = reason;
    await expect(start()).rejects.toMatchObject({ reason: expected, details: { what: store.uri } });
    expect(store.runs.size).toBe(0);
  });

  test('a store that refuses the run, as on a read-only disk, starts nothing', async () => {
    const { store, events, start } = launching('');
    store.createRun = () => Promise.reject(new MlflowError('readOnly', { what: store.uri }));
    await expect(start()).rejects.toMatchObject({ reason: 'readOnly' });
    expect(events).toEqual([]);
  });

  test('a deleted experiment is refused by name', async () => {
    const { store, start } = launching('', { experimentName: 'old' });
    store.found.push({
      experimentId: '1',
      name: 'old',
      artifactLocation: '',
      lifecycleStage: 'deleted',
      tags: new Map(),
    });
    await expect(start()).rejects.toMatchObject({ reason: 'invalidValue', details: { what: 'old' } });
  });

  test('a process that cannot be started leaves a failed run', async () => {
    const { store, start } = launching('');
    const starting = start({ onWillStart: ({ command }) => rmSync(command[0] ?? '') });
    await expect(starting).rejects.toMatchObject({ reason: 'processFailed' });
    expect(store.runs.get('run1')?.info.status).toBe('FAILED');
  });
});

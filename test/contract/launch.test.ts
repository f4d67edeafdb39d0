import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LaunchedRun, LaunchOutcome } from '../../src/launch/launchedRun.ts';
import { launchRun, type LaunchRequest } from '../../src/launch/launchRun.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { testStoreEnvironment } from '../support/testStoreEnvironment.ts';

/** Ends in the way that its first argument names, with a run of MLflow open where it says so. */
const script = `
import os, signal, sys, time
mode = sys.argv[1]
if mode == "plain":
    sys.exit(0)
if mode == "plainFails":
    sys.exit(2)
import mlflow
with mlflow.start_run() as run:
    mlflow.log_param("epochs", 40)
    mlflow.log_metric("loss", 0.5)
    if mode == "raises":
        raise RuntimeError("no")
    if mode == "exits":
        sys.exit(3)
    if mode == "leaves":
        os._exit(0)
    if mode == "leavesFailing":
        os._exit(1)
    if mode == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if mode == "waits":
        print("ready", flush=True)
        time.sleep(1000)
if mode == "failsLater":
    sys.exit(4)
if mode == "stoppedLater":
    print("ready", flush=True)
    time.sleep(1000)
`;

const expectedStatuses = {
  finishes: 'FINISHED',
  raises: 'FAILED',
  exits: 'FAILED',
  leaves: 'FINISHED',
  leavesFailing: 'FAILED',
  killed: 'FAILED',
  failsLater: 'FINISHED',
  plain: 'FINISHED',
  plainFails: 'FAILED',
  waits: 'KILLED',
  stoppedLater: 'FINISHED',
};
type Mode = keyof typeof expectedStatuses;
const modes = Object.keys(expectedStatuses) as Mode[];

/** What MLflow itself says about runs. */
const reader = `
import json, sys
from mlflow import MlflowClient
runs = [MlflowClient().get_run(run_id) for run_id in sys.argv[1:]]
print(json.dumps([[run.info.status, run.info.end_time is not None, run.data.params, run.data.tags] for run in runs]))
`;

type MlflowAnswer = [status: string, hasEnd: boolean, params: Record<string, string>, tags: Record<string, string>];

function requirePython(variable: string, install: string): string {
  const python = process.env[variable];
  if (python === undefined) {
    throw new Error(`${variable} must name a Python with ${install}; npm test sets it up: pip install ${install}`);
  }
  return python;
}

function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

async function openFolder(folder: string): Promise<MlflowStore> {
  mkdirSync(join(folder, 'mlruns'));
  const environment = testStoreEnvironment({ workspaceFolders: [folder] });
  return await openStore(pathToFileURL(join(folder, 'mlruns')).toString(), environment);
}

describe.each([
  ['VIZMOD_PYTHON_318', 'mlflow==3.18.0'],
  ['VIZMOD_PYTHON_222', 'mlflow==2.22.1'],
])('launching with %s', (variable, install) => {
  let folder: string;
  let python: string;
  let commit: string;
  let store: MlflowStore;
  const outcomes = new Map<Mode, LaunchOutcome>();
  const runIds = new Map<Mode, string>();
  let answers: MlflowAnswer[];

  beforeAll(async () => {
    python = requirePython(variable, install);
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'vizmod launch é ')));
    writeFileSync(join(folder, 'train.py'), script);
    writeFileSync(join(folder, 'params.yaml'), 'epochs: 30\nseed: 7\n');
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '--message', 'one');
    git(folder, 'remote', 'add', 'origin', 'https://me:secret@example.com/flowers.git');
    commit = git(folder, 'rev-parse', 'HEAD');
    writeFileSync(join(folder, 'params.yaml'), 'epochs: 30\nseed: 8\n');
    store = await openFolder(folder);
    for (const mode of modes) {
      const run = await launch(mode);
      runIds.set(mode, run.facts.run.runId);
      outcomes.set(mode, await run.ended);
    }
    answers = askMlflow([...runIds.values()]);
  }, 300_000);

  afterAll(() => {
    store.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function launch(mode: Mode, changes: Partial<LaunchRequest> = {}): Promise<LaunchedRun> {
    const request: LaunchRequest = {
      store: store.tracking,
      folder,
      script: 'train.py',
      args: [mode],
      experimentName: 'flowers',
      defaultExperimentName: 'Default',
      paramFiles: ['params.yaml'],
      env: {},
      configuredPython: python,
      ...changes,
    };
    let output = '';
    const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
    const onOutput = (text: string): void => {
      output += text;
      if (output.includes('ready')) {
        isReady();
      }
    };
    const run = await launchRun(request, { inherited: process.env, stopGraceMs: [30_000, 30_000], onOutput });
    if (mode === 'waits' || mode === 'stoppedLater') {
      await Promise.race([ready, run.ended]);
      run.stop();
    }
    return run;
  }

  function askMlflow(ids: readonly string[]): MlflowAnswer[] {
    const env = { ...process.env, MLFLOW_TRACKING_URI: store.uri, MLFLOW_ALLOW_FILE_STORE: 'true' };
    return JSON.parse(execFileSync(python, ['-c', reader, ...ids], { env, encoding: 'utf8' })) as MlflowAnswer[];
  }

  test('every run ends in its true state, for us and for MLflow', () => {
    const statuses = modes.map((mode, index) => [mode, answers[index]?.[0], answers[index]?.[1]]);
    expect(statuses).toEqual(modes.map((mode) => [mode, expectedStatuses[mode], true]));
    expect(Object.fromEntries([...outcomes].map(([mode, { status }]) => [mode, status]))).toEqual(expectedStatuses);
  });

  test('workspace params are recorded, and those of the script stand', () => {
    const params = Object.fromEntries(modes.map((mode, index) => [mode, answers[index]?.[2]]));
    expect(params).toMatchObject({
      finishes: { epochs: '40', seed: '8' },
      waits: { epochs: '40', seed: '8' },
      plain: { epochs: '30', seed: '8' },
    });
    expect(outcomes.get('finishes')?.overriddenParamKeys).toEqual(['epochs']);
  });

  test('the commit is recorded without credentials, and that files were changed', () => {
    expect(answers[0]?.[3]).toMatchObject({
      'mlflow.source.name': 'train.py',
      'mlflow.source.type': 'LOCAL',
      'mlflow.source.git.commit': commit,
      'mlflow.source.git.branch': 'main',
      'mlflow.source.git.repoURL': 'https://example.com/flowers.git',
      'mlflow.source.git.dirty': 'true',
    });
  });
});

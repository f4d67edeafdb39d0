import { expect, test } from 'vitest';
import type { LaunchFacts } from '../../../src/launch/launchFacts.ts';
import { launchFooter, launchHeader } from '../../../src/launch/launchReport.ts';
import { english } from '../../../src/util/l10n.ts';

const facts: LaunchFacts = {
  run: { storeUri: 'file:///w/mlruns', experimentId: '1', runId: 'abc' },
  runName: 'train-1',
  experimentName: 'flowers',
  command: ['/usr/bin/python3', '-u', 'train.py', '--note', 'a b'],
  python: { path: '/usr/bin/python3', version: '3.11.7', mlflowVersion: '3.18.0' },
  git: { kind: 'known', commit: '36630ea50ada81e888753a3303d0169afd7a8683', branch: 'main', changedFileCount: 2 },
  paramFiles: ['params.yaml'],
  params: new Map([['seed', '7']]),
  skippedParamKeys: [],
  allowsFileStore: true,
};

test('the header says where the run goes and what is recorded', () => {
  expect(launchHeader(facts, 'linux', english)).toEqual([
    'MLflow run train-1 in experiment flowers',
    'Store: file:///w/mlruns',
    'Commit: 36630ea50a on main, files changed since: 2 (recorded as dirty)',
    'Params: 1 from params.yaml',
    'MLFLOW_ALLOW_FILE_STORE=true is set for this script, because MLflow 3.13 and later refuse to write to folders otherwise',
    "$ /usr/bin/python3 -u train.py --note 'a b'",
  ]);
});

test('the header names everything that will not work', () => {
  const header = launchHeader(
    {
      ...facts,
      git: { kind: 'absent', reason: 'gitMissing' },
      python: { path: '/usr/bin/python3', version: '3.11.7' },
      params: new Map(),
      skippedParamKeys: ['lr (max)'],
      conflictingExperiment: 'iris',
    },
    'linux',
    english,
  );
  expect(header.slice(2, -1)).toEqual([
    'Commit: not recorded, because git is not installed',
    'Not recorded, because MLflow refuses such names: lr (max)',
    'The script names another experiment, iris: MLflow refuses that in a run of flowers. Name the same experiment in the task.',
    'MLflow is not installed in this Python: a script that imports it will fail. To install it: /usr/bin/python3 -m pip install mlflow',
  ]);
});

test('the footer says how it ended', () => {
  const outcome = { status: 'FAILED', exitCode: 1, duration: 1250, overriddenParamKeys: ['epochs'] } as const;
  expect(launchFooter(facts, outcome, english)).toEqual([
    'Params kept as the script logged them: epochs',
    'MLflow run train-1: FAILED after 1.3 s (exit code 1)',
  ]);
  const killed = { status: 'KILLED', signal: 'SIGINT', duration: 900, overriddenParamKeys: [] } as const;
  expect(launchFooter(facts, killed, english)).toEqual(['MLflow run train-1: KILLED after 0.9 s (signal SIGINT)']);
});

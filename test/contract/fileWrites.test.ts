import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { FileRunWriter } from '../../src/store/file/fileWrites.ts';
import { folderTree, temporaryFolder } from '../support/folderTree.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What makes a store one of its generation, before either side writes to it. */
const seed = [
  ['create_experiment', { name: 'seed' }],
  ['create_run', { experiment_id: '$0', run_name: 'seed', start_time: 1_700_000_000_000 }],
];

const startTime = 1_700_000_000_123;
const endTime = 1_700_000_009_876;
const metrics = [
  ['loss', 'nan', 1, 0],
  ['loss', 'inf', 2, 1],
  ['loss', '-inf', 3, 2],
  ['loss', '0.1', 4, 3],
  ['loss', '1', 5, 4],
  ['loss', '1e-7', 6, 5],
  ['loss', '0.0001', 7, 6],
  ['loss', '1e16', 8, 7],
  ['loss', '123456789012345680', 9, 8],
  ['loss', '-0.0', 10, -1],
  ['val/acc top-1', '0.30000000000000004', 11, 0],
] as const;
const params = { 'opt/lr': '0.1', empty: '', lines: 'a\nb\r\nc\n', 'ünïcode key': '値' };
const tags = { 'mlflow.note.content': '# Note\n\n* a "quote"', 'deep/er tag': 'x' };
const experimentTags = { team: 'vision: 1', 'a/b': 'two\nlines' };
const trickyName = "yes: it's #1, {odd}   named " + 'and very long, '.repeat(8);

/** The same deeds as {@link writeWithOurs}. */
const calls = [
  ['create_experiment', { name: 'Flow: study #1' }],
  ['create_run', { experiment_id: '$0', run_name: trickyName, start_time: startTime, tags: { 'mlflow.user': 'ann' } }],
  ['log_batch', { run_id: '$1.info.run_id', metrics, params, tags }],
  ['set_terminated', { run_id: '$1.info.run_id', status: 'FAILED', end_time: endTime }],
  ['create_run', { experiment_id: '$0', run_name: '12345e67', start_time: startTime }],
  ['set_tag', { run_id: '$4.info.run_id', key: 'mlflow.runName', value: '2024-01-01' }],
  ['set_tag', { run_id: '$4.info.run_id', key: 'gone', value: 'soon' }],
  ['delete_tag', { run_id: '$4.info.run_id', key: 'gone' }],
  ['delete_run', { run_id: '$4.info.run_id' }],
  ['create_run', { experiment_id: '$0', run_name: 'restored', start_time: startTime }],
  ['delete_run', { run_id: '$9.info.run_id' }],
  ['restore_run', { run_id: '$9.info.run_id' }],
  ['create_experiment', { name: 'deleted' }],
  ['create_run', { experiment_id: '$12', run_name: 'deleted with it', start_time: startTime }],
  ['delete_experiment', { experiment_id: '$12' }],
  ['create_experiment', { name: 'restored' }],
  ['create_run', { experiment_id: '$15', run_name: 'restored with it', start_time: startTime }],
  ['delete_experiment', { experiment_id: '$15' }],
  ['restore_experiment', { experiment_id: '$15' }],
  ['create_experiment', { name: 'placed', artifact_location: '/else where/#1', tags: experimentTags }],
  ['rename_experiment', { experiment_id: '$0', new_name: 'it is: #2' }],
  ['set_experiment_tag', { experiment_id: '$15', key: 'mlflow.note.content', value: tags['mlflow.note.content'] }],
  ['set_experiment_tag', { experiment_id: '$15', key: 'mlflow.note.content', value: 'short' }],
  ['rename_experiment', { experiment_id: '$19', new_name: 'renamed with tags' }],
  ['delete_experiment', { experiment_id: '$19' }],
  ['set_experiment_tag', { experiment_id: '$15', key: 'deep/er tag', value: '' }],
  ['delete_experiment', { experiment_id: '$15' }],
  ['restore_experiment', { experiment_id: '$15' }],
];

async function writeWithOurs(root: string, given: readonly (string | null)[]): Promise<void> {
  const experimentIds = [given[0], given[12], given[15], given[19]].map(String);
  const runIds = [given[1], given[4], given[9], given[13], given[16]].map(String);
  const writer = new FileRunWriter(
    root,
    { isTrusted: () => true },
    {
      now: () => Date.now(),
      newExperimentId: () => experimentIds.shift() ?? '',
      newRunId: () => runIds.shift() ?? '',
    },
  );
  const createRun = async (experimentId: string, runName: string, user?: string): Promise<string> => {
    // The client takes the user of a run from this tag.
    const runTags = new Map(user === undefined ? [] : [['mlflow.user', user] as const]);
    const run = { experimentId, runName, userId: user ?? 'unknown', startTime, tags: runTags };
    return (await writer.createRun(run)).info.runId;
  };
  const study = await writer.createExperiment('Flow: study #1');
  const first = await createRun(study, trickyName, 'ann');
  await writer.logParams(first, new Map(Object.entries(params)));
  await writer.logMetrics(
    first,
    metrics.map(([key, value, timestamp, step]) => ({ key, value: numberOf(value), timestamp, step })),
  );
  await writer.setTags(first, new Map(Object.entries(tags)));
  await writer.updateRun(first, { status: 'FAILED', endTime });
  const second = await createRun(study, '12345e67');
  await writer.setTags(second, new Map([['mlflow.runName', '2024-01-01']]));
  await writer.setTags(second, new Map([['gone', 'soon']]));
  await writer.deleteTag(second, 'gone');
  await writer.setRunLifecycle(second, 'deleted');
  const third = await createRun(study, 'restored');
  await writer.setRunLifecycle(third, 'deleted');
  await writer.setRunLifecycle(third, 'active');
  const deleted = await writer.createExperiment('deleted');
  await createRun(deleted, 'deleted with it');
  await writer.setExperimentLifecycle(deleted, 'deleted');
  const restored = await writer.createExperiment('restored');
  await createRun(restored, 'restored with it');
  await writer.setExperimentLifecycle(restored, 'deleted');
  await writer.setExperimentLifecycle(restored, 'active');
  const options = { artifactLocation: '/else where/#1', tags: new Map(Object.entries(experimentTags)) };
  const placed = await writer.createExperiment('placed', options);
  await writer.renameExperiment(study, 'it is: #2');
  await writer.setExperimentTag(restored, 'mlflow.note.content', tags['mlflow.note.content']);
  await writer.setExperimentTag(restored, 'mlflow.note.content', 'short');
  await writer.renameExperiment(placed, 'renamed with tags');
  await writer.setExperimentLifecycle(placed, 'deleted');
  await writer.setExperimentTag(restored, 'deep/er tag', '');
  await writer.setExperimentLifecycle(restored, 'deleted');
  await writer.setExperimentLifecycle(restored, 'active');
}

function numberOf(text: string): number {
  return text.endsWith('inf') ? Number(`${text.slice(0, -3)}Infinity`) : Number(text);
}

/** A folder's files with what differs between any two stores put aside: where it is and the time of day. */
function comparable(folder: string): Record<string, string> {
  const root = /\/vizmod-test-[^/]+\/(?:ours|theirs)\/mlruns/g;
  const timeOfDay = /\b1(?:7[1-9]|8\d|9\d)\d{10}\b/g;
  const entries = Object.entries(folderTree(folder));
  return Object.fromEntries(
    entries.map(([path, text]) => [path, text.replaceAll(root, '/root').replaceAll(timeOfDay, '<now>')]),
  );
}

describe.each<MlflowVersion>(['1.30', '2.22', '3.18'])('a store of MLflow %s', (version) => {
  test('gets the same bytes from our writer as from MLflow itself', { timeout: 240_000 }, async () => {
    const parent = temporaryFolder();
    folders.push(parent);
    const [theirs, ours] = [join(parent, 'theirs', 'mlruns'), join(parent, 'ours', 'mlruns')];
    askOracle(version, 'write_store.py', [theirs], seed);
    cpSync(theirs, ours, { recursive: true });
    const given = askOracle(version, 'write_store.py', [theirs], calls);
    await writeWithOurs(ours, given as (string | null)[]);

    expect(comparable(ours)).toEqual(comparable(theirs));
    const [readOurs, readTheirs] = [ours, theirs].map((folder) => askOracle(version, 'dump_store.py', [folder]));
    expect(readOurs).toEqual(readTheirs);
  });
});

test('an experiment and its runs in an empty folder are read by MLflow 2.22 and 3.18', async () => {
  const parent = temporaryFolder();
  folders.push(parent);
  const root = join(parent, 'a folder, with #odd name');
  mkdirSync(root);
  const writer = new FileRunWriter(root, { isTrusted: () => true });
  const experimentId = await writer.createExperiment('first');
  const { info } = await writer.createRun({ experimentId, runName: 'one', userId: 'ann', startTime, tags: new Map() });
  await writer.logMetrics(info.runId, [{ key: 'm', value: 0.5, step: 2, timestamp: 7 }]);
  const run = {
    name: 'one',
    experiment: experimentId,
    status: 'RUNNING',
    lifecycle: 'active',
    start: startTime,
    end: null,
    params: {},
    tags: { 'mlflow.runName': 'one' },
    metrics: { m: 0.5 },
    history: { m: [[7, 0.5, 2]] },
  };
  for (const version of ['2.22', '3.18'] as const) {
    expect(askOracle(version, 'dump_store.py', [root])).toMatchObject({ runs: { [info.runId]: run } });
  }
});

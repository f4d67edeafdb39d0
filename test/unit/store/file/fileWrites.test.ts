import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileRunWriter } from '../../../../src/store/file/fileWrites.ts';
import { editMeta, withFields } from '../../../../src/store/file/fileWritesMeta.ts';
import { folderTree, temporaryFolder } from '../../../support/folderTree.ts';

let root = '';
let isTrusted = true;
let writer = new FileRunWriter('', { isTrusted: () => isTrusted });

beforeEach(() => {
  root = join(temporaryFolder(), 'mlruns');
  mkdirSync(root);
  isTrusted = true;
  writer = new FileRunWriter(root, { isTrusted: () => isTrusted });
});

afterEach(() => rmSync(dirname(root), { recursive: true, force: true }));

async function newRun(): Promise<{ readonly experimentId: string; readonly runId: string; readonly folder: string }> {
  const experimentId = await writer.createExperiment(`study ${Math.random()}`);
  const run = await writer.createRun({ experimentId, runName: 'one', userId: 'ann', startTime: 5, tags: new Map() });
  return { experimentId, runId: run.info.runId, folder: join(root, experimentId, run.info.runId) };
}

const refusedKeys = [
  '',
  '.',
  '..',
  '/a',
  'a/',
  'a//b',
  '../a',
  'a/../b',
  './a',
  'a&b',
  'a\\b',
  'a"b',
  'a\nb',
  'k'.repeat(251),
];

test.each(refusedKeys)('the key %j is refused by every call before anything is written', async (key) => {
  const { runId } = await newRun();
  const before = folderTree(root);
  for (const call of [
    async () =>
      writer.setTags(
        runId,
        new Map([
          ['fine', 'x'],
          [key, 'x'],
        ]),
      ),
    async () => writer.deleteTag(runId, key),
    async () =>
      writer.logParams(
        runId,
        new Map([
          ['fine', 'x'],
          [key, 'x'],
        ]),
      ),
    async () =>
      writer.logMetrics(runId, [
        { key: 'fine', value: 1, step: 0, timestamp: 0 },
        { key, value: 1, step: 0, timestamp: 0 },
      ]),
  ]) {
    await expect(call()).rejects.toMatchObject({ reason: 'invalidName', details: { what: key } });
  }
  expect(folderTree(root)).toEqual(before);
});

test('keys with slashes, spaces, colons and letters of any script are files of that path', async () => {
  const { runId, folder } = await newRun();
  await writer.setTags(
    runId,
    new Map([
      ['a/b c', '1'],
      ['ключ: 鍵', "it's\n"],
    ]),
  );
  await writer.logParams(runId, new Map([['x/y/z', '']]));
  await writer.logMetrics(runId, [{ key: 'val/loss', value: Number.NaN, step: -1, timestamp: 7 }]);
  const { 'meta.yaml': _, ...files } = folderTree(folder);
  expect(files).toEqual({
    'artifacts/': '',
    'metrics/val/loss': '7 nan -1\n',
    'params/x/y/z': '',
    'tags/a/b c': '1',
    'tags/mlflow.runName': 'one',
    'tags/ключ: 鍵': "it's\n",
  });
});

test('one name cannot be a key and a folder of keys', async () => {
  const { runId, folder } = await newRun();
  await writer.setTags(
    runId,
    new Map([
      ['a', '1'],
      ['b/c', '2'],
    ]),
  );
  const before = folderTree(folder);
  await expect(writer.setTags(runId, new Map([['a/b', 'x']]))).rejects.toMatchObject({ reason: 'invalidName' });
  await expect(writer.setTags(runId, new Map([['b', 'x']]))).rejects.toMatchObject({ reason: 'invalidName' });
  expect(folderTree(folder)).toEqual(before);
});

test('values beyond the limits of MLflow are refused', async () => {
  const { runId } = await newRun();
  const call = async (): Promise<void> => writer.logParams(runId, new Map([['p', 'x'.repeat(6001)]]));
  await expect(call()).rejects.toMatchObject({ reason: 'invalidValue', details: { what: 'p' } });
  await expect(writer.setTags(runId, new Map([['t', 'x'.repeat(8001)]]))).rejects.toMatchObject({
    reason: 'invalidValue',
  });
  await writer.logParams(runId, new Map([['p', '😀'.repeat(6000)]]));
  await expect(writer.logMetrics(runId, [{ key: 'm', value: 1, step: 0.5, timestamp: 0 }])).rejects.toMatchObject({
    reason: 'invalidValue',
  });
});

test('a param keeps its first value, and one refused keeps the others from being written', async () => {
  const { runId, folder } = await newRun();
  await writer.logParams(
    runId,
    new Map([
      ['lr', '0.1'],
      ['lines', 'a\r\nb'],
    ]),
  );
  await writer.logParams(
    runId,
    new Map([
      ['lr', '0.1'],
      ['lines', 'a\nb'],
    ]),
  );
  const call = writer.logParams(
    runId,
    new Map([
      ['new', '1'],
      ['lr', '0.2'],
    ]),
  );
  await expect(call).rejects.toMatchObject({ reason: 'invalidValue', details: { what: 'lr' } });
  expect(folderTree(join(folder, 'params'))).toEqual({ lines: 'a\r\nb', lr: '0.1' });
});

test('points are appended, also behind a line that somebody left unfinished', async () => {
  const { runId, folder } = await newRun();
  const file = join(folder, 'metrics', 'loss');
  await writer.logMetrics(runId, [{ key: 'loss', value: 1, step: 0, timestamp: 1 }]);
  appendFileSync(file, '2 0.');
  await writer.logMetrics(runId, [
    { key: 'loss', value: 3, step: 2, timestamp: 3 },
    { key: 'loss', value: 4, step: 3, timestamp: 4 },
  ]);
  expect(readFileSync(file, 'utf8')).toBe('1 1.0 0\n2 0.\n3 3.0 2\n4 4.0 3\n');
});

test('a full disk says so, and what has room is written', async () => {
  const { runId, folder } = await newRun();
  symlinkSync('/dev/full', join(folder, 'metrics', 'loss'));
  const point = { value: 1, step: 0, timestamp: 1 };
  await expect(writer.logMetrics(runId, [{ key: 'loss', ...point }])).rejects.toMatchObject({
    reason: 'diskFull',
    details: { what: join(folder, 'metrics', 'loss'), detail: 'ENOSPC' },
  });
  await writer.logMetrics(runId, [{ key: 'other', ...point }]);
  expect(readFileSync(join(folder, 'metrics', 'other'), 'utf8')).toBe('1 1.0 0\n');
});

test('experiments are renamed and tagged as long as they are not deleted', async () => {
  const { experimentId } = await newRun();
  const other = await writer.createExperiment('other', { artifactLocation: 'pictures' });
  expect(readFileSync(join(root, other, 'meta.yaml'), 'utf8')).toContain(
    `artifact_location: ${join(dirname(root), 'pictures')}\n`,
  );
  await writer.setExperimentTag(experimentId, 'mlflow.note.content', '# Note');
  await writer.renameExperiment(experimentId, "it's new");
  await expect(writer.renameExperiment(other, "it's new")).rejects.toMatchObject({ reason: 'alreadyExists' });
  await expect(writer.renameExperiment(other, ' ')).rejects.toMatchObject({ reason: 'invalidName' });
  await expect(writer.setExperimentTag(other, '../a', '')).rejects.toMatchObject({ reason: 'invalidName' });
  await expect(writer.setExperimentTag('7', 'a', '')).rejects.toMatchObject({ reason: 'notFound' });
  await writer.setExperimentLifecycle(experimentId, 'deleted');
  for (const call of [
    async () => writer.renameExperiment(experimentId, 'newer'),
    async () => writer.setExperimentTag(experimentId, 'a', '1'),
  ]) {
    await expect(call()).rejects.toMatchObject({ reason: 'invalidValue', details: { what: experimentId } });
  }
  expect(readFileSync(join(root, '.trash', experimentId, 'tags', 'mlflow.note.content'), 'utf8')).toBe('# Note');
});

test('a deleted run takes no writes but can be restored', async () => {
  const { runId } = await newRun();
  await writer.setRunLifecycle(runId, 'deleted');
  for (const call of [
    async () => writer.setTags(runId, new Map([['a', '1']])),
    async () => writer.logMetrics(runId, [{ key: 'm', value: 1, step: 0, timestamp: 0 }]),
    async () => writer.updateRun(runId, { status: 'FINISHED' }),
  ]) {
    await expect(call()).rejects.toMatchObject({ reason: 'invalidValue', details: { what: runId } });
  }
  await writer.setRunLifecycle(runId, 'active');
  await writer.setTags(runId, new Map([['a', '1']]));
});

test('names and ids that lead nowhere are not found', async () => {
  const { runId } = await newRun();
  for (const id of ['unknown', '..', '../x', '', '.trash', `x/${runId}`]) {
    await expect(writer.setTags(id, new Map())).rejects.toMatchObject({ reason: 'notFound' });
    await expect(writer.setExperimentLifecycle(id, 'deleted')).rejects.toMatchObject({ reason: 'notFound' });
  }
  await expect(writer.deleteTag(runId, 'unknown')).rejects.toMatchObject({ reason: 'notFound' });
});

test('experiments: names are unique, trash included, and the default one stays', async () => {
  const id = await writer.createExperiment('study');
  await expect(writer.createExperiment('study')).rejects.toMatchObject({ reason: 'alreadyExists' });
  await writer.setExperimentLifecycle(id, 'deleted');
  await expect(writer.createExperiment('study')).rejects.toMatchObject({ reason: 'alreadyExists' });
  await expect(writer.createExperiment('  ')).rejects.toMatchObject({ reason: 'invalidName' });
  const run = { experimentId: id, runName: 'r', userId: '', startTime: 0, tags: new Map<string, string>() };
  await expect(writer.createRun(run)).rejects.toMatchObject({ reason: 'invalidValue' });
  await writer.setExperimentLifecycle(id, 'active');
  await writer.createRun(run);
  await expect(writer.setExperimentLifecycle('0', 'deleted')).rejects.toMatchObject({ reason: 'invalidValue' });
  expect(id).toMatch(/^[1-9]\d{17}$/);
});

test('a new run of a store that was moved has its artifacts where the store is now', async () => {
  const { experimentId } = await newRun();
  const moved = join(dirname(root), 'moved here');
  renameSync(root, moved);
  const there = new FileRunWriter(moved, { isTrusted: () => true });
  const run = await there.createRun({ experimentId, runName: 'two', userId: '', startTime: 0, tags: new Map() });
  expect(run.info.artifactUri).toBe(`${pathToFileURL(join(moved, experimentId)).href}/${run.info.runId}/artifacts`);
});

describe('a meta.yaml that others write too', () => {
  test('is edited anew on what somebody wrote meanwhile', async () => {
    const { folder } = await newRun();
    const path = join(folder, 'meta.yaml');
    let interruptions = 0;
    await editMeta(folder, (fields) => {
      if (interruptions++ === 0) {
        writeFileSync(path, readFileSync(path, 'utf8').replace('user_id: ann', 'user_id: bob'));
      }
      return withFields(fields, { run_name: 'renamed' });
    });
    const text = readFileSync(path, 'utf8');
    expect([text.includes('user_id: bob\n'), text.includes('run_name: renamed\n')]).toEqual([true, true]);
  });

  test('that never rests is a conflict and keeps the words of the others', async () => {
    const { folder } = await newRun();
    const path = join(folder, 'meta.yaml');
    let count = 0;
    const edit = editMeta(folder, (fields) => {
      writeFileSync(path, readFileSync(path, 'utf8').replace(/user_id: .*/, `user_id: writer ${count++}`));
      return withFields(fields, { run_name: 'renamed' });
    });
    await expect(edit).rejects.toMatchObject({ reason: 'conflict', details: { what: path } });
    expect(readFileSync(path, 'utf8')).toContain(`user_id: writer ${count - 1}\n`);
    expect(Object.keys(folderTree(folder)).filter((name) => name.includes('.vizmod'))).toEqual([]);
  });

  test('keeps every change that is made through one writer at the same time', async () => {
    const { runId, folder } = await newRun();
    const changes = Array.from({ length: 20 }, (_, index) => index);
    await Promise.all([
      ...changes.map(async (index) => writer.updateRun(runId, { runName: `name ${index}` })),
      ...changes.map(async (index) => writer.updateRun(runId, { endTime: index })),
      writer.updateRun(runId, { status: 'FAILED' }),
    ]);
    const text = readFileSync(join(folder, 'meta.yaml'), 'utf8');
    expect([/end_time: (.*)/, /run_name: (.*)/, /status: (.*)/].map((field) => field.exec(text)?.[1])).toEqual([
      '19',
      'name 19',
      '4',
    ]);
  });

  test('that is broken is malformed and stays as it is', async () => {
    const { runId, folder } = await newRun();
    writeFileSync(join(folder, 'meta.yaml'), "name: 'half");
    await expect(writer.updateRun(runId, { status: 'FINISHED' })).rejects.toMatchObject({ reason: 'malformed' });
    expect(readFileSync(join(folder, 'meta.yaml'), 'utf8')).toBe("name: 'half");
  });
});

test('without trust nothing is written', async () => {
  const { experimentId, runId } = await newRun();
  isTrusted = false;
  const before = folderTree(root);
  expect(await writer.readOnlyReason()).toBe('untrusted');
  for (const call of [
    async () => writer.createExperiment('x'),
    async () => writer.renameExperiment(experimentId, 'x'),
    async () => writer.setExperimentTag(experimentId, 'a', '1'),
    async () => writer.setExperimentLifecycle(experimentId, 'deleted'),
    async () => writer.setRunLifecycle(runId, 'deleted'),
    async () => writer.setTags(runId, new Map([['a', '1']])),
    async () => writer.createRun({ experimentId, runName: 'x', userId: '', startTime: 0, tags: new Map() }),
  ]) {
    await expect(call()).rejects.toMatchObject({ reason: 'untrusted' });
  }
  expect(folderTree(root)).toEqual(before);
});

test('says whether the store can be written', async () => {
  expect(await writer.readOnlyReason()).toBeUndefined();
  rmSync(root, { recursive: true });
  await expect(writer.readOnlyReason()).rejects.toMatchObject({ reason: 'notFound' });
});

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileRegistryStore } from '../../../../src/store/file/fileRegistry.ts';
import { unpackFixtureStore, type FixtureStore } from '../../../support/fixtureStores.ts';
import { folderTree, temporaryFolder } from '../../../support/folderTree.ts';

let temporary = '';
let root = '';
let isTrusted = true;
let registry = new FileRegistryStore('', { isTrusted: () => isTrusted });
let fixture: FixtureStore | undefined;

beforeEach(() => {
  temporary = temporaryFolder();
  open(join(temporary, 'mlruns'));
  mkdirSync(root);
});

afterEach(() => {
  rmSync(temporary, { recursive: true, force: true });
  fixture?.dispose();
  fixture = undefined;
});

function open(folder: string): void {
  root = folder;
  isTrusted = true;
  registry = new FileRegistryStore(root, { isTrusted: () => isTrusted });
}

function openFixture(name: 'v2-mlruns' | 'v3-mlruns'): void {
  fixture = unpackFixtureStore(name);
  open(join(fixture.folder, 'mlruns'));
}

test('reads models and versions of MLflow 3, whose sources are logged models', async () => {
  openFixture('v3-mlruns');
  expect((await registry.registeredModels()).map(({ name }) => name)).toEqual(['iris-clf', 'pending', 'пустой модель']);
  expect(await registry.registeredModel('iris-clf')).toEqual({
    name: 'iris-clf',
    description: 'Classifies *irises*.\nSecond line.',
    creationTime: 1795239896390,
    lastUpdatedTime: 1795239908082,
    tags: new Map([['task', 'classification']]),
    aliases: new Map([
      ['challenger', '3'],
      ['champion', '2'],
    ]),
  });
  const versions = await registry.modelVersions('iris-clf');
  expect(versions.map(({ version, stage, aliases }) => [version, stage, aliases])).toEqual([
    ['3', 'Staging', ['challenger']],
    ['2', 'Production', ['champion']],
    ['1', 'Archived', []],
  ]);
  expect(versions[1]).toEqual({
    name: 'iris-clf',
    version: '2',
    stage: 'Production',
    description: '',
    creationTime: 1795239905009,
    lastUpdatedTime: 1795239908040,
    userId: '',
    source: 'models:/m-f90bf28621e84e35ba43d7012ab515f9',
    storageLocation:
      'file:///srv/lab/work/v3/mlruns/645989112294213199/models/m-f90bf28621e84e35ba43d7012ab515f9/artifacts',
    runId: '941fc27370014c2e90d3d76e3ffda5c1',
    status: 'READY',
    statusMessage: undefined,
    tags: new Map([['validated by', 'ana']]),
    aliases: ['champion'],
  });
  expect(registry.problems()).toEqual([]);
});

test('reads models and versions of MLflow 2', async () => {
  openFixture('v2-mlruns');
  const versions = await registry.modelVersions('iris-clf');
  const location = 'file:///srv/lab/work/v2/mlruns/713735526401857481/6d1ddeabb4fd46c6ab2eeba6b49c783d/artifacts/model';
  expect(versions.at(-1)).toEqual({
    name: 'iris-clf',
    version: '1',
    stage: 'Archived',
    description: 'first',
    creationTime: 1795239296780,
    lastUpdatedTime: 1795239304351,
    userId: '',
    source: location,
    storageLocation: location,
    runId: '6d1ddeabb4fd46c6ab2eeba6b49c783d',
    status: 'READY',
    statusMessage: undefined,
    tags: new Map(),
    aliases: [],
  });
});

test('a store without a registry has no models', async () => {
  expect(await registry.registeredModels()).toEqual([]);
  await expect(registry.registeredModel('x')).rejects.toMatchObject({ reason: 'notFound' });
});

test('what is broken is a problem and the rest is there; prompts and deleted versions are left out', async () => {
  for (const name of ['good', 'broken', 'empty', 'prompt']) {
    await registry.createRegisteredModel(name);
  }
  for (const _ of [1, 2, 3]) {
    await registry.createModelVersion({ name: 'good', source: '/model' });
  }
  await registry.deleteModelVersion({ name: 'good', version: '1' });
  const folder = join(root, 'models');
  writeFileSync(join(folder, 'broken', 'meta.yaml'), "name: 'half");
  rmSync(join(folder, 'empty', 'meta.yaml'));
  mkdirSync(join(folder, 'prompt', 'tags'));
  writeFileSync(join(folder, 'prompt', 'tags', 'mlflow.prompt.is_prompt'), 'true');
  writeFileSync(join(folder, 'good', 'version-2', 'meta.yaml'), '- no map\n');

  expect((await registry.registeredModels()).map(({ name }) => name)).toEqual(['good']);
  expect((await registry.modelVersions('good')).map(({ version }) => version)).toEqual(['3']);
  const problems = new Set(registry.problems().map(({ error }) => `${error.reason} ${error.details.what}`));
  expect(problems).toEqual(
    new Set([
      `malformed ${join(folder, 'broken', 'meta.yaml')}`,
      `malformed ${join(folder, 'good', 'version-2', 'meta.yaml')}`,
      `notFound ${join(folder, 'empty', 'meta.yaml')}`,
    ]),
  );
  expect((await registry.createModelVersion({ name: 'good', source: '/model' })).version).toBe('4');
});

test.each(['', '.', '..', 'a/b', '../a'])('the model name %j leads nowhere', async (name) => {
  for (const call of [
    async () => registry.createRegisteredModel(name),
    async () => registry.registeredModel(name),
    async () => registry.deleteRegisteredModel(name),
  ]) {
    await expect(call()).rejects.toMatchObject({ reason: 'invalidName', details: { what: name } });
  }
});

test.each([' ', 'a:b', '100%'])('no new model is called %j, but one of that name is read', async (name) => {
  await expect(registry.createRegisteredModel(name)).rejects.toMatchObject({ reason: 'invalidName' });
  await registry.createRegisteredModel('petals');
  await expect(registry.renameRegisteredModel('petals', name)).rejects.toMatchObject({ reason: 'invalidName' });
  renameSync(join(root, 'models', 'petals'), join(root, 'models', name));
  const meta = join(root, 'models', name, 'meta.yaml');
  writeFileSync(meta, readFileSync(meta, 'utf8').replace('petals', `'${name}'`));
  expect((await registry.registeredModels()).map((model) => model.name)).toEqual([name]);
  expect((await registry.registeredModel(name)).name).toBe(name);
});

test.each(['', 'a b', 'a/b', '..', 'latest', 'LATEST', 'v1', 'V20', 'a'.repeat(256)])(
  'the alias %j is refused',
  async (alias) => {
    await registry.createRegisteredModel('petals');
    await registry.createModelVersion({ name: 'petals', source: '/model' });
    const before = folderTree(root);
    const call = registry.setAlias({ name: 'petals', version: '1' }, alias);
    await expect(call).rejects.toMatchObject({ reason: 'invalidName', details: { what: alias } });
    expect(folderTree(root)).toEqual(before);
  },
);

test('refuses what there is already and what there is not', async () => {
  await registry.createRegisteredModel('petals');
  await registry.createModelVersion({ name: 'petals', source: '/model' });
  await expect(registry.createRegisteredModel('petals')).rejects.toMatchObject({ reason: 'alreadyExists' });
  const deleted = { name: 'petals', version: '1' };
  await registry.deleteModelVersion(deleted);
  for (const call of [
    async () => registry.createModelVersion({ name: 'unknown', source: '/model' }),
    async () => registry.createModelVersion({ name: 'petals', source: 'runs:/unknown/model' }),
    async () => registry.createModelVersion({ name: 'petals', source: 'models:/m-unknown' }),
    async () => registry.setAlias(deleted, 'champion'),
    async () => registry.setAlias({ name: 'petals', version: '../1' }, 'champion'),
    async () => registry.deleteAlias('petals', 'champion'),
    async () => registry.deleteAlias('petals', '../meta.yaml'),
    async () => registry.transitionStage(deleted, 'Staging', false),
    async () => registry.setVersionDescription({ name: 'petals', version: '7' }, ''),
    async () => registry.deleteModelVersion(deleted),
    async () => registry.setModelDescription('unknown', ''),
    async () => registry.deleteRegisteredModel('unknown'),
    async () => registry.renameRegisteredModel('unknown', 'known'),
    async () => registry.setModelTag('unknown', 'a', '1'),
    async () => registry.deleteModelTag('unknown', 'a'),
    async () => registry.setVersionTag(deleted, 'a', '1'),
    async () => registry.deleteVersionTag(deleted, 'a'),
  ]) {
    await expect(call()).rejects.toMatchObject({ reason: 'notFound' });
  }
  await registry.createRegisteredModel('taken');
  await expect(registry.renameRegisteredModel('petals', 'taken')).rejects.toMatchObject({ reason: 'alreadyExists' });
  await expect(registry.renameRegisteredModel('petals', 'a/b')).rejects.toMatchObject({ reason: 'invalidName' });
  await expect(registry.setModelTag('petals', '../meta.yaml', '')).rejects.toMatchObject({ reason: 'invalidName' });
  const archiving = registry.transitionStage({ name: 'petals', version: '1' }, 'Archived', true);
  await expect(archiving).rejects.toMatchObject({ reason: 'invalidValue' });
});

test('a logged model of MLflow 3 becomes a version with its run, and knows it', async () => {
  openFixture('v3-mlruns');
  const modelId = 'm-f90bf28621e84e35ba43d7012ab515f9';
  await registry.createRegisteredModel('copié');
  const version = await registry.createModelVersion({ name: 'copié', source: `models:/${modelId}` });
  const model = join(root, '645989112294213199', 'models', modelId);
  expect([version.source, version.storageLocation, version.runId]).toEqual([
    `models:/${modelId}`,
    `file:///srv/lab/work/v3/mlruns/645989112294213199/models/${modelId}/artifacts`,
    '941fc27370014c2e90d3d76e3ffda5c1',
  ]);
  const meta = readFileSync(join(root, 'models', 'copié', 'version-1', 'meta.yaml'), 'utf8');
  expect(meta).toContain(`\nmodel_id: ${modelId}\n`);
  expect(readFileSync(join(model, 'tags', 'mlflow.modelVersions'), 'utf8')).toBe(
    '[{"name": "iris-clf", "version": 2}, {"name": "copi\\u00e9", "version": 1}]',
  );
});

test('versions and aliases that are made at the same time are all there', async () => {
  await registry.createRegisteredModel('petals');
  const count = 8;
  const made = await Promise.all(
    Array.from({ length: count }, async () => registry.createModelVersion({ name: 'petals', source: '/model' })),
  );
  const versions = made.map(({ version }) => version).toSorted((a, b) => Number(a) - Number(b));
  expect(versions).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  await Promise.all(
    versions.map(async (version) => registry.setAlias({ name: 'petals', version }, `alias-${version}`)),
  );
  const meta = readFileSync(join(root, 'models', 'petals', 'meta.yaml'), 'utf8');
  expect(versions.filter((version) => !meta.includes(`  alias-${version}: '${version}'\n`))).toEqual([]);
  expect((await registry.registeredModel('petals')).aliases.size).toBe(count);
});

test('without trust everything is read and nothing is written', async () => {
  await registry.createRegisteredModel('petals');
  await registry.createModelVersion({ name: 'petals', source: '/model' });
  isTrusted = false;
  const before = folderTree(root);
  const id = { name: 'petals', version: '1' };
  for (const call of [
    async () => registry.createRegisteredModel('x'),
    async () => registry.createModelVersion({ name: 'petals', source: '/model' }),
    async () => registry.setAlias(id, 'champion'),
    async () => registry.deleteAlias('petals', 'champion'),
    async () => registry.transitionStage(id, 'Staging', false),
    async () => registry.setModelDescription('petals', ''),
    async () => registry.setVersionDescription(id, ''),
    async () => registry.deleteModelVersion(id),
    async () => registry.deleteRegisteredModel('petals'),
    async () => registry.renameRegisteredModel('petals', 'leaves'),
    async () => registry.setModelTag('petals', 'a', '1'),
    async () => registry.deleteModelTag('petals', 'a'),
    async () => registry.setVersionTag(id, 'a', '1'),
    async () => registry.deleteVersionTag(id, 'a'),
  ]) {
    await expect(call()).rejects.toMatchObject({ reason: 'untrusted' });
  }
  expect(folderTree(root)).toEqual(before);
  expect((await registry.modelVersions('petals')).length).toBe(1);
});

import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyModelVersion } from '../../../src/registry/copyModelVersion.ts';
import { registerModel } from '../../../src/registry/registerModel.ts';
import { resolveAlias } from '../../../src/registry/resolveVersion.ts';
import { isPointedAt, versionPointers } from '../../../src/registry/versionPointers.ts';
import { FileRegistryStore } from '../../../src/store/file/fileRegistry.ts';
import { temporaryFolder } from '../../support/folderTree.ts';

let root = '';
let registry = new FileRegistryStore('', { isTrusted: () => true });

beforeEach(() => {
  root = join(temporaryFolder(), 'mlruns');
  mkdirSync(root);
  registry = new FileRegistryStore(root, { isTrusted: () => true });
});

afterEach(() => rmSync(dirname(root), { recursive: true, force: true }));

test('registering makes the model when there is none and a version every time', async () => {
  const first = await registerModel(registry, { name: 'petals', source: '/model' });
  const second = await registerModel(registry, { name: 'petals', source: '/model', description: 'again' });
  expect([first.version, second.version, second.description]).toEqual(['1', '2', 'again']);
  await expect(registerModel(registry, { name: 'a/b', source: '/model' })).rejects.toMatchObject({
    reason: 'invalidName',
  });
});

test('an alias is the version that it names now', async () => {
  await registerModel(registry, { name: 'petals', source: '/one' });
  await registerModel(registry, { name: 'petals', source: '/two' });
  await registry.setAlias({ name: 'petals', version: '1' }, 'champion');
  expect((await resolveAlias(registry, 'petals', 'champion')).source).toBe('/one');
  await registry.setAlias({ name: 'petals', version: '2' }, 'champion');
  expect((await resolveAlias(registry, 'petals', 'champion')).source).toBe('/two');
  await expect(resolveAlias(registry, 'petals', 'unknown')).rejects.toMatchObject({ reason: 'notFound' });
});

test('names everything that points at a version', async () => {
  const id = { name: 'petals', version: '1' };
  const plain = await registerModel(registry, { name: 'petals', source: '/model' });
  expect(versionPointers(plain, [plain])).toEqual({ aliases: [], stage: undefined, copies: [] });
  expect(isPointedAt(versionPointers(plain, [plain]))).toBe(false);

  await registry.setAlias(id, 'winner');
  await registry.setAlias(id, 'champion');
  await registry.transitionStage(id, 'Production', false);
  const copy = await registerModel(registry, { name: 'copies', source: 'models:/petals/1' });
  const byAlias = await registerModel(registry, { name: 'copies', source: 'models:/petals@champion' });
  const other = await registerModel(registry, { name: 'copies', source: 'models:/copies/1' });
  const [version = plain] = await registry.modelVersions('petals');
  const pointers = versionPointers(version, [version, copy, byAlias, other]);
  expect(pointers).toEqual({
    aliases: ['champion', 'winner'],
    stage: 'Production',
    copies: ['copies/1', 'copies/2'],
  });
  expect(isPointedAt(pointers)).toBe(true);
});

test('a copy of a version names the version as its source and keeps what describes it', async () => {
  const tags = new Map([['stage', 'tested']]);
  await registerModel(registry, { name: 'petals', source: '/model', description: 'The first', tags });
  await registry.setAlias({ name: 'petals', version: '1' }, 'champion');
  const [original] = await registry.modelVersions('petals');
  const copy = original && (await copyModelVersion(registry, original, 'production'));
  expect(copy).toMatchObject({
    name: 'production',
    version: '1',
    source: 'models:/petals/1',
    description: 'The first',
    tags,
    aliases: [],
    stage: 'None',
  });
});

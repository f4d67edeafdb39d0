import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile, writeWholeFile } from '../../../src/store/writeFile.ts';
import { temporaryFolder } from '../../support/folderTree.ts';

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'a'), 'old');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['ENOSPC', 'diskFull'],
  ['EDQUOT', 'diskFull'],
  ['EROFS', 'readOnly'],
  ['EACCES', 'readOnly'],
  ['EPERM', 'readOnly'],
  ['EIO', 'readOnly'],
  ['ENAMETOOLONG', 'invalidName'],
])('a write that fails with %s is %s and leaves everything as it was', async (code, reason) => {
  const path = join(folder, 'a');
  const call = replaceFile(path, folder, async (temporary) => {
    await writeFile(temporary, 'half');
    throw Object.assign(new Error('refused'), { code });
  });
  await expect(call).rejects.toMatchObject({ reason, details: { what: path, detail: code } });
  expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['a'], 'old']);
});

test('a folder that is not there is not found', async () => {
  const path = join(folder, 'missing', 'a');
  await expect(writeWholeFile(path, 'x', join(folder, 'missing'))).rejects.toMatchObject({ reason: 'notFound' });
});

test('a folder is never replaced by a file', async () => {
  mkdirSync(join(folder, 'b'));
  await expect(writeWholeFile(join(folder, 'b'), 'x', folder)).rejects.toMatchObject({ reason: 'alreadyExists' });
  expect(readdirSync(folder).toSorted()).toEqual(['a', 'b']);
});

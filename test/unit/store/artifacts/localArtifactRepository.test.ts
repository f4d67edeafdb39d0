import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LocalArtifactRepository } from '../../../../src/store/artifacts/localArtifactRepository.ts';
import { temporaryFolder } from '../../../support/folderTree.ts';

let parent = '';
let root = '';
let repository = new LocalArtifactRepository('');

beforeEach(() => {
  parent = temporaryFolder();
  root = join(parent, 'artifacts');
  mkdirSync(root);
  repository = new LocalArtifactRepository(root);
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

const oddNames = ['100% #1.txt', "it's “quoted”.json", 'ünïcode 値.csv', 'a&b?c=d+e.txt', '.hidden', 'trailing .'];

test.each(oddNames)('writes, lists and reads %j', async (name) => {
  await repository.write(`sub dir/${name}`, bytes(name));

  expect(await repository.list('sub dir')).toEqual([
    { path: `sub dir/${name}`, isDirectory: false, size: bytes(name).length },
  ]);
  expect(text(await repository.read(`sub dir/${name}`))).toBe(name);
  expect(readFileSync(join(root, 'sub dir', name), 'utf8')).toBe(name);
});

test('lists folders first, also those that are named like files, each group by name', async () => {
  mkdirSync(join(root, 'confusionmatrix.png'));
  writeFileSync(join(root, 'confusionmatrix.png', 'b.txt'), 'b');
  mkdirSync(join(root, 'a'));
  writeFileSync(join(root, 'Z.txt'), '');
  writeFileSync(join(root, 'b'), '12');

  expect(await repository.list('')).toEqual([
    { path: 'a', isDirectory: true },
    { path: 'confusionmatrix.png', isDirectory: true },
    { path: 'Z.txt', isDirectory: false, size: 0 },
    { path: 'b', isDirectory: false, size: 2 },
  ]);
  expect(await repository.list('./confusionmatrix.png//')).toEqual([
    { path: 'confusionmatrix.png/b.txt', isDirectory: false, size: 1 },
  ]);
});

test('a root that does not exist is empty until something is written', async () => {
  rmSync(root, { recursive: true });
  expect(await repository.list('')).toEqual([]);
  await expect(repository.list('model')).rejects.toMatchObject({ reason: 'notFound' });
  await expect(repository.read('a.txt')).rejects.toMatchObject({ reason: 'notFound' });

  await repository.write('a.txt', bytes('a'));
  expect(await repository.list('')).toEqual([{ path: 'a.txt', isDirectory: false, size: 1 }]);
});

describe('nothing leaves the root', () => {
  const escapes = ['../secret', 'a/../../secret', '/etc/passwd', 'a/..', '..\\secret', 'C:\\secret', 'a\0b'];

  test.each(escapes)('%j is refused by every call', async (path) => {
    writeFileSync(join(parent, 'secret'), 'secret');
    for (const call of [
      async () => repository.list(path),
      async () => repository.read(path),
      async () => repository.write(path, bytes('x')),
      async () => repository.upload(path, join(parent, 'secret')),
      async () => repository.remove(path),
    ]) {
      await expect(call()).rejects.toMatchObject({ reason: 'outsideRoot' });
    }
    expect(() => repository.localPath(path)).toThrow(expect.objectContaining({ reason: 'outsideRoot' }));
    expect(readFileSync(join(parent, 'secret'), 'utf8')).toBe('secret');
  });

  test('links that lead outside are not followed, links that stay inside are', async () => {
    mkdirSync(join(parent, 'outside'));
    writeFileSync(join(parent, 'outside', 'secret'), 'secret');
    mkdirSync(join(root, 'inside'));
    writeFileSync(join(root, 'inside', 'a.txt'), 'a');
    symlinkSync(join(parent, 'outside'), join(root, 'leaves'));
    symlinkSync(join(parent, 'outside', 'secret'), join(root, 'leaves.txt'));
    symlinkSync('inside', join(root, 'stays'));

    for (const call of [
      async () => repository.list('leaves'),
      async () => repository.read('leaves/secret'),
      async () => repository.read('leaves.txt'),
      async () => repository.write('leaves/new', bytes('x')),
      async () => repository.write('leaves.txt', bytes('x')),
      async () => repository.remove('leaves/secret'),
    ]) {
      await expect(call()).rejects.toMatchObject({ reason: 'outsideRoot' });
    }
    expect(text(await repository.read('stays/a.txt'))).toBe('a');

    await repository.remove('leaves');
    expect(readdirSync(join(parent, 'outside'))).toEqual(['secret']);
  });

  test('the root itself is not removed', async () => {
    await expect(repository.remove('')).rejects.toMatchObject({ reason: 'outsideRoot' });
    expect(readdirSync(parent)).toEqual(['artifacts']);
  });
});

test('refuses a file that is too large before it reads it', async () => {
  await repository.write('big.bin', new Uint8Array(11));
  await expect(repository.read('big.bin', { maxBytes: 10 })).rejects.toMatchObject({ reason: 'tooLarge' });
  expect((await repository.read('big.bin', { maxBytes: 11 })).length).toBe(11);
});

test('uploads a file of any size and says how far it is', async () => {
  const local = join(parent, 'local.bin');
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  writeFileSync(local, content);
  const progress: number[] = [];
  await repository.upload('deep/er/local.bin', local, { onProgress: (count) => progress.push(count) });

  expect(Buffer.compare(readFileSync(join(root, 'deep', 'er', 'local.bin')), content)).toBe(0);
  expect(progress.at(-1)).toBe(content.length);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

test('a cancelled upload and one that cannot be read leave nothing behind', async () => {
  const local = join(parent, 'local.bin');
  writeFileSync(local, Buffer.alloc(1_000_000));
  const cancellation = new AbortController();
  const cancelled = repository.upload('a.bin', local, {
    signal: cancellation.signal,
    onProgress: () => cancellation.abort(),
  });
  await expect(cancelled).rejects.toMatchObject({ reason: 'cancelled' });
  await expect(repository.upload('b.bin', join(parent, 'missing'))).rejects.toMatchObject({ reason: 'notFound' });
  await expect(repository.upload('c.bin', root)).rejects.toMatchObject({ reason: 'unreadable' });
  expect(readdirSync(root)).toEqual([]);
});

test('downloads a file and says how far it is; what fails leaves nothing behind', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
  writeFileSync(join(root, 'a.bin'), content);
  symlinkSync(parent, join(root, 'out'));
  const folder = join(parent, 'downloads');
  mkdirSync(folder);
  const progress: number[] = [];
  const cancellation = new AbortController();
  await repository.download('a.bin', join(folder, 'a.bin'), { onProgress: (count) => progress.push(count) });
  const failures = await Promise.allSettled([
    repository.download('a.bin', join(folder, 'b.bin'), {
      signal: cancellation.signal,
      onProgress: () => cancellation.abort(),
    }),
    repository.download('none', join(folder, 'c.bin')),
    repository.download('out', join(folder, 'd.bin')),
    repository.download('.', join(folder, 'e.bin')),
  ]);
  expect(failures.map((failure) => (failure.status === 'rejected' ? failure.reason.reason : 'none'))).toEqual([
    'cancelled',
    'notFound',
    'outsideRoot',
    'unreadable',
  ]);
  expect([readdirSync(folder), Buffer.compare(readFileSync(join(folder, 'a.bin')), content)]).toEqual([['a.bin'], 0]);
  expect([progress.length > 1, progress.at(-1)]).toEqual([true, content.length]);
});

test('a file takes the place of a file with its permissions kept, never of a folder', async () => {
  writeFileSync(join(root, 'a.txt'), 'old', { mode: 0o600 });
  await repository.write('a.txt', bytes('new'));
  expect([readFileSync(join(root, 'a.txt'), 'utf8'), statSync(join(root, 'a.txt')).mode & 0o777]).toEqual([
    'new',
    0o600,
  ]);

  mkdirSync(join(root, 'model'));
  await expect(repository.write('model', bytes('x'))).rejects.toMatchObject({ reason: 'alreadyExists' });
  await expect(repository.write('a.txt/b', bytes('x'))).rejects.toMatchObject({ reason: 'alreadyExists' });
  expect(readdirSync(root).toSorted()).toEqual(['a.txt', 'model']);
});

test('without trust everything is read and nothing is written', async () => {
  writeFileSync(join(root, 'a.txt'), 'a');
  const readOnly = new LocalArtifactRepository(root, { isReadOnly: true });
  expect(text(await readOnly.read('a.txt'))).toBe('a');
  for (const call of [
    async () => readOnly.write('b', bytes('b')),
    async () => readOnly.upload('b', join(root, 'a.txt')),
    async () => readOnly.remove('a.txt'),
  ]) {
    await expect(call()).rejects.toMatchObject({ reason: 'untrusted' });
  }
  expect(readdirSync(root)).toEqual(['a.txt']);
});

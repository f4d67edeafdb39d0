import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWorkspaceParams } from '../../../src/launch/workspaceParams.ts';
import { temporaryFolder } from './temporaryFolder.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test('nested values become dotted keys, written as Python would write them; the later file wins', async () => {
  const folder = folderWith({
    'params.yaml': [
      'seed: 7',
      'ratio: 0.10',
      'tiny: 0.00001',
      'whole: 2.0',
      'huge: 1.0e+20',
      'scale: true',
      'nothing: ~',
      'answer: no',
      'id: 123456789012345678',
      'day: 2026-11-21',
      'sizes: [8, 16, "x"]',
      'base: &base {lr: 0.1, name: adam}',
      'optimizer: {<<: *base, lr: 0.2}',
      'layers: [{units: 8}, {units: 4}]',
    ].join('\n'),
    'more.json': '{\n\t"seed": 8,\n\t"deep": {"er": "é"}\n}',
  });
  const { params, skippedKeys } = await readWorkspaceParams(folder, ['params.yaml', 'more.json']);
  expect(Object.fromEntries(params)).toEqual({
    seed: '8',
    ratio: '0.1',
    tiny: '1e-05',
    whole: '2.0',
    huge: '1e+20',
    scale: 'True',
    nothing: 'None',
    answer: 'no',
    id: '123456789012345678',
    day: '2026-11-21',
    sizes: '[8, 16, "x"]',
    'base.lr': '0.1',
    'base.name': 'adam',
    'optimizer.lr': '0.2',
    'optimizer.name': 'adam',
    'layers.0.units': '8',
    'layers.1.units': '4',
    'deep.er': 'é',
  });
  expect(skippedKeys).toEqual([]);
});

test('names that MLflow refuses are named, the rest is kept, and long values are cut to what MLflow takes', async () => {
  const folder = folderWith({ 'p.yml': `"lr (max)": 1\n"../up": 2\n"a/b": 3\nlong: ${'x'.repeat(7000)}\n` });
  const { params, skippedKeys } = await readWorkspaceParams(folder, ['p.yml']);
  expect([...params.keys()]).toEqual(['a/b', 'long']);
  expect(params.get('long')).toBe('x'.repeat(6000));
  expect(skippedKeys).toEqual(['lr (max)', '../up']);
});

test('an empty file has no params', async () => {
  const { params } = await readWorkspaceParams(folderWith({ 'p.yaml': '# nothing yet\n' }), ['p.yaml']);
  expect(params.size).toBe(0);
});

test.each([
  ['a: 1\nb: [1\n', 'invalidFile', 'p.yaml, line 3'],
  ['a: 1\na: 2\n', 'invalidFile', 'p.yaml, line 2'],
  ['- 1\n', 'invalidFile', 'p.yaml'],
  [Array.from({ length: 1001 }, (_, index) => `k${index}: 1`).join('\n'), 'tooLarge', 'p.yaml'],
  [`a: ${'x'.repeat(1_000_001)}`, 'tooLarge', 'p.yaml'],
])('a bad file is one error that names the place', async (text, reason, what) => {
  const read = readWorkspaceParams(folderWith({ 'p.yaml': text }), ['p.yaml']);
  await expect(read).rejects.toMatchObject({ reason, details: { what } });
});

test.each([
  ['gone.yaml', 'notFound'],
  ['params.toml', 'unsupported'],
  ['folder.yaml/x.yaml', 'unreadable'],
])('%s is refused as %s', async (file, reason) => {
  const read = readWorkspaceParams(folderWith({ 'params.toml': 'a = 1', 'folder.yaml': '' }), [file]);
  await expect(read).rejects.toMatchObject({ reason, details: { what: file } });
});

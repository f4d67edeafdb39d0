import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectLocalFiles } from '../../../src/host/localFiles.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vizmod-files-'));
  mkdirSync(join(folder, 'plots.png', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'a b#.csv'), '12345');
  writeFileSync(join(folder, 'plots.png', 'x.svg'), '1');
  writeFileSync(join(folder, 'plots.png', 'deep', 'y.svg'), '22');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('collectLocalFiles', () => {
  it('takes files by their name and folders with their content, without following links inside', async () => {
    symlinkSync(folder, join(folder, 'plots.png', 'loop'));
    const files = await collectLocalFiles([join(folder, 'a b#.csv'), join(folder, 'plots.png')]);
    const sizes = new Map(files.map(({ name, size }) => [name, size]));
    expect(sizes).toEqual(
      new Map([
        ['a b#.csv', 5],
        ['plots.png/x.svg', 1],
        ['plots.png/deep/y.svg', 2],
      ]),
    );
  });

  it('fails for a file that is not there', async () => {
    await expect(collectLocalFiles([join(folder, 'missing')])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

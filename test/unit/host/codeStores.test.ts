import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodeStores, type CodeLimits } from '../../../src/host/codeStores.ts';

let folder: string;
let code: CodeStores;
let changes: number;

const call = (uri: string): string => `import mlflow\nmlflow.set_tracking_uri("${uri}")\n`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vizmod-code-'));
  use();
});

afterEach(() => {
  code.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function use(limits?: CodeLimits): void {
  code = new CodeStores(limits);
  changes = 0;
  code.onDidChange(() => changes++);
}

function put(path: string, text: string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return join(folder, path);
}

const namings = (): readonly string[] =>
  code.namings.map(({ file, uri, line, cell }) => `${relative(folder, file)}:${cell ?? ''}${line} ${uri}`);

describe('the code of a workspace', () => {
  it('is searched for the stores it names, environments and hidden folders left out', async () => {
    put('train.py', call('http://a'));
    put('src/deep/more.py', `${call('b')}${call('c')}`);
    put('look.ipynb', JSON.stringify({ cells: [{ cell_type: 'code', source: call('http://d') }] }));
    put('notes.md', call('no'));
    put('venv/lib/x.py', call('no'));
    put('.ipynb_checkpoints/look.py', call('no'));
    await code.search([folder]);
    expect(namings()).toEqual([
      'look.ipynb:01 http://d',
      'src/deep/more.py:1 b',
      'src/deep/more.py:3 c',
      'train.py:1 http://a',
    ]);
    await code.search([folder]);
    expect(changes).toBe(1);
  });

  it('is searched within limits, nearest first', async () => {
    use({ maxDepth: 1, maxFolders: 10, maxFiles: 2, maxBytes: 100 });
    put('a/b/deep.py', call('no'));
    put('large.py', call('no').padEnd(101));
    put('a/near.py', call('http://a'));
    put('a/other.py', call('no'));
    await code.search([folder]);
    expect(namings()).toEqual(['a/near.py:1 http://a']);
  });

  it('is read again one file at a time, and says so only when something else is named', async () => {
    const file = put('train.py', call('http://a'));
    await code.search([folder]);
    put('train.py', `${call('http://a')}# more`);
    await code.update(file, [folder]);
    expect(changes).toBe(1);
    put('train.py', call('http://b'));
    await code.update(file, [folder]);
    expect([namings(), changes]).toEqual([['train.py:1 http://b'], 2]);
    await code.update(put('venv/x.py', call('no')), [folder]);
    await code.update(put('notes.txt', call('no')), [folder]);
    expect(changes).toBe(2);
  });

  it('names nothing any more once it is gone, alone or with its folder', async () => {
    const file = put('a/train.py', call('http://a'));
    put('b/train.py', call('http://b'));
    await code.search([folder]);
    rmSync(file);
    await code.update(file, [folder]);
    expect(namings()).toEqual(['b/train.py:1 http://b']);
    rmSync(join(folder, 'b'), { recursive: true });
    await code.update(join(folder, 'b'), [folder]);
    expect(namings()).toEqual([]);
  });

  it('is not searched to the end when it is searched anew', async () => {
    put('train.py', call('http://a'));
    await Promise.all([code.search([folder]), code.search([])]);
    expect([namings(), changes]).toEqual([[], 0]);
  });
});

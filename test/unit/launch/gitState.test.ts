import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readGitState, withoutCredentials } from '../../../src/launch/gitState.ts';
import { temporaryFolder } from './temporaryFolder.ts';

function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

/** A repository with one commit of `src/train.py`. */
function repository(): { folder: string; script: string; commit: string } {
  const folder = temporaryFolder();
  const script = join(folder, 'src', 'train.py');
  mkdirSync(join(folder, 'src'));
  writeFileSync(script, 'print(1)\n');
  git(folder, 'init', '--quiet');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message', 'one');
  return { folder, script, commit: git(folder, 'rev-parse', 'HEAD') };
}

test('the repository of the script is read, with its first remote and without credentials', async () => {
  const { folder, script, commit } = repository();
  git(folder, 'remote', 'add', 'backup', 'https://me:secret@example.com/backup.git');
  expect(await readGitState(script)).toEqual({
    kind: 'known',
    commit,
    branch: 'main',
    repositoryUrl: 'https://example.com/backup.git',
    changedFileCount: 0,
  });
  git(folder, 'remote', 'add', 'origin', 'git@example.com:me/flowers.git');
  expect(await readGitState(script)).toMatchObject({ repositoryUrl: 'git@example.com:me/flowers.git' });
});

test('changed, staged and deleted files make the tree dirty, also outside the folder of the script; new files do not', async () => {
  const { folder, script } = repository();
  writeFileSync(join(folder, 'params.yaml'), 'a: 1\n');
  expect(await readGitState(script)).toMatchObject({ changedFileCount: 0 });
  git(folder, 'add', 'params.yaml');
  writeFileSync(script, 'print(2)\n');
  expect(await readGitState(script)).toMatchObject({ changedFileCount: 2 });
});

test('a script that git does not track counts as a change', async () => {
  const { folder } = repository();
  const script = join(folder, 'new script.py');
  writeFileSync(script, '');
  expect(await readGitState(script)).toMatchObject({ kind: 'known', changedFileCount: 1 });
});

test('a detached HEAD has a commit and no branch', async () => {
  const { folder, script, commit } = repository();
  git(folder, 'checkout', '--quiet', '--detach');
  expect(await readGitState(script)).toMatchObject({ commit, branch: undefined });
});

test('no repository, no commit, no git and a vanished folder are facts, not failures', async () => {
  const folder = temporaryFolder();
  const script = join(folder, 'train.py');
  expect(await readGitState(script)).toEqual({ kind: 'absent', reason: 'notARepository' });
  git(folder, 'init', '--quiet');
  expect(await readGitState(script)).toEqual({ kind: 'absent', reason: 'noCommit' });
  expect(await readGitState(join(folder, 'gone', 'train.py'))).toMatchObject({ kind: 'absent', reason: 'failed' });
  vi.stubEnv('PATH', join(folder, 'empty'));
  try {
    expect(await readGitState(script)).toEqual({ kind: 'absent', reason: 'gitMissing' });
  } finally {
    vi.unstubAllEnvs();
  }
});

test.each([
  ['https://me:secret@example.com/a/b.git', 'https://example.com/a/b.git'],
  ['https://token@example.com/a@b.git', 'https://example.com/a@b.git'],
  ['https://me:p@ss@example.com:8443/a', 'https://example.com:8443/a'],
  ['ssh://git@example.com/a.git', 'ssh://example.com/a.git'],
  ['git@example.com:a/b.git', 'git@example.com:a/b.git'],
  ['https://example.com/a/b.git', 'https://example.com/a/b.git'],
  ['/srv/git/a@b.git', '/srv/git/a@b.git'],
])('%s is recorded as %s', (url, expected) => {
  expect(withoutCredentials(url)).toBe(expected);
});

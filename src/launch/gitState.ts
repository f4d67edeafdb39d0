import { dirname, resolve } from 'node:path';
import type { SimpleGit } from 'simple-git';

export interface GitState {
  readonly kind: 'known';
  readonly commit: string;
  /** Absent when HEAD is detached. */
  readonly branch?: string | undefined;
  /** Of `origin`, else of the first remote; without credentials. */
  readonly repositoryUrl?: string | undefined;
  /** Tracked files that differ from the commit, plus the script itself when git does not track it. */
  readonly changedFileCount: number;
}

/** Why a run has no commit: it goes on without, because a script need not be in git. */
export interface NoGitState {
  readonly kind: 'absent';
  readonly reason: 'gitMissing' | 'notARepository' | 'noCommit' | 'failed';
  /** What git said, for `failed`. */
  readonly detail?: string | undefined;
}

/** The repository that holds the script, whatever the working directory is; MLflow's own client looks there too. */
export async function readGitState(script: string): Promise<GitState | NoGitState> {
  try {
    return await read(resolve(script));
  } catch (error) {
    return { kind: 'absent', reason: 'failed', detail: firstLine(error) };
  }
}

async function read(script: string): Promise<GitState | NoGitState> {
  const { simpleGit } = await import('simple-git');
  const git = simpleGit({ baseDir: dirname(script), timeout: { block: 30_000 } });
  if (!(await git.version()).installed) {
    return { kind: 'absent', reason: 'gitMissing' };
  }
  if (!(await git.checkIsRepo())) {
    return { kind: 'absent', reason: 'notARepository' };
  }
  const commit = await line(git, 'rev-parse', '--verify', '--quiet', 'HEAD');
  if (commit === undefined) {
    return { kind: 'absent', reason: 'noCommit' };
  }
  const [branch, repositoryUrl, changedFileCount] = await Promise.all([
    line(git, 'symbolic-ref', '--quiet', '--short', 'HEAD'),
    readRepositoryUrl(git),
    countChangedFiles(git, script),
  ]);
  return { kind: 'known', commit, branch, repositoryUrl, changedFileCount };
}

async function readRepositoryUrl(git: SimpleGit): Promise<string | undefined> {
  const remotes = await git.getRemotes(true);
  const remote = remotes.find(({ name }) => name === 'origin') ?? remotes[0];
  return remote === undefined ? undefined : withoutCredentials(remote.refs.fetch);
}

async function countChangedFiles(git: SimpleGit, script: string): Promise<number> {
  // Without optional locks, so that a `git commit` in a terminal at the same moment does not fail.
  const status = await git.raw('--no-optional-locks', 'status', '--porcelain', '--no-renames', '--untracked-files=no');
  const tracked = await git.raw('ls-files', '--', script);
  return status.split('\n').filter((entry) => entry !== '').length + (tracked === '' ? 1 : 0);
}

async function line(git: SimpleGit, ...command: string[]): Promise<string | undefined> {
  const text = (await git.raw(command)).trim();
  return text === '' ? undefined : text;
}

/** As MLflow 3 strips them: the user and password before the host; `git@host:path` has none and stays. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n', 1)[0] ?? '';
}

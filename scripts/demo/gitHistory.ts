import { cp, mkdir, readFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { repoRoot } from '../lib/paths.ts';
import { run } from '../lib/run.ts';

/** samples/make/history/history.json, described in samples/README.md. */
interface History {
  readonly branch: string;
  readonly remote: string;
  readonly commits: readonly HistoryCommit[];
}

interface HistoryCommit {
  readonly id: string;
  readonly message: string;
  readonly name: string;
  readonly email: string;
  readonly date: string;
  /** Path in the project -> the file below samples/ that holds its text. */
  readonly files: Readonly<Record<string, string>>;
}

/** The ids depend on every byte of the commits, so nothing of the person's own git configuration may reach them. */
const isolatedSettings = [
  'core.autocrlf=false',
  'core.eol=lf',
  'core.fileMode=false',
  'core.hooksPath=/dev/null',
  'commit.gpgSign=false',
  'i18n.commitEncoding=UTF-8',
].flatMap((setting) => ['-c', setting]);

const isolatedEnv = {
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_DEFAULT_HASH: 'sha1',
  GIT_TEMPLATE_DIR: '',
} as const;

/** Makes the folder, a copy of the sample project, the repository whose commits the recorded runs name. */
export async function makeGitHistory(folder: string): Promise<void> {
  const text = await readFile(join(repoRoot, 'samples', 'make', 'history', 'history.json'), 'utf8');
  const history = JSON.parse(text) as History;
  await git(folder, ['init', '--quiet', `--initial-branch=${history.branch}`]);
  await git(folder, ['remote', 'add', 'origin', history.remote]);
  for (const commit of history.commits) {
    const id = await makeCommit(folder, commit);
    if (id !== commit.id) {
      throw new Error(`"${commit.message}" became commit ${id}, but the runs name ${commit.id}: see samples/README.md`);
    }
  }
}

async function makeCommit(folder: string, { message, name, email, date, files }: HistoryCommit): Promise<string> {
  for (const [path, source] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(repoRoot, 'samples', source), join(folder, path));
  }
  await git(folder, ['add', '--force', '--', ...Object.keys(files)]);
  await git(folder, ['commit', '--quiet', '--no-verify', '-m', message], {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  });
  return (await git(folder, ['rev-parse', 'HEAD'])).trim();
}

async function git(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return await run('git', [...isolatedSettings, ...args], {
    cwd,
    env: { ...Object.fromEntries(inherited), ...isolatedEnv, ...env },
  });
}

import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repoRoot, testResultsDir } from '../lib/paths.ts';
import { tryRun } from '../lib/run.ts';
import { mochaCounts, oneFailed, onePassed, vitestCounts, type TestCounts } from './testCounts.ts';
import type { ToolsInstallation } from './tools.ts';

export interface PhaseResult {
  readonly counts: TestCounts;
  /** Shown when something failed. */
  readonly output: string;
}

export interface Phase {
  readonly name: string;
  readonly run: (tools: ToolsInstallation) => Promise<PhaseResult>;
}

/** In the order in which they run: what is quick and says most about a mistake comes first. */
export const phases: readonly Phase[] = [
  { name: 'types', run: async () => await check('node_modules/typescript/bin/tsc', '-b') },
  { name: 'lint', run: async () => await check('node_modules/oxlint/bin/oxlint', '--type-aware') },
  { name: 'format', run: async () => await check('node_modules/prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'unit', run: async () => await vitest('unit') },
  { name: 'package', run: async () => await check('scripts/package.ts') },
  { name: 'contract', run: async (tools) => await vitest('contract', await tools.pythonEnv()) },
  { name: 'vscode', run: runInExtensionHost },
  {
    name: 'ui',
    run: async (tools) => {
      await tools.window();
      return await vitest('ui', await tools.pythonEnv());
    },
  },
];

/** A script of Node that is one check: it passes when it exits with 0. */
async function check(script: string, ...args: readonly string[]): Promise<PhaseResult> {
  const { code, output } = await tryRun(process.execPath, [script, ...args], { cwd: repoRoot });
  return { counts: code === 0 ? onePassed : oneFailed, output };
}

async function vitest(project: string, env: Readonly<Record<string, string>> = {}): Promise<PhaseResult> {
  const report = await resultFile(`${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code, output } = await tryRun(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters],
    { cwd: repoRoot, env: { ...process.env, ...env } },
  );
  return await withCounts(code, output, report, vitestCounts);
}

async function runInExtensionHost(tools: ToolsInstallation): Promise<PhaseResult> {
  await tools.window();
  const report = await resultFile('vscode.json');
  const { code, output } = await tryRun(process.execPath, ['test/vscode/runTests.ts', '--result', report], {
    cwd: repoRoot,
    env: { ...process.env, ...(await tools.pythonEnv()) },
  });
  return await withCounts(code, output, report, mochaCounts);
}

async function withCounts(
  code: number | undefined,
  output: string,
  report: string,
  read: (report: string) => Promise<TestCounts>,
): Promise<PhaseResult> {
  if (!existsSync(report)) {
    return { counts: oneFailed, output };
  }
  const counts = await read(report);
  const { passed, failed, skipped } = counts;
  // An error outside of all tests, or a run without any test, is a failure too, though none is counted.
  const failedWithoutCount = failed === 0 && (code !== 0 || passed + skipped === 0);
  return { counts: failedWithoutCount ? { ...counts, failed: 1 } : counts, output };
}

async function resultFile(name: string): Promise<string> {
  await mkdir(testResultsDir, { recursive: true });
  const file = join(testResultsDir, name);
  await rm(file, { force: true });
  return file;
}

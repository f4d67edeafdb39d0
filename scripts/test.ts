// Runs the project's checks and tests, each phase timed, and ends with the line "N passed, N failed, N skipped".
//   npm test                      all of them
//   npm run test:unit             one phase; node scripts/test.ts <phase> ... for any others
// The environment variable VIZMOD_SKIP="ui,vscode" leaves phases out; each is named and counted as skipped.
import { phases, type Phase, type PhaseResult } from './testing/phases.ts';
import { addCounts, formatCounts, oneFailed, type TestCounts } from './testing/testCounts.ts';
import { installTools, type ToolsInstallation } from './testing/tools.ts';

function choosePhases(names: readonly string[]): readonly Phase[] {
  const unknown = [...names, ...skippedNames()].filter((name) => !phases.some((phase) => phase.name === name));
  if (unknown.length > 0) {
    throw new Error(`There is no phase ${unknown.join(', ')}. Phases: ${phases.map(({ name }) => name).join(', ')}`);
  }
  return names.length === 0 ? phases : phases.filter(({ name }) => names.includes(name));
}

function skippedNames(): readonly string[] {
  return (process.env['VIZMOD_SKIP'] ?? '').split(',').filter((name) => name !== '');
}

async function runPhase(phase: Phase, tools: ToolsInstallation): Promise<TestCounts> {
  if (skippedNames().includes(phase.name)) {
    console.log(`- ${phase.name.padEnd(9)} skipped: VIZMOD_SKIP names it`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const start = performance.now();
  const { counts, output } = await phase.run(tools).catch((error: unknown): PhaseResult => ({
    counts: oneFailed,
    output: error instanceof Error ? error.message : String(error),
  }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (counts.failed > 0) {
    console.log(output.trimEnd());
  }
  console.log(`${counts.failed > 0 ? '✗' : '✓'} ${phase.name.padEnd(9)} ${formatCounts(counts)} (${seconds} s)`);
  return counts;
}

async function reportTools(tools: ToolsInstallation): Promise<TestCounts> {
  const problems = await tools.problems();
  for (const problem of problems) {
    console.log(`✗ ${problem}`);
  }
  return { passed: 0, failed: problems.length, skipped: 0 };
}

async function main(): Promise<void> {
  const chosen = choosePhases(process.argv.slice(2));
  const needs = (...names: string[]): boolean =>
    chosen.some(({ name }) => names.includes(name) && !skippedNames().includes(name));
  const tools = installTools({ pythons: needs('contract', 'vscode', 'ui'), window: needs('vscode', 'ui') });
  const counts: TestCounts[] = [];
  for (const phase of chosen) {
    counts.push(await runPhase(phase, tools));
  }
  counts.push(await reportTools(tools));
  const total = addCounts(counts);
  console.log(formatCounts(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

await main();

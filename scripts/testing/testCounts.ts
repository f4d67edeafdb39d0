import { readFile } from 'node:fs/promises';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const onePassed: TestCounts = { passed: 1, failed: 0, skipped: 0 };
export const oneFailed: TestCounts = { passed: 0, failed: 1, skipped: 0 };

export function addCounts(counts: readonly TestCounts[]): TestCounts {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    skipped: counts.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

export function formatCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The counts of a run that wrote vitest's JSON report; a test file that cannot be loaded is one failure. */
export async function vitestCounts(reportFile: string): Promise<TestCounts> {
  const report = await readJson(reportFile);
  const unloadable = Array.isArray(report['testResults'])
    ? report['testResults'].filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    : 0;
  return {
    passed: numberAt(report, 'numPassedTests'),
    failed: numberAt(report, 'numFailedTests') + unloadable,
    skipped: numberAt(report, 'numPendingTests') + numberAt(report, 'numTodoTests'),
  };
}

/** The counts that test/vscode/mochaEntry.ts wrote. */
export async function mochaCounts(resultFile: string): Promise<TestCounts> {
  const result = await readJson(resultFile);
  return {
    passed: numberAt(result, 'passed'),
    failed: numberAt(result, 'failed'),
    skipped: numberAt(result, 'skipped'),
  };
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
}

function numberAt(value: Record<string, unknown>, key: string): number {
  const number = value[key];
  if (typeof number !== 'number') {
    throw new TypeError(`the test report has no number "${key}"`);
  }
  return number;
}

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repoRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const distDir = join(repoRoot, 'dist');
/** Screenshots, logs and result files of the last test run; git-ignored. */
export const testResultsDir = join(repoRoot, 'test-results');

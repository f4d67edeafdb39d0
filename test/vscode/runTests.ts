// Runs test/vscode/*.test.ts inside the extension host of a real VS Code.
//   node test/vscode/runTests.ts [--result FILE]
// Environment: VIZMOD_TEST_WORKSPACE opens another folder than a copy of the sample project; VIZMOD_TEST_GREP picks tests
// by name; VIZMOD_VSCODE names a desktop VS Code to run instead of the VS Code server.
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { layDemoProject } from '../../scripts/demo/layDemoProject.ts';
import { repoRoot } from '../../scripts/lib/paths.ts';

/** Inside node_modules, so that the bundled tests find mocha, which cannot be bundled. */
const bundlesDir = join(repoRoot, 'node_modules', '.cache', 'vizmod', 'vscode-tests');

async function bundleTests(): Promise<void> {
  await rm(bundlesDir, { recursive: true, force: true });
  const testFiles = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: [...testFiles, 'mochaEntry.ts'].map((name) => join(import.meta.dirname, name)),
    outdir: bundlesDir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    // CommonJS has no import.meta.
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: {
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
      'import.meta.url': 'importMetaUrl',
    },
    // As in the worker: Vega's canvas is loaded in a way that CommonJS does not have.
    alias: { vega: 'vega-util' },
    logLevel: 'warning',
  });
}

async function runInExtensionHost(dir: string, resultFile: string): Promise<void> {
  const sampleCopy = join(dir, 'flowers');
  const workspace = process.env['VIZMOD_TEST_WORKSPACE'] ?? sampleCopy;
  if (workspace === sampleCopy) {
    await layDemoProject(sampleCopy);
  }
  const launcher = fileURLToPath(import.meta.resolve('../../scripts/vscode/launcher.ts'));
  await runTests({
    vscodeExecutablePath: process.env['VIZMOD_VSCODE'] ?? launcher,
    extensionDevelopmentPath: repoRoot,
    extensionTestsPath: join(bundlesDir, 'mochaEntry.cjs'),
    launchArgs: [
      workspace,
      '--disable-extensions',
      `--user-data-dir=${join(dir, 'user-data')}`,
      `--extensions-dir=${join(dir, 'extensions')}`,
    ],
    extensionTestsEnv: { VIZMOD_TEST_RESULT: resultFile },
  });
}

const { values } = parseArgs({ options: { result: { type: 'string' } } });
const dir = await mkdtemp(join(tmpdir(), 'vizmod-test-'));
const resultFile = values.result ?? join(dir, 'result.json');
try {
  await bundleTests();
  await runInExtensionHost(dir, resultFile).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
  if (existsSync(resultFile)) {
    console.log(`${basename(resultFile)}: ${await readFile(resultFile, 'utf8')}`);
  } else {
    console.error('The extension host ended before the tests did: there is no result file.');
    process.exitCode = 1;
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build as bundle } from 'esbuild';
import { build } from '../../build.ts';
import { repoRoot } from '../../lib/paths.ts';
import { median, type BenchContext, type BenchRow } from '../benchRow.ts';

const launcher = fileURLToPath(import.meta.resolve('../../vscode/launcher.ts'));

/** Milliseconds of each start. */
interface Starts {
  readonly load: readonly number[];
  readonly activate: readonly number[];
}

/** Both rows look at the same starts. */
const startsOf = new WeakMap<BenchContext, Promise<Starts>>();

export const loading: BenchRow = {
  id: 'start.load',
  work: "loading the extension's code in a window without a store, ms",
  goal: 10,
  measure: async (context) => ({ ours: median((await measuredStarts(context)).load) }),
};

export const activation: BenchRow = {
  id: 'start.activation',
  work: 'activating the loaded extension in a window without a store, ms of its own code',
  goal: 5,
  measure: async (context) => ({ ours: median((await measuredStarts(context)).activate) }),
};

async function measuredStarts(context: BenchContext): Promise<Starts> {
  const starts = startsOf.get(context) ?? measureStarts(context);
  startsOf.set(context, starts);
  return await starts;
}

async function measureStarts({ folder, repeats }: BenchContext): Promise<Starts> {
  await build();
  const extension = await layMeasuredExtension(join(folder, 'measured-extension'));
  const times = [];
  for (let i = 0; i < repeats; i++) {
    times.push(await startOnce(extension, join(folder, `start-${i}`)));
  }
  return { load: times.map(({ load }) => load), activate: times.map(({ activate }) => activate) };
}

/** A copy of the built extension whose main file is test/vscode/measuredMain.ts. */
async function layMeasuredExtension(to: string): Promise<string> {
  for (const name of ['dist', 'media', 'package.nls.json']) {
    await cp(join(repoRoot, name), join(to, name), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(join(repoRoot, 'package.json'), 'utf8')) as object;
  await writeFile(join(to, 'package.json'), JSON.stringify({ ...manifest, main: './dist/measuredMain.cjs' }));
  await bundle({
    entryPoints: [join(repoRoot, 'test', 'vscode', 'measuredMain.ts')],
    outfile: join(to, 'dist', 'measuredMain.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return to;
}

async function startOnce(
  extension: string,
  folder: string,
): Promise<{ readonly load: number; readonly activate: number }> {
  const workspace = join(folder, 'workspace');
  await mkdir(workspace, { recursive: true });
  await runTests({
    vscodeExecutablePath: process.env['VIZMOD_VSCODE'] ?? launcher,
    extensionDevelopmentPath: extension,
    extensionTestsPath: join(extension, 'dist', 'measuredMain.cjs'),
    launchArgs: [
      workspace,
      '--disable-extensions',
      `--user-data-dir=${join(folder, 'user-data')}`,
      `--extensions-dir=${join(folder, 'extensions')}`,
    ],
  });
  return JSON.parse(await readFile(join(extension, 'dist', 'activation.json'), 'utf8')) as {
    readonly load: number;
    readonly activate: number;
  };
}

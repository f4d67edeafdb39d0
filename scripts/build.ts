// Bundles the extension, its workers and its webview apps into dist/.
//   node scripts/build.ts [--dev] [--watch] [--metafile]
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { context, type BuildOptions } from 'esbuild';
import { distDir, repoRoot } from './lib/paths.ts';
import { splitCommonJs } from './lib/splitCommonJs.ts';

export interface BuildChoices {
  /** Readable output with source maps instead of minified output without. */
  readonly dev?: boolean;
  /** Writes test-results/build/*.json, which https://esbuild.github.io/analyze/ shows. */
  readonly metafile?: boolean;
}

/** Loaded by VS Code (the extension) and by the extension (its workers); an entry that is not written yet is skipped. */
const extensionEntry = { extension: 'src/extension.ts' } as const;
const workerEntries = {
  storeWorker: 'src/store/storeWorker.ts',
  dataWorker: 'src/data/dataWorker.ts',
} as const;

const copiedFiles = {
  'sql-wasm.wasm': 'node_modules/sql.js/dist/sql-wasm.wasm',
  'webview/codicon.css': 'node_modules/@vscode/codicons/dist/codicon.css',
  'webview/codicon.ttf': 'node_modules/@vscode/codicons/dist/codicon.ttf',
} as const;

export async function build(choices: BuildChoices = {}): Promise<void> {
  const contexts = await prepare(choices);
  try {
    for (const { name, esbuild } of contexts) {
      const { metafile } = await esbuild.rebuild();
      if (choices.metafile === true && metafile !== undefined) {
        await writeMetafile(name, JSON.stringify(metafile));
      }
    }
  } finally {
    await Promise.all(contexts.map(async ({ esbuild }) => await esbuild.dispose()));
  }
}

async function watch(choices: BuildChoices): Promise<void> {
  for (const { esbuild } of await prepare(choices)) {
    await esbuild.watch();
  }
}

async function prepare(choices: BuildChoices) {
  await rm(distDir, { recursive: true, force: true });
  await mkdir(join(distDir, 'webview'), { recursive: true });
  for (const [to, from] of Object.entries(copiedFiles)) {
    await cp(join(repoRoot, from), join(distDir, to));
  }
  const common = commonOptions(choices);
  return [
    { name: 'extension', esbuild: await context({ ...common, ...extensionOptions(choices) }) },
    { name: 'workers', esbuild: await context({ ...common, ...nodeOptions(), ...workerOptions(common) }) },
    { name: 'webview', esbuild: await context({ ...common, ...(await webviewOptions()) }) },
  ];
}

function commonOptions({ dev = false, metafile = false }: BuildChoices) {
  return {
    absWorkingDir: repoRoot,
    bundle: true,
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
    metafile,
    legalComments: 'none',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': dev ? '"development"' : '"production"' },
  } satisfies BuildOptions;
}

/** VS Code 1.101, the oldest that we support, runs extensions on Node 22. */
function nodeOptions() {
  return {
    outdir: distDir,
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node22',
    // Unlike "main", "module" holds ES modules, from which esbuild can drop what is unused.
    mainFields: ['module', 'main'],
    external: ['vscode'],
  } satisfies BuildOptions;
}

function workerOptions({ define }: Pick<BuildOptions, 'define'>) {
  return {
    entryPoints: onlyExisting(workerEntries),
    format: 'cjs',
    // CommonJS has no import.meta; a worker looks there for what lies beside it.
    define: { ...define, 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    // Vega-Lite takes one small function of Vega, which is Vega's utilities'; a worker draws nothing.
    alias: { vega: 'vega-util' },
  } satisfies BuildOptions;
}

/** Split where code is imported dynamically: a window without a store then reads a small part of it. */
function extensionOptions({ dev = false }: BuildChoices) {
  return {
    ...nodeOptions(),
    entryPoints: onlyExisting(extensionEntry),
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    sourcemap: dev ? 'inline' : false,
    metafile: true,
    write: false,
    plugins: [splitCommonJs()],
  } satisfies BuildOptions;
}

async function webviewOptions() {
  return {
    entryPoints: onlyExisting(await webviewEntries()),
    outdir: join(distDir, 'webview'),
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'dataurl' },
  } satisfies BuildOptions;
}

async function webviewEntries(): Promise<Record<string, string>> {
  const folders = await readdir(join(repoRoot, 'webview-ui'), { withFileTypes: true });
  const apps = folders.filter((folder) => folder.isDirectory() && folder.name !== 'shared').map(({ name }) => name);
  return Object.fromEntries(apps.map((app) => [app, `webview-ui/${app}/main.tsx`]));
}

function onlyExisting(entries: Readonly<Record<string, string>>): Record<string, string> {
  const missing = Object.values(entries).filter((source) => !existsSync(join(repoRoot, source)));
  for (const source of missing) {
    console.warn(`build: ${source} does not exist, its bundle is left out`);
  }
  return Object.fromEntries(Object.entries(entries).filter(([, source]) => !missing.includes(source)));
}

async function writeMetafile(name: string, json: string): Promise<void> {
  const dir = join(repoRoot, 'test-results', 'build');
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, `${name}.json`), json);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { dev: { type: 'boolean' }, watch: { type: 'boolean' }, metafile: { type: 'boolean' } },
  });
  const dev = values.dev === true || values.watch === true;
  const choices = { dev, metafile: values.metafile === true };
  if (values.watch === true) {
    await watch(choices);
    console.log('build: watching');
  } else {
    await build(choices);
  }
}

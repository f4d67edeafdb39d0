import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { vsixPath } from '../../scripts/package.ts';
import { startWorkerThread } from '../../src/host/workerThreadRunner.ts';
import type { StoreJobs } from '../../src/store/storeJobs.ts';
import { unpackFixtureStore } from '../support/fixtureStores.ts';
import { readZip } from '../support/zipFile.ts';

/** Every kind of file that people get, and nothing else; `npm run package`, and the phase of that name before this one, make the package. */
const kinds: readonly RegExp[] = [
  /^(?:extension\.vsixmanifest|\[Content_Types\]\.xml)$/,
  /^extension\/(?:package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/(?:extension|storeWorker|dataWorker)\.cjs$/,
  /^extension\/dist\/chunks\/[\w-]+\.cjs$/,
  /^extension\/dist\/sql-wasm\.wasm$/,
  /^extension\/dist\/webview\/(?:experiment|run|vizmod)\.(?:js|css)$/,
  /^extension\/dist\/webview\/codicon\.(?:css|ttf)$/,
  /^extension\/media\/[\w-]+\.svg$/,
  /^extension\/media\/icon\.png$/,
  /^extension\/media\/vizmod-views\.schema\.json$/,
  /^extension\/media\/walkthrough\/[\w-]+\.svg$/,
  /^extension\/samples\/walkthrough\/measurements\.csv$/,
  /^extension\/samples\/walkthrough\/mlruns\/.+$/,
];
/** Pictures of the README; there may be none. */
const readmePicture = /^extension\/media\/readme\/[\w-]+\.png$/;

const mostBytes = 3 * 1024 * 1024;

let path: string;
let files: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  path = await vsixPath();
  files = readZip(path);
});

function textOf(name: string): string {
  return files.get(name)?.toString('utf8') ?? '';
}

test('holds what the extension needs and nothing else, in less than 3 MB', () => {
  const names = [...files.keys()];
  expect(names.filter((name) => ![...kinds, readmePicture].some((kind) => kind.test(name)))).toEqual([]);
  expect(kinds.filter((kind) => !names.some((name) => kind.test(name)))).toEqual([]);
  expect(statSync(path).size).toBeLessThan(mostBytes);
});

test('holds code without source maps and without paths of the machine that built it', () => {
  const code = [...files.keys()].filter((name) => /\.(?:cjs|js|css)$/.test(name));
  const home = join(import.meta.dirname, '..', '..');
  expect(code.filter((name) => /[#@] sourceMappingURL=/.test(textOf(name)) || textOf(name).includes(home))).toEqual([]);
});

test('has with its worker the engine that reads a database where there are no locks', async () => {
  const fixture = unpackFixtureStore('v3-db');
  for (const name of ['storeWorker.cjs', 'sql-wasm.wasm']) {
    writeFileSync(join(fixture.folder, name), files.get(`extension/dist/${name}`) ?? '');
  }
  const runner = startWorkerThread<StoreJobs>(join(fixture.folder, 'storeWorker.cjs'));
  // Two slashes: what the name of another machine begins with.
  const file = `/${join(fixture.folder, 'mlflow.db')}`;
  expect([
    await runner.run('sqliteSchema', { file }),
    (await runner.run('sqliteExperiments', { file, view: 'all' })).experiments.length,
  ]).toEqual([{ isNewer: false, access: 'snapshot' }, 5]);
  runner.dispose();
  fixture.dispose();
});

test('has the main file, and an icon that is a PNG of 256 by 256', () => {
  const manifest = JSON.parse(textOf('extension/package.json')) as { readonly main: string; readonly icon: string };
  expect(files.has(join('extension', manifest.main))).toBe(true);
  const icon = files.get(join('extension', manifest.icon));
  expect(icon?.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect([icon?.readUInt32BE(16), icon?.readUInt32BE(20)]).toEqual([256, 256]);
});

test('has every picture that the README shows', () => {
  const shown = [...textOf('extension/readme.md').matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((picture) => !files.has(`extension/${picture}`))).toEqual([]);
});

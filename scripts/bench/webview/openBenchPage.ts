import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import type { Page } from 'playwright-core';
import { startBrowser } from '../../vscode/browser.ts';

const sharedFolder = fileURLToPath(new URL('../../../webview-ui/shared/', import.meta.url));
const styles = ['base', 'virtualTable', 'lineChart'].map((name) => `@import './${name}.css';`).join('\n');
const contentTypes: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** Runs `measure` against a page in headless Chromium that holds the exports of a module of this folder as `bench`. */
export async function withBenchPage<Result>(module: string, measure: (page: Page) => Promise<Result>): Promise<Result> {
  const files: Readonly<Record<string, string>> = {
    '/': '<!DOCTYPE html><link rel="stylesheet" href="bench.css"><body><script src="bench.js"></script></body>',
    '/bench.js': await bundle({ entryPoints: [fileURLToPath(new URL(module, import.meta.url))] }),
    '/bench.css': await bundle({ stdin: { contents: styles, loader: 'css', resolveDir: sharedFolder } }),
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    response.setHeader('content-type', contentTypes[extname(path)] ?? 'text/html');
    response.end(files[path] ?? '');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const address = server.address();
    await page.goto(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`);
    return await measure(page);
  } finally {
    await browser.close();
    server.close();
  }
}

async function bundle(input: Pick<BuildOptions, 'entryPoints' | 'stdin'>): Promise<string> {
  const { outputFiles } = await build({
    ...input,
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    globalName: 'bench',
    target: 'es2022',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

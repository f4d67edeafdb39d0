import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../../scripts/vscode/browser.ts';

const icons = fileURLToPath(new URL('../../node_modules/@vscode/codicons/dist/', import.meta.url));

/** The colours and sizes that VS Code gives to a page, as in its dark theme; what a test does not look at is left out. */
const darkTheme = {
  'font-family': 'sans-serif',
  'font-size': '13px',
  foreground: '#cccccc',
  descriptionForeground: '#9d9d9d',
  'editor-background': '#1f1f1f',
  'widget-border': '#313131',
  focusBorder: '#0078d4',
  'input-background': '#313131',
  'input-foreground': '#cccccc',
  'menu-background': '#1f1f1f',
  'menu-border': '#454545',
  'menu-selectionBackground': '#0078d4',
  'menu-selectionForeground': '#ffffff',
  'textLink-foreground': '#4daafc',
  'toolbar-hoverBackground': '#5a5d5e50',
  'list-hoverBackground': '#2a2d2e',
  'list-inactiveSelectionBackground': '#37373d',
  'charts-blue': '#3794ff',
  'charts-yellow': '#cca700',
  'charts-green': '#89d185',
};

export interface BrowserPageOptions {
  /** A module below `pages/`; the page holds its exports as `testPage`. */
  readonly module: string;
  /** Style sheets below webview-ui/. */
  readonly styles: readonly string[];
  readonly size?: { readonly width: number; readonly height: number };
}

/** A page in a headless browser, with the icons and colours of VS Code. */
export async function openBrowserPage({
  module,
  styles,
  size = { width: 1280, height: 800 },
}: BrowserPageOptions): Promise<OpenPage> {
  const [script, style] = await Promise.all([
    bundle({ entryPoints: [fileURLToPath(new URL(`pages/${module}`, import.meta.url))] }),
    bundle({
      stdin: {
        contents: styles.map((name) => `@import './${name}';`).join('\n'),
        loader: 'css',
        resolveDir: fileURLToPath(new URL('../../webview-ui', import.meta.url)),
      },
    }),
  ]);
  const font = await readFile(`${icons}codicon.ttf`, 'base64');
  const iconStyle = (await readFile(`${icons}codicon.css`, 'utf8')).replace(
    /url\("\.\/codicon\.ttf[^)]*\)/,
    `url("data:font/ttf;base64,${font}")`,
  );
  const browser = await startBrowser();
  const page = await browser.newPage({ viewport: size, locale: 'en-US' });
  const theme = Object.entries(darkTheme).map(([name, value]) => `--vscode-${name}: ${value};`);
  await page.setContent('<!DOCTYPE html><body class="vscode-dark"></body>');
  await page.addStyleTag({ content: `:root { ${theme.join(' ')} }\n${iconStyle}\n${style}` });
  await page.addScriptTag({ content: script });
  return { page, browser };
}

export interface OpenPage {
  readonly page: Page;
  readonly browser: Browser;
}

async function bundle(input: Pick<BuildOptions, 'entryPoints' | 'stdin'>): Promise<string> {
  const { outputFiles } = await build({
    ...input,
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'testPage',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

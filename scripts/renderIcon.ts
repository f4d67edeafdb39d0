// Renders media/icon.svg to media/icon.png, the one picture that the Marketplace wants as pixels.
//   node scripts/renderIcon.ts
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repoRoot } from './lib/paths.ts';
import { startBrowser } from './vscode/browser.ts';

const size = 256;

const svg = await readFile(join(repoRoot, 'media', 'icon.svg'), 'utf8');
const browser = await startBrowser();
try {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await writeFile(join(repoRoot, 'media', 'icon.png'), await page.screenshot({ omitBackground: true }));
} finally {
  await browser.close();
}

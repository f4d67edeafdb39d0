import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { leastContrast } from './contrast.ts';
import { attributeReaches, countReaches } from './expectations.ts';
import { experimentEditor, openExperiment } from './experimentEditor.ts';
import { openTestWindow } from './testWindow.ts';
import type { Workbench } from './workbench.ts';

const wide = { width: 1280, height: 800 };
const narrow = { width: 620, height: 800 };
/** Half the room at the same size of letters is what a zoom of 200 % leaves. */
const zoomed = { width: 640, height: 400 };

const looks = [
  { title: 'dark', theme: 'Default Dark Modern', kind: 'vscode-dark', size: wide },
  { title: 'light', theme: 'Default Light Modern', kind: 'vscode-light', size: wide },
  { title: 'high contrast', theme: 'Default High Contrast', kind: 'vscode-high-contrast', size: wide },
  {
    title: 'high contrast light',
    theme: 'Default High Contrast Light',
    kind: 'vscode-high-contrast-light',
    size: wide,
  },
  { title: 'narrow', theme: 'Default Dark Modern', kind: 'vscode-dark', size: narrow },
  { title: 'zoomed', theme: 'Default Dark Modern', kind: 'vscode-dark', size: zoomed },
] as const;

const window = openTestWindow({ name: 'looks', size: wide });

beforeAll(async () => {
  const { workbench, folder } = window();
  await mkdir(join(folder, '.vscode'), { recursive: true });
  const editor = await openExperiment(workbench, 'flowers-sweep');
  await editor.header('accuracy').click();
  for (const index of [0, 1, 3]) {
    await editor.rows.nth(index).click();
  }
  await editor.hasLines('accuracy', 3);
  await workbench.openFile('data/a.csv');
  await workbench.command('MLflow: Preview Visualization on This Data…');
  await workbench.pick('petals-json');
  await countReaches((await workbench.webview('petals-json on a.csv')).locator('svg .role-mark path'), 75);
  await workbench.command('View: Join All Editor Groups');
});

describe.each(looks)('$title', ({ title, theme, kind, size }) => {
  beforeAll(async () => {
    const { workbench, folder } = window();
    await workbench.page.setViewportSize(size);
    await showSideBar(workbench, size === wide);
    await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
  });

  it('shows the tree and an experiment legibly', async () => {
    const { workbench } = window();
    await workbench.editorTab('flowers-sweep').click();
    const editor = await experimentEditor(workbench, 'flowers-sweep');
    const { frame, grid, rows } = editor;
    await hasTheme(frame, kind);
    await editor.chart('accuracy').waitFor();
    await workbench.screenshot(`${title.replaceAll(' ', '-')}-experiment`);
    const texts = [
      grid.getByRole('columnheader').first(),
      rows.nth(0).getByRole('gridcell').nth(1),
      frame.locator('.row[aria-selected="false"] .cell:nth-child(2)').first(),
      frame.locator('.counts'),
      editor.chart('accuracy').getByRole('heading'),
    ];
    expect(await leastContrast(texts)).toBeGreaterThanOrEqual(4.5);
    expect(await overflowing(frame, '.toolbar, .chart-controls')).toEqual([]);
    expect(await cutTitles(grid)).toEqual([]);
  });

  it('shows a visualization legibly', async () => {
    const { workbench } = window();
    await workbench.editorTab('petals-json on a.csv').click();
    const frame = await workbench.webview('petals-json on a.csv');
    await hasTheme(frame, kind);
    await frame.locator('svg .role-mark path').first().waitFor();
    await workbench.screenshot(`${title.replaceAll(' ', '-')}-visualization`);
    const texts = [frame.locator('.header strong').first(), frame.locator('.header .quiet').first()];
    expect(await leastContrast(texts)).toBeGreaterThanOrEqual(4.5);
    expect(await overflowing(frame, '.header')).toEqual([]);
  });
});

it('has no error on any page and nothing that the Content Security Policy refused', () => {
  expect(window().workbench.pageProblems).toEqual([]);
});

async function showSideBar(workbench: Workbench, isWanted: boolean): Promise<void> {
  if ((await workbench.page.locator('.part.sidebar').isVisible()) !== isWanted) {
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  }
}

async function hasTheme(frame: FrameLocator, kind: string): Promise<void> {
  await attributeReaches(frame.locator('body'), 'class', (value) => value?.split(' ').includes(kind) === true);
}

/** Class names of the elements whose content is wider than they are. */
async function overflowing(frame: FrameLocator, selector: string): Promise<string[]> {
  return await frame
    .locator(selector)
    .evaluateAll((elements) =>
      elements.filter((element) => element.scrollWidth > element.clientWidth).map(({ className }) => className),
    );
}

/** Titles of the sorted columns that are not to be read whole. */
async function cutTitles(grid: Locator): Promise<(string | null)[]> {
  return await grid
    .locator('[aria-sort="descending"] .title')
    .evaluateAll((elements) =>
      elements.filter((element) => element.scrollWidth > element.clientWidth).map(({ textContent }) => textContent),
    );
}

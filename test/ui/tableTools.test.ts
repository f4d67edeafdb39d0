import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leastContrast } from './contrast.ts';
import { attributeReaches, countReaches } from './expectations.ts';
import { experimentEditor, openExperiment } from './experimentEditor.ts';
import { openTestWindow } from './testWindow.ts';

const window = openTestWindow({ name: 'ui-table', size: { width: 1280, height: 800 } });

it('nests runs, stars the best and colours a column', async () => {
  const { workbench } = window();
  const editor = await openExperiment(workbench, 'flowers-sweep');
  const { frame } = editor;
  await frame.getByRole('button', { name: 'Table only' }).click();
  await frame.getByRole('button', { name: 'Show nested runs below their parents' }).click();
  await attributeReaches(editor.rows.first(), 'aria-level', '1');
  for (const entry of ['Higher is better', 'Colour by value', 'Sort descending']) {
    await editor.header('accuracy').click({ button: 'right' });
    await frame.getByRole('menuitemcheckbox', { name: entry }).click();
  }
  await frame.getByRole('img', { name: 'best' }).first().waitFor();
  await attributeReaches(editor.header('accuracy'), 'aria-sort', 'descending');
  await workbench.screenshot('nested-best-heat');
});

it('hides what all runs share and keeps the set-up as a view of the workspace', async () => {
  const { workbench, folder } = window();
  const editor = await experimentEditor(workbench, 'flowers-sweep');
  const { frame } = editor;
  await frame.getByRole('button', { name: 'Differing' }).click();
  await attributeReaches(frame.getByRole('button', { name: 'Differing' }), 'aria-pressed', 'true');
  await editor.search.fill('constant a');
  await frame.locator('.shared-strip').getByText('constant', { exact: false }).first().waitFor();
  await editor.header('accuracy').waitFor();
  await countReaches(editor.rows.filter({ visible: true }), 13);
  await frame.getByRole('button', { name: 'Saved views' }).click();
  await frame.getByRole('menuitem', { name: 'Save as a new view…' }).click();
  await workbench.answer('by accuracy');
  await frame.getByRole('button', { name: 'by accuracy' }).waitFor();
  await workbench.screenshot('saved-view');
  expect(JSON.parse(await readFile(join(folder, '.vscode', 'vizmod-views.json'), 'utf8'))).toEqual({
    views: [
      {
        name: 'by accuracy',
        search: 'constant a',
        sort: [{ column: 'metric.accuracy', descending: true }],
        heat: ['metric.accuracy'],
        onlyDiffers: true,
        isNested: true,
      },
    ],
  });
});

it.each([
  { title: 'light', theme: 'Default Light Modern', kind: 'vscode-light' },
  { title: 'high contrast', theme: 'Default High Contrast', kind: 'vscode-high-contrast' },
  { title: 'dark', theme: 'Default Dark Modern', kind: 'vscode-dark' },
])('is legible in $title, also where cells are coloured', async ({ title, theme, kind }) => {
  const { workbench, folder } = window();
  const editor = await experimentEditor(workbench, 'flowers-sweep');
  await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
  await attributeReaches(editor.frame.locator('body'), 'class', (value) => value?.split(' ').includes(kind) === true);
  await editor.rows.first().click({ button: 'right' });
  await workbench.screenshot(`menu-${title.replace(' ', '-')}`);
  const entry = editor.frame.getByRole('menuitem', { name: 'Copy' });
  expect(await leastContrast([entry, editor.frame.locator('.shared-strip li').first()])).toBeGreaterThanOrEqual(4.5);
  await editor.frame.locator('body').press('Escape');
});

it('deletes a run from its row and takes that back', async () => {
  const { workbench } = window();
  const editor = await experimentEditor(workbench, 'flowers-sweep');
  const shown = editor.rows.filter({ visible: true });
  await shown.getByText('no scaling').click({ button: 'right' });
  await editor.frame.getByRole('menuitem', { name: 'Delete' }).click();
  await countReaches(shown, 12);
  await workbench.notification('Deleted the run no scaling').getByRole('button', { name: 'Undo' }).click();
  await countReaches(shown, 13);
});

it('exports what matches into an editor', async () => {
  const { workbench } = window();
  const { frame } = await experimentEditor(workbench, 'flowers-sweep');
  await frame.getByRole('button', { name: 'Export the matching runs' }).click();
  await workbench.screenshot('export-menu');
  await frame.getByRole('menuitem', { name: 'Markdown in an editor' }).click();
  await workbench.page.locator('.monaco-editor .view-line').filter({ hasText: 'run\\_id' }).first().waitFor();
  await workbench.screenshot('exported');
});

it('has no error on any page and nothing that the Content Security Policy refused', () => {
  expect(window().workbench.pageProblems).toEqual([]);
});

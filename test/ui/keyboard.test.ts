import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { attributeReaches, stepUntil } from './expectations.ts';
import { experimentEditor, type ExperimentEditor } from './experimentEditor.ts';
import { openTestWindow } from './testWindow.ts';

const window = openTestWindow({ name: 'ui-keyboard' });

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await window().workbench.page.keyboard.press(key);
  }
}

it('reaches a run in the tree and opens its experiment', async () => {
  const { workbench } = window();
  await workbench.page.locator('.activitybar').getByRole('tab', { name: 'MLflow' }).waitFor();
  await workbench.command('MLflow: Focus on Experiments View');
  await workbench.treeItem('Experiments', 'flowers-sweep').waitFor();
  // While the stores are being opened the tree is drawn anew, and drops what is expanded meanwhile.
  await workbench.treeItem('Visualizations', 'petals-json').waitFor();
  // A tree without items does not take the focus.
  await workbench.command('MLflow: Focus on Experiments View');
  const focused = workbench.view('Experiments').locator('.monaco-list-row.focused');
  await press('Home');
  await walkTo(focused, 'ArrowDown', /^flowers-sweep/);
  await press('ArrowRight');
  await workbench.treeItem('Experiments', 'random').waitFor();
  await walkTo(focused, 'ArrowDown', /finished|running/);
  await walkTo(focused, 'ArrowUp', /^flowers-sweep/);
  await press('Enter');
  await experimentEditor(workbench, 'flowers-sweep');
});

it('names what is on the page to a screen reader', async () => {
  const { frame } = await experimentEditor(window().workbench, 'flowers-sweep');
  expect(await frame.locator('.toolbar').ariaSnapshot()).toBe(
    [
      '- search:',
      '  - combobox "Search runs"',
      '- status: 35 runs 1 running',
      '- toolbar "Table":',
      '  - button "Saved views"',
      '  - button "Runs that are shown"',
      '  - button "Show nested runs below their parents"',
      '  - button "Differing"',
      '  - button "Export the matching runs"',
      '- button "Columns"',
      '- group "View":',
      '  - button "Table only"',
      '  - button "Table and charts" [pressed]',
      '  - button "Charts only"',
    ].join('\n'),
  );
});

it('selects runs, sorts by a column and copies what is selected', async () => {
  const { workbench } = window();
  const editor = await experimentEditor(workbench, 'flowers-sweep');
  await tabTo(editor, 'grid');
  await press('Home', 'Space', 'ArrowDown', 'Shift+Space');
  await editor.frame.getByText(/^35 runs · 2 selected/).waitFor();
  await editor.hasLines('accuracy', 2);
  await press('ArrowUp', 'ArrowUp', 'ArrowRight', 'ArrowRight', 'Enter');
  await attributeReaches(editor.header('accuracy'), 'aria-sort', 'descending');
  await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await press('Control+C');
  await expect.poll(async () => await workbench.clipboard()).toMatch(/^Run\tAge\taccuracy\t.+\n.+\n.+$/);
});

it('zooms into a chart and out again', async () => {
  const editor = await experimentEditor(window().workbench, 'flowers-sweep');
  const showEverything = editor.chart('accuracy').getByRole('button', { name: 'Show everything' });
  await tabTo(editor, 'img');
  await press('+', '+');
  await showEverything.waitFor();
  await press('ArrowRight');
  await editor.frame
    .locator('.chart-tooltip:visible .at')
    .getByText(/^step \d+$/)
    .waitFor();
  await press('0');
  await showEverything.waitFor({ state: 'detached' });
});

/** Presses an arrow key until a row with the wanted name has the focus; a tree that is drawn anew meanwhile may lose a key. */
async function walkTo(focused: Locator, key: 'ArrowDown' | 'ArrowUp', wanted: RegExp): Promise<void> {
  await stepUntil(
    async () => await press(key),
    async () => ((await focused.count()) === 0 ? '' : ((await focused.first().getAttribute('aria-label')) ?? '')),
    (label) => wanted.test(label),
  );
}

/** Presses Tab until something of a role has the focus. */
async function tabTo({ frame }: ExperimentEditor, role: string): Promise<void> {
  const body = frame.locator('body');
  const focusedRole = async (): Promise<string | null> =>
    await body.evaluate(({ ownerDocument }) => ownerDocument.activeElement?.getAttribute('role') ?? null);
  for (let presses = 0; (await focusedRole()) !== role; presses++) {
    expect(presses, `presses of Tab on the way to the ${role}`).toBeLessThan(25);
    await press('Tab');
  }
}

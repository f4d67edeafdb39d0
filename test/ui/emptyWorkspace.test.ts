import { mkdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openExperiment } from './experimentEditor.ts';
import { openTestWindow } from './testWindow.ts';

const window = openTestWindow({
  name: 'ui-empty',
  prepare: async (folder) => {
    await mkdir(folder);
  },
});

it('says why there is nothing to see and what to do about it', async () => {
  const { workbench } = window();
  await workbench.openContainer('MLflow');
  const welcome = workbench.view('Experiments').locator('.welcome-view');
  await welcome.getByText(/^No MLflow store was found in this workspace\./).waitFor();
  expect(await welcome.getByRole('button').allInnerTexts()).toEqual(['Add Connection', 'Open the Sample Store']);
  await workbench.screenshot('welcome');
  await welcome.getByRole('button', { name: 'Add Connection' }).click();
  const kinds = workbench.page.locator('.quick-input-list');
  await kinds.getByText('Tracking server').waitFor();
  await workbench.page.keyboard.press('Escape');
  await kinds.waitFor({ state: 'hidden' });
});

it('opens the sample store from the walkthrough, charts included', async () => {
  const { workbench } = window();
  await workbench.command('Welcome: Open Walkthrough...');
  await workbench.pick('Get started with MLflow in VS Code');
  const walkthrough = workbench.page.locator('.gettingStartedContainer');
  await workbench.screenshot('walkthrough');
  await walkthrough.getByRole('button', { name: 'Open the Sample Store' }).click();
  await workbench.editorTab('measurements.csv').waitFor();
  const experiments = workbench.view('Experiments').getByRole('treeitem');
  await experiments.first().waitFor();
  const editor = await openExperiment(workbench, (await experiments.first().locator('.label-name').innerText()).trim());
  await editor.frame.getByRole('button', { name: /^Select the (run|first \d+)$/ }).click();
  await editor.frame.getByRole('region').first().locator('tbody tr').first().waitFor();
  await workbench.screenshot('sample');
});

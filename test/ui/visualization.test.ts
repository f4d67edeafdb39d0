import { expect, it } from 'vitest';
import { countReaches } from './expectations.ts';
import { openTestWindow } from './testWindow.ts';

const window = openTestWindow({ name: 'ui-visualization' });

it('finds what is missing, takes other columns for it, leaves rows out, and keeps all that', async () => {
  const { workbench } = window();
  await workbench.openFile('data/field-notes.csv');
  await workbench.command('MLflow: Preview Visualization on This Data…');
  await workbench.pick('petals-json');
  const title = 'petals-json on field-notes.csv';
  const panel = await workbench.webview(title);
  const findings = panel.getByRole('status', { name: 'Findings' });
  await findings.getByText('petal_length is missing. Did you mean petal_len?').waitFor();
  await workbench.screenshot('missing-column');

  await findings.getByRole('button', { name: 'Use petal_len' }).click();
  await panel.getByText('0 of 10 rows', { exact: true }).waitFor();
  await panel.getByRole('button', { name: 'Choose columns' }).click();
  await panel.getByLabel('Column for petal_width').click();
  await workbench.screenshot('columns');
  await panel.getByRole('option', { name: /^sepal_width/ }).click();
  await countReaches(panel.locator('svg .role-mark path'), 10);
  await panel.getByText('10 of 10 rows', { exact: true }).waitFor();
  await panel.getByRole('button', { name: 'Choose columns' }).click();

  await panel.getByRole('button', { name: 'Filter rows' }).click();
  const filter = panel.getByRole('combobox', { name: 'Filter rows' });
  await filter.pressSequentially('spec');
  await workbench.screenshot('completion');
  await panel.getByRole('listbox', { name: 'Suggestions' }).getByRole('option', { name: 'species' }).click();
  await filter.pressSequentially("!= 'setosa'");
  await panel.getByText('6 of 10 rows', { exact: true }).waitFor();
  await countReaches(panel.locator('svg .role-mark path'), 6);
  await filter.press('Escape');
  await workbench.screenshot('rows');

  await filter.fill('Species = 1');
  await panel.getByText('the data have no such column').waitFor();
  await workbench.screenshot('rows-mistake');
  await filter.fill("species != 'setosa'");
  await panel.getByText('the data have no such column').waitFor({ state: 'hidden' });

  await panel.locator('svg .role-mark path').first().click();
  await workbench.screenshot('row-of-mark');
  await workbench.editorTab('field-notes.csv').click();
  await workbench.statusBarItem(/^Ln 3, Col .* selected\)$/).waitFor();

  await workbench.reload();

  const again = await workbench.webview(title);
  await again.getByText('6 of 10 rows', { exact: true }).waitFor();
  expect(await again.getByRole('combobox', { name: 'Filter rows' }).inputValue()).toBe("species != 'setosa'");
});

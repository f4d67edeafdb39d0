import { expect, it } from 'vitest';
import { attributeReaches, countReaches } from './expectations.ts';
import { experimentEditor, openExperiment } from './experimentEditor.ts';
import { openTestWindow } from './testWindow.ts';

const window = openTestWindow({ name: 'ui-reload' });

it('brings the panels back after a reload, as the person had set them up', async () => {
  const { workbench } = window();
  const before = await openExperiment(workbench, 'flowers-sweep');
  await before.search.fill('metrics.accuracy > 0.9');
  await before.frame.getByText(/^35 runs · 11 match/).waitFor();
  await before.header('loss').click();
  await before.header('loss').click();
  await attributeReaches(before.header('loss'), 'aria-sort', 'ascending');
  // The arrow in the header comes before the rows are in their new order.
  await before.rows.first().getByText('constant a0.0001 e0.3').waitFor();
  for (const index of [0, 1]) {
    await before.rows.nth(index).click();
  }
  await before.hasLines('accuracy', 2);
  const order = await before.names();
  await workbench.openFile('data/a.csv');
  await workbench.command('MLflow: Preview Visualization on This Data…');
  await workbench.pick('petals-json');
  await countReaches((await workbench.webview('petals-json on a.csv')).locator('svg .role-mark path'), 75);

  await workbench.reload();

  await countReaches((await workbench.webview('petals-json on a.csv')).locator('svg .role-mark path'), 75);
  await workbench.editorTab('flowers-sweep').click();
  const after = await experimentEditor(workbench, 'flowers-sweep');
  await after.frame.getByText(/^35 runs · 11 match · 2 selected/).waitFor();
  await after.hasLines('accuracy', 2);
  expect({
    search: await after.search.inputValue(),
    sort: await after.header('loss').getAttribute('aria-sort'),
    selected: await after.grid.getByRole('row', { selected: true }).count(),
    order: await after.names(),
  }).toEqual({ search: 'metrics.accuracy > 0.9', sort: 'ascending', selected: 2, order });
});

import { expect, it } from 'vitest';
import { countReaches } from './expectations.ts';
import { openExperiment } from './experimentEditor.ts';
import { openTestWindow } from './testWindow.ts';

const window = openTestWindow({ name: 'ui-restricted', workspaceTrust: true });

it('shows everything in a workspace that is not trusted, and refuses to write before it asks anything', async () => {
  const { workbench } = window();
  await workbench.statusBarItem('Restricted Mode').waitFor();
  const sweep = await openExperiment(workbench, 'flowers-sweep');
  await sweep.frame.getByText(/^35 runs/).waitFor();
  await workbench.openFile('data/a.csv');
  await workbench.command('MLflow: Preview Visualization on This Data…');
  await workbench.pick('petals-json');
  await countReaches((await workbench.webview('petals-json on a.csv')).locator('svg .role-mark path'), 75);

  await workbench.openContainer('Explorer');
  await workbench.expand(workbench.explorerItem('data'));
  await workbench.contextMenu(workbench.explorerItem('b.csv'), 'MLflow: Log Artifact…');

  const refusal = workbench.notification('Logging artifacts needs a trusted workspace. Trust this workspace to go on.');
  await refusal.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
  expect(await workbench.page.locator('.quick-input-widget').isVisible()).toBe(false);
});

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unpackFixtureStore, type FixtureStore } from '../support/fixtureStores.ts';
import type { MlflowServer } from '../../scripts/lib/mlflowServer.ts';
import { startMlflowServer } from '../support/mlflowServer.ts';
import { ServerGate } from '../support/serverGate.ts';
import { stepUntil } from './expectations.ts';
import { experimentEditor, openExperiment } from './experimentEditor.ts';
import { openTestWindow } from './testWindow.ts';

let fixture: FixtureStore;
let server: MlflowServer;
let gate: ServerGate;

const window = openTestWindow({ name: 'ui-server' });

beforeAll(async () => {
  fixture = unpackFixtureStore('v3-db');
  server = await startMlflowServer('3.18', `sqlite:///${join(fixture.folder, 'mlflow.db')}`);
  gate = await ServerGate.before(server.url);
});

afterAll(async () => {
  await gate.close();
  await server.stop();
  fixture.dispose();
});

it('adds a server after trying it, and shows what is in it', async () => {
  const { workbench } = window();
  await workbench.openContainer('MLflow');
  await workbench.treeItem('Experiments', 'mlruns').waitFor();
  await workbench.command('MLflow: Add Connection…');
  await workbench.pick('Tracking server');
  await workbench.answer(gate.url);
  await workbench.pick('No login');
  await workbench.pick('Workspace Settings');
  await workbench.notification(`${gate.url} answers. Experiments:`).waitFor();
  const node = workbench.treeItem('Experiments', gate.url.replace('http://', ''));
  await workbench.expand(node);
  await workbench.screenshot('added');
  const editor = await openExperiment(workbench, 'iris-sweep');
  await editor.frame.getByText(/^17 runs/).waitFor();
  await workbench.screenshot('experiment');
});

it('keeps the last state with its age while the server is away, and goes on when it is back', async () => {
  const { workbench } = window();
  const { frame } = await experimentEditor(workbench, 'iris-sweep');
  await gate.close();
  await frame.getByText(/^as of /).waitFor({ timeout: 60_000 });
  await workbench.screenshot('away');
  expect(await frame.getByText(/^17 runs/).isVisible()).toBe(true);
  await workbench.command('MLflow: Refresh');
  await workbench.treeItem('Experiments', /^As of /).waitFor();
  await workbench.treeItem('Experiments', 'iris-sweep').waitFor();
  await workbench.screenshot('away-refreshed');

  await gate.open();
  await workbench.command('MLflow: Refresh');
  await frame.getByText(/^as of /).waitFor({ state: 'detached' });
  await workbench.treeItem('Experiments', /^As of /).waitFor({ state: 'detached' });
});

it('says in one report what stands between the window and the server', async () => {
  const { workbench } = window();
  await workbench.contextMenu(
    workbench.treeItem('Experiments', gate.url.replace('http://', '')),
    'Diagnose Connection',
  );
  const report = workbench.page.locator('.editor-group-container.active .monaco-editor .view-lines');
  await report.getByText('3.18.0').first().waitFor();
  await workbench.screenshot('report');
});

it('brings back from the trash what was deleted', async () => {
  const { workbench } = window();
  await workbench.collapseAll('Experiments');
  await workbench.expand(workbench.treeItem('Experiments', 'mlruns'));
  await workbench.contextMenu(workbench.treeItem('Experiments', 'flowers-baseline'), 'Delete Experiment');
  await workbench.notification('Deleted the experiment flowers-baseline and its runs.').waitFor();
  await workbench.treeItem('Experiments', 'flowers-baseline').waitFor({ state: 'detached' });
  await workbench.expand(workbench.treeItem('Experiments', 'Trash'));
  const deleted = workbench.treeItem('Experiments', 'flowers-baseline');
  await deleted.waitFor();
  await workbench.screenshot('trash');
  await workbench.contextMenu(deleted, 'Restore from Trash');
  // A tree that is just being drawn anew forgets what is expanded meanwhile.
  await stepUntil(
    async () => await workbench.expand(workbench.treeItem('Experiments', 'flowers-baseline')),
    async () => await workbench.treeItem('Experiments', 'logistic').isVisible(),
    (isThere) => isThere,
  );
});

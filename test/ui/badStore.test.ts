import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { layDemoProject } from '../../scripts/demo/layDemoProject.ts';
import { openExperiment } from './experimentEditor.ts';
import { openTestWindow } from './testWindow.ts';

/** Of flowers-deep, which has nine runs and none nested. */
const experimentId = '136340868886010325';
let brokenFile = '';

const window = openTestWindow({
  name: 'ui-bad-store',
  prepare: async (folder) => {
    await layDemoProject(folder);
    const experiment = join(folder, 'mlruns', experimentId);
    const run = (await readdir(experiment)).find((name) => name.length === 32) ?? '';
    brokenFile = join(experiment, run, 'meta.yaml');
    await writeFile(brokenFile, 'run_id: [half');
  },
});

it('names a broken run and shows the others', async () => {
  const { workbench } = window();
  const editor = await openExperiment(workbench, 'flowers-deep');
  await editor.frame.getByText(/^8 runs/).waitFor();
  const sentence = new RegExp(`^${brokenFile} is not in the form MLflow writes .+ repair or remove this file\\.$`);
  await editor.frame.getByText(sentence).waitFor();
  await workbench.expand(workbench.treeItem('Experiments', 'flowers-deep'));
  const problem = workbench.treeItem('Experiments', '1 run could not be read whole');
  await problem.waitFor();
  expect(await problem.getAttribute('aria-label')).toContain('is not in the form MLflow writes');
  await workbench.treeItem('Experiments', 'hidden 4').waitFor();
  await workbench.screenshot('broken-run');
});

it('says once that an open store is gone, and goes on when it is back', async () => {
  const { workbench, folder } = window();
  const editor = await openExperiment(workbench, 'flowers-sweep');
  await editor.frame.getByText(/^35 runs/).waitFor();
  const [place, elsewhere] = [join(folder, 'mlruns'), join(folder, '..', 'elsewhere')];
  await rename(place, elsewhere);
  const gone = editor.frame.getByText(`${place} was not found. It may have been moved or deleted`);
  await gone.waitFor();
  await workbench.treeItem('Experiments', 'mlruns').waitFor({ state: 'detached' });
  await workbench.screenshot('gone');
  expect([await gone.count(), await workbench.notifications()]).toEqual([1, []]);

  await rename(elsewhere, place);
  await workbench.treeItem('Experiments', 'mlruns').waitFor();
  await gone.waitFor({ state: 'detached' });
  await editor.frame.getByText(/^35 runs/).waitFor();
  await editor.search.fill('metrics.accuracy > 0.9');
  await editor.frame.getByText(/^35 runs · 11 match/).waitFor();
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { repoRoot } from '../../scripts/lib/paths.ts';
import { runsGrid } from './experimentEditor.ts';
import { attributeReaches, countReaches } from './expectations.ts';
import type { Workbench } from './workbench.ts';

export interface DemoStep {
  /** In the imperative; also the name of its screenshot. */
  readonly title: string;
  readonly run: (workbench: Workbench) => Promise<void>;
}

const newModel = 'flowers-live';

/** What a new user does first, each step seen to work before the next. The workspace is a copy of the sample project. */
export const browsingSteps: readonly DemoStep[] = [
  { title: 'see the experiments', run: seeExperiments },
  { title: "expand to a run's metrics", run: expandToMetrics },
  { title: 'open the experiment and sort', run: sortByAccuracy },
  { title: 'filter the runs', run: filterRuns },
  { title: 'select three runs and see three lines', run: selectThreeRuns },
  { title: 'preview a visualization on the open CSV', run: previewOnCsv },
  { title: 'change a cell and see the mark move', run: changeCell },
  { title: 'see the missing field named', run: previewOnFieldNotes },
  { title: 'log the CSV to a run', run: logCsv },
];

/** Needs a Python with MLflow. */
export const trainingSteps: readonly DemoStep[] = [
  { title: 'run the training task and watch its metrics arrive', run: trainLive },
  { title: 'see it finished, with its commit', run: seeFinished },
  { title: 'register its model and give it an alias', run: registerModel },
];

async function seeExperiments(workbench: Workbench): Promise<void> {
  await workbench.openContainer('MLflow');
  for (const name of ['flowers-deep', 'flowers-sweep', 'flowers-baseline']) {
    await workbench.treeItem('Experiments', name).waitFor();
  }
  await workbench.treeItem('Models', 'flowers-classifier').waitFor();
  await workbench.treeItem('Visualizations', 'petals-json').waitFor();
}

async function expandToMetrics(workbench: Workbench): Promise<void> {
  await expandPath(workbench, ['flowers-deep', 'hidden 4', 'Metrics']);
  await workbench.treeItem('Experiments', 'accuracy').waitFor();
}

async function expandPath(workbench: Workbench, labels: readonly string[]): Promise<void> {
  for (const label of labels) {
    const item = workbench.treeItem('Experiments', label);
    await item.waitFor();
    await workbench.expand(item);
  }
}

async function sortByAccuracy(workbench: Workbench): Promise<void> {
  await workbench.collapseAll('Experiments');
  await expandPath(workbench, ['mlruns']);
  await workbench.treeItem('Experiments', 'flowers-sweep').click();
  const panel = await workbench.webview('flowers-sweep');
  const header = panel.getByRole('columnheader', { name: /^accuracy/ });
  await header.click();
  await attributeReaches(header, 'aria-sort', 'descending');
}

async function filterRuns(workbench: Workbench): Promise<void> {
  const panel = await workbench.webview('flowers-sweep');
  await panel.getByRole('combobox', { name: 'Search runs' }).fill('metrics.accuracy > 0.9');
  await panel.getByText(/^35 runs · 11 match/).waitFor();
}

async function selectThreeRuns(workbench: Workbench): Promise<void> {
  const panel = await workbench.webview('flowers-sweep');
  const rows = runsGrid(panel).getByRole('row');
  for (const index of [1, 2, 3]) {
    await rows.nth(index).click(index === 1 ? {} : { modifiers: ['ControlOrMeta'] });
  }
  await panel.getByText(/3 selected/).waitFor();
  await countReaches(linesOf(panel, 'accuracy'), 3);
}

/** Each line of a chart has a row in the table that the chart offers to screen readers. */
function linesOf(panel: FrameLocator, metric: string): Locator {
  return panel.getByRole('region', { name: metric, exact: true }).locator('tbody tr');
}

async function previewOnCsv(workbench: Workbench): Promise<void> {
  await workbench.openFile('data/a.csv');
  await workbench.editorAction('Preview Visualization on This Data…').click();
  await workbench.pick('petals-json');
  await chartOf(await workbench.webview('petals-json on a.csv'));
}

async function chartOf(panel: FrameLocator): Promise<Locator> {
  const marks = panel.locator('svg .mark-symbol path, canvas.marks').first();
  await marks.waitFor();
  return marks;
}

async function changeCell(workbench: Workbench): Promise<void> {
  const panel = await workbench.webview('petals-json on a.csv');
  const before = await panel.locator('svg .mark-symbol path').first().getAttribute('transform');
  await workbench.editorTab('a.csv').click();
  await workbench.editText({ line: 2, column: 9, length: 3 }, '4.4');
  await panel.getByText('(unsaved)').waitFor();
  await attributeReaches(panel.locator('svg .mark-symbol path').first(), 'transform', (value) => value !== before);
}

async function previewOnFieldNotes(workbench: Workbench): Promise<void> {
  await workbench.openFile('data/field-notes.csv');
  await workbench.command('MLflow: Preview Visualization on This Data…');
  await workbench.pick('petals-json');
  const panel = await workbench.webview('petals-json on field-notes.csv');
  await panel.getByText('petal_length').first().waitFor();
  await panel.getByText('petal_len', { exact: true }).first().waitFor();
}

async function logCsv(workbench: Workbench): Promise<void> {
  await workbench.openContainer('Explorer');
  const folder = workbench.explorerItem('data');
  await workbench.expand(folder);
  await workbench.contextMenu(workbench.explorerItem('b.csv'), 'MLflow: Log Artifact…');
  await workbench.findAndPick('hidden 4');
  await workbench.pick('New folder…');
  await workbench.answer('data');
  await workbench.notification('Logged data/b.csv').getByRole('button', { name: 'Show in Tree' }).click();
  await workbench.treeItem('Experiments', 'b.csv').waitFor();
}

async function trainLive(workbench: Workbench): Promise<void> {
  await workbench.command('Tasks: Run Task');
  await workbench.pick('Train flowers');
  await workbench.collapseAll('Experiments');
  await expandPath(workbench, ['mlruns', 'flowers-sweep']);
  const run = workbench.treeItem('Experiments', /^train-/);
  await run.waitFor();
  await run.getByText(/accuracy/).waitFor();
}

async function seeFinished(workbench: Workbench): Promise<void> {
  const run = workbench.treeItem('Experiments', /^train-/);
  await attributeReaches(run, 'aria-label', (label) => label?.includes('finished') === true);
  await workbench.expand(run);
  await workbench.expand(workbench.treeItem('Experiments', 'Tags'));
  const commit = workbench.treeItem('Experiments', 'mlflow.source.git.commit');
  await commit.waitFor();
  await attributeReaches(commit, 'aria-label', (label) => label?.includes(lastCommit()) === true);
}

/** The commit of the sample project's work tree, which every copy has. */
function lastCommit(): string {
  const file = join(repoRoot, 'samples', 'make', 'history', 'history.json');
  const { commits } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly commits: readonly { readonly id: string }[];
  };
  return commits.at(-1)?.id ?? 'no commit';
}

async function registerModel(workbench: Workbench): Promise<void> {
  await workbench.contextMenu(workbench.treeItem('Experiments', /^train-/), 'Register Model…');
  await workbench.pick('New registered model…');
  await workbench.answer(newModel);
  const model = workbench.treeItem('Models', newModel);
  await model.waitFor();
  await workbench.expand(model);
  await workbench.contextMenu(workbench.treeItem('Models', /^(v|Version )1$/), 'Set Model Alias…');
  await workbench.answer('champion');
  await model.getByText(/@champion/).waitFor();
}

// Takes the pictures of README.md in a window on a copy of the sample project; `npm run screenshots` runs it.
//   node test/ui/readmePictures.ts <project folder> <target folder>
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openExperiment } from './experimentEditor.ts';
import { withWorkbench, type Workbench } from './workbench.ts';

const size = { width: 1280, height: 800 };
const [folder, target] = process.argv.slice(2);
if (folder === undefined || target === undefined) {
  throw new Error('usage: node test/ui/readmePictures.ts <project folder> <target folder>');
}

async function experiment(workbench: Workbench): Promise<void> {
  const editor = await openExperiment(workbench, 'flowers-deep');
  await workbench.expand(workbench.treeItem('Experiments', 'flowers-deep'));
  await workbench.treeItem('Experiments', 'hidden 4').waitFor();
  await editor.search.fill('metrics.accuracy > 0.9');
  await editor.header('accuracy').click();
  await editor.frame.getByRole('button', { name: /^Select the first/ }).click();
  await editor.hasLines('loss', 5);
}

async function visualization(workbench: Workbench): Promise<void> {
  await workbench.command('View: Close All Editors');
  await workbench.command('View: Toggle Primary Side Bar Visibility');
  await workbench.openFile('data/a.csv');
  await workbench.editorAction('Preview Visualization on This Data…').click();
  await workbench.pick('petals-json');
  const panel = await workbench.webview('petals-json on a.csv');
  await workbench.editorTab('a.csv').click();
  await workbench.editText({ line: 2, column: 9, length: 3 }, '4.4');
  await panel.getByText('(unsaved)').waitFor();
}

async function photograph(workbench: Workbench, dir: string, name: string): Promise<void> {
  // Away from everything that shows something under the mouse.
  await workbench.page.mouse.move(size.width / 2, size.height - 1);
  await mkdir(dir, { recursive: true });
  await copyFile(await workbench.screenshot(name), join(dir, `${name}.png`));
}

// Small pictures: the overview of the code is the costliest part of one.
const settings = { 'editor.minimap.enabled': false };
await withWorkbench({ name: 'readme', folder, size, settings }, async (workbench) => {
  await experiment(workbench);
  await photograph(workbench, target, 'experiment');
  await visualization(workbench);
  await photograph(workbench, target, 'visualization');
});

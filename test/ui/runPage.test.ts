import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { layDemoProject } from '../../scripts/demo/layDemoProject.ts';
import { leastContrast } from './contrast.ts';
import { attributeReaches, countReaches } from './expectations.ts';
import { openRun, runEditor } from './runEditor.ts';
import { openTestWindow } from './testWindow.ts';

const sweep = '759053827232617542';
const best = { id: 'a52b5edff28c456784880aa8f407b446', name: 'constant a0.0001 e0.3' };
const running = { id: 'e0fbc93b358d4e14b3d80894aaf17788', name: 'long run' };
const runFolder = ['mlruns', sweep, best.id] as const;

/** What a note of somebody else may try. */
const hostileNote = [
  '# Best of the grid',
  '',
  'See **notes.md** and [the docs](https://mlflow.org/docs).',
  '',
  '| kernel | accuracy |',
  '| --- | ---: |',
  '| rbf | 0.93 |',
  '',
  '- [x] reviewed',
  '',
  '<script>document.title = "owned"</script>',
  '<img alt="a picture" src="https://tracker.test/pixel.png" onerror="document.title = \'owned\'">',
  '<p style="position: fixed" onclick="document.title = \'owned\'">A plain paragraph</p>',
  '<a href="command:workbench.action.quit">run a command</a>',
  '<iframe src="https://tracker.test"></iframe>',
].join('\n');

/** What a page that somebody logged may try; its styles are to be kept. */
const hostilePage = [
  '<!DOCTYPE html><meta http-equiv="refresh" content="0; url=https://tracker.test">',
  '<style>h2 { color: rgb(1, 2, 3) }</style><script>parent.document.title = "owned"</script>',
  '<h2 style="margin-left: 7px" onclick="parent.document.title = \'owned\'">Report</h2>',
  '<a href="javascript:parent.document.title=\'owned\'">link</a><img src="https://tracker.test/pixel.png">',
  '<form action="https://tracker.test"><button>send</button></form>',
].join('\n');

const wide = { width: 1440, height: 900 };
const looks = [
  { title: 'dark', theme: 'Default Dark Modern', kind: 'vscode-dark', size: wide },
  { title: 'light', theme: 'Default Light Modern', kind: 'vscode-light', size: wide },
  { title: 'high-contrast', theme: 'Default High Contrast', kind: 'vscode-high-contrast', size: wide },
  {
    title: 'high-contrast-light',
    theme: 'Default High Contrast Light',
    kind: 'vscode-high-contrast-light',
    size: wide,
  },
  { title: 'narrow', theme: 'Default Dark Modern', kind: 'vscode-dark', size: { width: 370, height: 900 } },
] as const;

const window = openTestWindow({
  name: 'run-page',
  size: wide,
  prepare: async (folder) => {
    await layDemoProject(folder);
    await writeFile(join(folder, ...runFolder, 'tags', 'mlflow.note.content'), hostileNote);
    await writeFile(join(folder, ...runFolder, 'artifacts', 'hostile.html'), hostilePage);
  },
});

beforeAll(async () => {
  const { workbench } = window();
  await workbench.openContainer('MLflow');
  await workbench.treeItem('Experiments', 'flowers-sweep').waitFor();
  await openRun(workbench, best.name);
});

it('says which run it is and where it comes from', async () => {
  const { frame } = await runEditor(window().workbench, best.name);
  await frame.getByRole('button', { name: 'grid constant' }).waitFor();
  expect(await frame.locator('.run-header').ariaSnapshot()).toContain('- button "flowers-sweep"');
  const facts = await frame
    .locator('.run-header .facts > div')
    .evaluateAll((elements) => elements.map((fact) => [...fact.children].map(({ textContent }) => textContent)));
  expect(facts).toEqual([
    ['Started', expect.stringMatching(/ ago|just now/)],
    ['Duration', '16.1s'],
    ['User', 'ana'],
    ['Source', 'train.py'],
    ['Commit', expect.stringMatching(/^[\da-f]{8}$/)],
    ['Run ID', best.id],
  ]);
});

it('shows a note as Markdown, without anything that runs or loads', async () => {
  const { frame } = await runEditor(window().workbench, best.name);
  await frame.locator('.markdown').getByRole('heading', { level: 3 }).waitFor();
  const found = await frame.locator('.markdown').evaluate((note) => {
    const elements = [...note.querySelectorAll('*')];
    return {
      tags: [...new Set(elements.map(({ localName }) => localName))].sort().join(' '),
      attributes: [...new Set(elements.flatMap((element) => element.getAttributeNames()))].sort(),
      links: [...note.querySelectorAll('a')].map((link) => link.getAttribute('href')),
      styles: [...new Set(elements.map((element) => element.getAttribute('style')))].filter((style) => style !== null),
      title: document.title,
    };
  });
  expect(found).toEqual({
    tags: 'a div h3 li p span strong table tbody td th thead tr ul',
    attributes: ['dir', 'href', 'style'],
    links: ['https://mlflow.org/docs'],
    styles: ['text-align: right;'],
    title: '',
  });
});

it('opens the note in an editor, and what its commit changed', async () => {
  const { workbench } = window();
  const { frame } = await runEditor(workbench, best.name);
  await frame.getByRole('button', { name: 'Edit the note' }).click();
  await workbench.editorTab(`${best.name}.md`).waitFor();
  await workbench.command('View: Close Editor');
  const shown = await runEditor(workbench, best.name);
  const commit = await shown.frame.locator('.facts code').first().innerText();
  await shown.frame.getByRole('button', { name: 'Show the commit' }).click();
  await workbench.page.locator('.tabs-container').getByRole('tab').filter({ hasText: commit }).waitFor();
  await workbench.page.locator('.editor-container').getByText('train.py').first().waitFor();
  await workbench.screenshot('commit');
  await workbench.command('View: Close Editor');
});

it('reads histories and tells the lowest and highest values with their steps', async () => {
  const { workbench } = window();
  const editor = await runEditor(workbench, best.name);
  await editor.row('Metrics', 'loss').getByText('@30').first().waitFor();
  const cells = await editor.row('Metrics', 'loss').getByRole('cell').allInnerTexts();
  expect(cells.map((text) => text.replaceAll(/\s/g, ''))).toEqual(['', '0.08693', '0.08693@30', '0.3019@1', '31']);
  await editor.row('Metrics', 'loss').click();
  await editor.frame.getByRole('figure', { name: 'Chart of loss' }).waitFor();
  await attributeReaches(editor.frame.locator('.plot'), 'aria-label', 'loss: 31 points, the last is 0.08693');
});

it('marks the params that the run before it had otherwise', async () => {
  const editor = await runEditor(window().workbench, best.name);
  await editor.section('Params').getByRole('button', { name: 'Show only these' }).click();
  const shown = await editor.section('Params').locator('tbody tr').count();
  expect(await editor.section('Params').locator('tbody .other').count()).toBe(shown);
  await editor.section('Params').getByRole('button', { name: 'Show all' }).click();
  await countReaches(editor.section('Params').locator('tbody tr'), 12);
});

it('filters params by key and value', async () => {
  const editor = await runEditor(window().workbench, best.name);
  const filter = editor.frame.getByRole('searchbox', { name: 'Filter params' });
  await filter.fill('log_loss');
  await countReaches(editor.section('Params').locator('tbody tr'), 1);
  await filter.press('Escape');
  await countReaches(editor.section('Params').locator('tbody tr'), 12);
});

it('sets, changes, deletes and brings back a tag in place, on disk too', async () => {
  const { workbench, folder } = window();
  const editor = await runEditor(workbench, best.name);
  const tags = editor.section('Tags');
  const file = join(folder, ...runFolder, 'tags', 'stage');
  await tags.getByRole('button', { name: 'Add a tag' }).click();
  await tags.getByRole('textbox', { name: 'Key of the new tag' }).fill('stage');
  await tags.getByRole('textbox', { name: 'Value of the new tag' }).fill('candidate');
  await tags.getByRole('textbox', { name: 'Value of the new tag' }).press('Enter');
  await editor.row('Tags', 'stage').getByText('candidate').waitFor();
  await editor.row('Tags', 'stage').hover();
  await tags.getByRole('button', { name: 'Edit the tag stage' }).click();
  await tags.getByRole('textbox', { name: 'Value of stage' }).fill('chosen');
  await tags.getByRole('textbox', { name: 'Value of stage' }).press('Enter');
  await editor.row('Tags', 'stage').getByText('chosen').waitFor();
  expect(await readFile(file, 'utf8')).toBe('chosen');
  await editor.row('Tags', 'stage').hover();
  await tags.getByRole('button', { name: 'Delete the tag stage' }).click();
  await editor.row('Tags', 'stage').waitFor({ state: 'detached' });
  await expect(readFile(file, 'utf8')).rejects.toThrow('ENOENT');
  await tags.getByRole('button', { name: 'Undo' }).click();
  await editor.row('Tags', 'stage').getByText('chosen').waitFor();
  expect(await readFile(file, 'utf8')).toBe('chosen');
});

it('shows the dataset with its schema and the model as a card', async () => {
  const { workbench } = window();
  const editor = await runEditor(workbench, best.name);
  const data = editor.section('Datasets and models');
  await data.getByText('flowers', { exact: true }).click();
  await data.getByRole('rowheader', { name: 'petal_width' }).first().waitFor();
  await data.getByText('model', { exact: true }).click();
  await data.getByText(/sklearn \d/).waitFor();
  await data.getByText('mlflow.pyfunc.load_model').waitFor();
  await workbench.screenshot('data');
  await data.getByText('flowers', { exact: true }).click();
  await data.getByText('model', { exact: true }).click();
});

describe('artifacts', () => {
  const previews: readonly (readonly [path: string, shown: (preview: Locator) => Locator])[] = [
    ['confusion_matrix.png', (preview) => preview.getByText('400 × 320')],
    ['notes.md', (preview) => preview.locator('.markdown').getByRole('heading', { level: 3 })],
    ['mistakes.json', (preview) => preview.getByText('3 rows')],
    ['predictions/held_out.csv', (preview) => preview.getByText('45 rows')],
    ['report.html', (preview) => preview.frameLocator('iframe').getByRole('heading')],
    ['report.json', (preview) => preview.getByText('"precision"').first()],
  ];

  it.each(previews)('shows %s', async (path, shown) => {
    const { workbench } = window();
    const editor = await runEditor(workbench, best.name);
    await editor.showArtifact(path);
    await shown(editor.preview).waitFor();
    await workbench.screenshot(path.replaceAll('/', '-'));
  });

  it('shows a page that somebody logged with its styles, without what it would run, load or send', async () => {
    const { workbench } = window();
    const editor = await runEditor(workbench, best.name);
    await editor.showArtifact('hostile.html');
    const page = editor.preview.frameLocator('iframe');
    await page.getByRole('heading', { name: 'Report' }).click();
    await page.getByText('link').click();
    await page.getByRole('button', { name: 'send' }).click();
    const found = await page.locator('body').evaluate(({ ownerDocument }) => ({
      title: parent.document.title,
      address: ownerDocument.URL,
      scripts: ownerDocument.querySelectorAll('script, meta').length,
      attributes: [...ownerDocument.body.querySelectorAll('*')]
        .flatMap((element) => element.getAttributeNames())
        .sort(),
      styles: [...ownerDocument.querySelectorAll('h2')].map((heading) => {
        const { color, marginLeft } = getComputedStyle(heading);
        return [color, marginLeft];
      }),
    }));
    expect(found).toEqual({
      title: '',
      address: 'about:srcdoc',
      scripts: 0,
      attributes: ['data-vizmod-style', 'style'],
      styles: [['rgb(1, 2, 3)', '7px']],
    });
  });

  it('walks the tree by the keyboard', async () => {
    const { workbench } = window();
    const editor = await runEditor(workbench, best.name);
    await editor.artifact('predictions').focus();
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('ArrowRight');
    await editor.artifact('confusionmatrix.png/confusion.png').waitFor();
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Enter');
    await editor.frame.getByRole('region', { name: 'Preview of confusionmatrix.png/confusion.png' }).waitFor();
  });
});

it('grows while the run logs', async () => {
  const { workbench, folder } = window();
  const editor = await openRun(workbench, running.name);
  await editor.row('Metrics', 'loss').click();
  await attributeReaches(editor.frame.locator('.plot'), 'aria-label', (text) => text?.includes('0.2762') === true);
  await workbench.screenshot('running');
  const [before] = await editor.row('Metrics', 'loss').locator('.points').allInnerTexts();
  await appendFile(join(folder, 'mlruns', sweep, running.id, 'metrics', 'loss'), '1795104700000 0.0125 91\n');
  await editor.row('Metrics', 'loss').locator('.last').getByText('0.0125').waitFor();
  await editor
    .row('Metrics', 'loss')
    .locator('.points')
    .getByText(String(Number(before) + 1))
    .waitFor();
  await attributeReaches(editor.frame.locator('.plot'), 'aria-label', (text) => text?.endsWith('0.0125') === true);
  await workbench.command('View: Close Editor');
});

describe.each(looks)('$title', ({ title, theme, kind, size }) => {
  it('is legible and nothing is cut', async () => {
    const { workbench, folder } = window();
    await workbench.page.setViewportSize(size);
    const isWide = size.width === wide.width;
    if ((await workbench.page.locator('.part.sidebar').isVisible()) !== isWide) {
      await workbench.command('View: Toggle Primary Side Bar Visibility');
    }
    await mkdir(join(folder, '.vscode'), { recursive: true });
    await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
    const { frame } = await runEditor(workbench, best.name);
    await attributeReaches(frame.locator('body'), 'class', (value) => value?.split(' ').includes(kind) === true);
    await frame.locator('.run-header nav').evaluate((top) => top.scrollIntoView({ block: 'center' }));
    await workbench.screenshot(`${title}-top`);
    const texts = ['.facts dt', '.facts dd', '.chip', '.comparison', '.metrics .step', '.key-values .other'];
    expect(await leastContrast(texts.map((selector) => frame.locator(selector).first()))).toBeGreaterThanOrEqual(4.5);
    expect(
      await frame.locator('body').evaluate((body) => body.ownerDocument.documentElement.scrollWidth - body.clientWidth),
    ).toBeLessThanOrEqual(0);
    await frame.locator('.artifacts').scrollIntoViewIfNeeded();
    await workbench.screenshot(`${title}-artifacts`);
  });
});

it('comes back after a reload as it was, and the next run shows its artifact of the same path', async () => {
  const { workbench } = window();
  await workbench.page.setViewportSize(wide);
  const before = await runEditor(workbench, best.name);
  await before.row('Metrics', 'f1').click();
  await before.showArtifact('confusion_matrix.json');
  await before.frame.getByRole('region', { name: 'Preview of confusion_matrix.json' }).waitFor();
  await workbench.reload();
  const editor = await runEditor(workbench, best.name);
  await editor.frame.getByRole('figure', { name: 'Chart of f1' }).waitFor();
  await editor.frame.locator('.artifacts').scrollIntoViewIfNeeded();
  await editor.frame.getByRole('region', { name: 'Preview of confusion_matrix.json' }).waitFor();
  await editor.frame.locator('.comparison button').first().click();
  const next = await runEditor(workbench, 'constant a0.0001 e0.01');
  await next.frame.locator('.artifacts').scrollIntoViewIfNeeded();
  await next.frame.getByRole('region', { name: 'Preview of confusion_matrix.json' }).waitFor();
});

it('has no error on any page and nothing that the Content Security Policy refused', () => {
  expect(window().workbench.pageProblems).toEqual([]);
});

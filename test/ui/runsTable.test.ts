import type { Locator, Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { openBrowserPage, type OpenPage } from '../support/browserPage.ts';

const styles = ['shared/base.css', 'shared/lineChart.css', 'shared/virtualTable.css', 'experiment/experiment.css'];
const open: OpenPage[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(async ({ browser }) => await browser.close()));
});

/** The page of an experiment in a browser without VS Code around it. `runs`: an expression in terms of the page's module. */
async function openTable(runs: string, ui: object = {}): Promise<Table> {
  const opened = await openBrowserPage({ module: 'experimentTable.tsx', styles });
  open.push(opened);
  const errors: string[] = [];
  opened.page.on('pageerror', (error) => errors.push(error.message));
  await opened.page.evaluate(`testPage.mount(${runs}, ${JSON.stringify({ view: 'table', ...ui })})`);
  const table = new Table(opened.page, errors);
  await table.grid.getByRole('gridcell').first().waitFor();
  return table;
}

class Table {
  readonly page: Page;
  readonly errors: readonly string[];

  constructor(page: Page, errors: readonly string[]) {
    this.page = page;
    this.errors = errors;
  }

  get grid(): Locator {
    return this.page.locator('.virtual-table');
  }

  async names(count: number): Promise<string[]> {
    const rows = await this.grid.locator('.body .row').evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility())
        .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
        .map((row) => `${row.getAttribute('aria-level') ?? ''}${row.querySelector('.cell')?.textContent ?? ''}`),
    );
    return rows.slice(0, count);
  }

  async headers(): Promise<string[]> {
    return await this.grid.getByRole('columnheader').locator('.title').allInnerTexts();
  }

  header(title: string): Locator {
    return this.grid.getByRole('columnheader').filter({ has: this.page.getByText(title, { exact: true }) });
  }

  /** Messages that the page has sent since it was last asked. */
  async sent(): Promise<string[]> {
    return await this.page.evaluate<string[]>('testPage.sent.splice(0).map(({ method }) => method)');
  }

  async choose(title: string, entry: string): Promise<void> {
    await this.header(title).click({ button: 'right' });
    await this.page.getByRole('menu').getByText(entry, { exact: true }).click();
  }
}

/** Where an element is, once it is somewhere. */
async function boxOf(locator: Locator): Promise<{ readonly x: number; readonly y: number }> {
  let box: Awaited<ReturnType<Locator['boundingBox']>> = null;
  await reaches(async () => (box = await locator.boundingBox()) !== null, true);
  return box ?? { x: NaN, y: NaN };
}

async function reaches(ask: () => Promise<unknown>, expected: unknown): Promise<void> {
  await expect.poll(ask, { timeout: 10_000 }).toEqual(expected);
}

describe('nested runs', () => {
  it('are a tree grid that folds and unfolds by pointer and by key', async () => {
    const table = await openTable('testPage.sweep(60, 2)', { isNested: true });
    const all = ['1calm-fox-0', '2bold-fox-1', '2shy-fox-2', '1calm-fox-3'];
    await reaches(async () => await table.names(4), all);
    expect(await table.grid.getAttribute('role')).toBe('treegrid');
    await table.grid.locator('.twistie').first().click();
    await reaches(async () => await table.names(3), ['1calm-fox-0', '1calm-fox-3', '2bold-fox-4']);
    expect(await table.grid.locator('[aria-rowindex="2"]').getAttribute('aria-expanded')).toBe('false');
    await table.grid.focus();
    await table.page.keyboard.press('ArrowRight');
    await reaches(async () => await table.names(4), all);
    await table.page.keyboard.press('ArrowDown');
    await table.page.keyboard.press('ArrowDown');
    await table.page.keyboard.press('ArrowLeft');
    await table.page.keyboard.press('ArrowLeft');
    await reaches(async () => await table.names(2), ['1calm-fox-0', '1calm-fox-3']);
    expect(table.errors).toEqual([]);
  });

  it('are selected with their parent by one key', async () => {
    const table = await openTable('testPage.sweep(60, 2)', { isNested: true });
    await table.grid.focus();
    await table.page.keyboard.press('Shift+Enter');
    await reaches(async () => await table.grid.locator('.row[aria-selected=true]').count(), 3);
  });

  it('stand below parents that do not match', async () => {
    const table = await openTable('testPage.sweep(60, 2)', { search: 'shy-fox-5', isNested: true });
    await reaches(
      async () => await table.names(9),
      [
        '1calm-fox-3',
        '2shy-fox-5',
        '1calm-fox-48',
        '2shy-fox-50',
        '1calm-fox-51',
        '2shy-fox-53',
        '1calm-fox-54',
        '2shy-fox-56',
        '1calm-fox-57',
      ],
    );
    expect(await table.grid.locator('.row.context').count()).toBe(5);
  });
});

describe('columns', () => {
  it('are drawn and asked for only as far as they are in view, also when there are 12,000', async () => {
    const columns = Array.from({ length: 12_000 }, (_, index) => ({ kind: 'param', key: `layer/${index}` }));
    const table = await openTable('testPage.wide(12000)', { columns });
    await reaches(async () => (await table.grid.getByText('3', { exact: true }).count()) > 20, true);
    const rows = await table.grid.locator('.row').count();
    expect(rows).toBeLessThan(45);
    expect(await table.grid.locator('.cell').count()).toBeLessThan(16 * (rows + 1));
    await table.sent();
    await table.grid.evaluate((element) => (element.scrollLeft = element.scrollWidth));
    await reaches(async () => await table.grid.getByText('11999', { exact: true }).count(), rows);
    const asked = await table.page.evaluate<number[]>(
      `testPage.sent.filter(({ method }) => method === 'experiment.rows').map(({ params }) => params.columns.length)`,
    );
    expect(Math.max(...asked)).toBeLessThanOrEqual(48);
  });

  it('are moved by drag and by key, and pinned', async () => {
    const table = await openTable('testPage.sweep(20, 0)');
    await reaches(async () => (await table.headers()).slice(0, 4), ['Run', 'Age', 'train/accuracy', 'train/loss']);
    const [from, to] = [await boxOf(table.header('train/loss')), await boxOf(table.header('Age'))];
    await table.page.mouse.move(from.x + 20, from.y + 10);
    await table.page.mouse.down();
    await table.page.mouse.move(to.x + 30, to.y + 10, { steps: 4 });
    await table.page.mouse.up();
    await reaches(async () => (await table.headers()).slice(0, 4), ['Run', 'train/loss', 'Age', 'train/accuracy']);
    expect(await table.header('train/loss').getAttribute('aria-sort')).toBe('none');
    await table.grid.focus();
    await table.page.keyboard.press('ArrowUp');
    await table.page.keyboard.press('ArrowRight');
    await table.page.keyboard.press('Alt+ArrowRight');
    await reaches(async () => (await table.headers()).slice(0, 4), ['Run', 'Age', 'train/loss', 'train/accuracy']);
    await table.choose('train/accuracy', 'Pin to the left');
    await reaches(async () => (await table.headers()).slice(0, 4), ['Run', 'train/accuracy', 'Age', 'train/loss']);
    expect(await table.header('train/accuracy').getAttribute('class')).toContain('pinned');
    expect(table.errors).toEqual([]);
  });

  it('are resized by drag and by key, and get their first width back', async () => {
    const table = await openTable('testPage.sweep(20, 0)');
    const width = async (): Promise<number> => Math.round((await table.header('Age').boundingBox())?.width ?? 0);
    await reaches(width, 60);
    const box = await boxOf(table.header('Age').locator('.resizer'));
    await table.page.mouse.move(box.x + 2, box.y + 8);
    await table.page.mouse.down();
    await table.page.mouse.move(box.x + 42, box.y + 8, { steps: 4 });
    await table.page.mouse.up();
    await reaches(width, 100);
    await table.grid.focus();
    await table.page.keyboard.press('ArrowUp');
    await table.page.keyboard.press('ArrowRight');
    await table.page.keyboard.press('Alt+Shift+ArrowLeft');
    await reaches(width, 84);
    await table.header('Age').locator('.resizer').dblclick();
    await reaches(width, 60);
    expect(await table.header('Age').getAttribute('aria-sort')).toBe('none');
  });

  it('carry the places of sort keys', async () => {
    const table = await openTable('testPage.sweep(20, 0)');
    await table.header('optimizer/rate').click();
    await table.header('val/loss').click({ modifiers: ['Shift'] });
    const mark = async (title: string) => [
      await table.header(title).getAttribute('aria-sort'),
      await table.header(title).locator('.sort-place').innerText(),
    ];
    await reaches(async () => await mark('optimizer/rate'), ['ascending', '1']);
    await reaches(async () => await mark('val/loss'), ['descending', '2']);
    await reaches(async () => (await table.names(3)).length, 3);
  });
});

describe('values', () => {
  it('that all matching runs share move into a strip', async () => {
    const columns = ['seed', 'optimizer/name', 'none'].map((key) => ({ kind: 'param', key }));
    const table = await openTable('testPage.sweep(20, 0)', { columns, onlyDiffers: true });
    await reaches(async () => await table.headers(), ['Run', 'optimizer/name']);
    const strip = table.page.locator('.shared-strip');
    expect(await strip.innerText()).toMatch(/Shared by all 20:\s*seed 42\s*1 without a value/);
    await table.page.getByRole('combobox', { name: 'Search runs' }).fill("params.`optimizer/name` = 'sgd'");
    await reaches(
      async () => await strip.innerText(),
      'Shared by all 4:\nseed 42\noptimizer/name sgd\n1 without a value',
    );
  });

  it('that are best are starred once somebody said what is better, and coloured on request', async () => {
    const table = await openTable('testPage.sweep(20, 0)');
    await table.choose('train/loss', 'Lower is better');
    const best = table.grid.locator('.row').filter({ has: table.page.getByRole('img', { name: 'best' }) });
    await reaches(async () => await best.locator('.cell').first().innerText(), 'bold-fox-19');
    await table.choose('train/loss', 'Higher is better');
    await reaches(async () => await best.locator('.cell').first().innerText(), 'calm-fox-0');
    await table.choose('train/loss', 'Colour by value');
    await reaches(async () => await table.grid.locator('.cell.heat').count(), 20);
  });
});

it('asks for rows alone when it is scrolled, and for nothing twice', async () => {
  const table = await openTable('testPage.sweep(2000, 0)');
  // The panel tells of new columns once after the start.
  const sent: string[] = [];
  await reaches(async () => {
    sent.push(...(await table.sent()));
    return sent.filter((method) => method === 'experiment.catalog').length;
  }, 2);
  await table.grid.evaluate((element) => (element.scrollTop = 20_000));
  await reaches(async () => await table.grid.getByText('bold-fox-841').count(), 1);
  await table.grid.evaluate((element) => (element.scrollTop = 0));
  await reaches(async () => await table.grid.getByText('calm-fox-0', { exact: true }).count(), 1);
  expect(new Set(await table.sent())).toEqual(new Set(['experiment.rows']));
});

it('stars and hides runs from the menu of a row, and shows the hidden ones on request', async () => {
  const table = await openTable('testPage.sweep(6, 0)');
  await table.grid.getByText('bold-fox-1').click({ button: 'right' });
  await table.page.getByRole('menuitem', { name: 'Star', exact: true }).click();
  await reaches(async () => await table.grid.locator('.star.codicon-star-full').count(), 1);
  await table.grid.getByText('shy-fox-2').click({ button: 'right' });
  await table.page.getByRole('menuitem', { name: 'Hide', exact: true }).click();
  await reaches(
    async () => await table.names(9),
    ['calm-fox-0', 'bold-fox-1', 'calm-fox-3', 'bold-fox-4', 'shy-fox-5'],
  );
  await table.page.getByRole('button', { name: 'Runs that are shown' }).click();
  await table.page.getByRole('menuitemcheckbox', { name: 'Hidden (1)' }).click();
  await reaches(async () => await table.names(9), ['shy-fox-2']);
});

it('keeps a set-up as a view, and takes it back', async () => {
  const table = await openTable('testPage.sweep(20, 0)');
  await table.header('val/loss').click();
  await reaches(async () => await table.header('val/loss').getAttribute('aria-sort'), 'descending');
  await table.page.getByRole('button', { name: 'Saved views' }).click();
  await table.page.getByRole('menuitem', { name: 'Save as a new view…' }).click();
  await table.page.getByRole('button', { name: 'my view' }).waitFor();
  await table.header('val/loss').click();
  await reaches(async () => await table.header('val/loss').getAttribute('aria-sort'), 'ascending');
  await table.page.getByRole('button', { name: 'my view' }).click();
  const entry = table.page.getByRole('menuitemcheckbox', { name: 'my view', exact: true });
  expect(await entry.getAttribute('aria-checked')).toBe('false');
  await entry.click();
  await reaches(async () => await table.header('val/loss').getAttribute('aria-sort'), 'descending');
});

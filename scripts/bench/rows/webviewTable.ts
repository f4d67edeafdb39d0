import { median, type BenchRow } from '../benchRow.ts';
import { withBenchPage } from '../webview/openBenchPage.ts';
import type * as page from '../webview/tablePage.ts';

/** What the page holds. */
declare const bench: typeof page;

const [ourRows, plainRows] = [100_000, 10_000];

export const webviewTable: BenchRow = {
  id: 'webview.table',
  work: 'first paint of a runs table, 100,000 x 40 ours, against 10,000 x 40 in a plain table element',
  goal: 10,
  measure: async ({ repeats }) =>
    await withBenchPage('tablePage.ts', async (page) => {
      const ours: number[] = [];
      const plain: number[] = [];
      await page.evaluate(async (rows) => await bench.ours(rows), ourRows);
      for (let i = 0; i < repeats; i++) {
        ours.push(await page.evaluate(async (rows) => await bench.ours(rows), ourRows));
        plain.push(await page.evaluate(async (rows) => await bench.plain(rows), plainRows));
      }
      return { ours: median(ours), mlflow: median(plain) };
    }),
};

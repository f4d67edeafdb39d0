import { median, type BenchContext, type BenchRow, type Measured } from '../benchRow.ts';
import type { PaintAndZoom } from '../webview/linesPage.ts';
import { withBenchPage } from '../webview/openBenchPage.ts';
import type * as page from '../webview/linesPage.ts';

/** What the page holds. */
declare const bench: typeof page;

const lines = { runs: 50, points: 10_000 };

type LinesMeasured = Record<keyof PaintAndZoom, Measured>;

/** Both rows come from one measurement. */
const measurements = new WeakMap<BenchContext, Promise<LinesMeasured>>();

function measureOnce(context: BenchContext): Promise<LinesMeasured> {
  const measurement = measurements.get(context) ?? measure(context);
  measurements.set(context, measurement);
  return measurement;
}

async function measure({ repeats }: BenchContext): Promise<LinesMeasured> {
  const timed = await withBenchPage('linesPage.ts', async (page) => {
    const ours: PaintAndZoom[] = [];
    const vega: PaintAndZoom[] = [];
    await page.evaluate(async ({ runs, points }) => await bench.ours(runs, points), lines);
    for (let i = 0; i < repeats; i++) {
      ours.push(await page.evaluate(async ({ runs, points }) => await bench.ours(runs, points), lines));
      vega.push(await page.evaluate(async ({ runs, points }) => await bench.vegaLite(runs, points), lines));
    }
    return { ours, vega };
  });
  const compare = (part: keyof PaintAndZoom): Measured => ({
    ours: median(timed.ours.map((times) => times[part])),
    mlflow: median(timed.vega.map((times) => times[part])),
  });
  return { paint: compare('paint'), zoom: compare('zoom') };
}

export const webviewLinesPaint: BenchRow = {
  id: 'webview.lines.paint',
  work: 'first paint of 50 runs x 10,000 points, against Vega-Lite',
  goal: 25,
  measure: async (context) => (await measureOnce(context)).paint,
};

export const webviewLinesZoom: BenchRow = {
  id: 'webview.lines.zoom',
  work: 'one zoom step on 50 runs x 10,000 points, against Vega-Lite',
  goal: 30,
  measure: async (context) => (await measureOnce(context)).zoom,
};

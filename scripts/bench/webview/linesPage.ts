import embed, { type VisualizationSpec } from 'vega-embed';
import { decimate } from '../../../src/model/decimate.ts';
import type { Series } from '../../../src/model/series.ts';
import type { ChartLine } from '../../../webview-ui/shared/chartLines.ts';
import { LineChart } from '../../../webview-ui/shared/lineChart.ts';
import { stage, timeToPaint } from './painted.ts';

export interface PaintAndZoom {
  readonly paint: number;
  /** Middle one of several zoom steps. */
  readonly zoom: number;
}

const zoomSteps = 5;

/** A noisy curve per run. */
function makeRuns(runs: number, points: number): Series[] {
  return Array.from({ length: runs }, (_, run) => ({
    x: Float64Array.from({ length: points }, (__, step) => step),
    y: Float64Array.from(
      { length: points },
      (__, step) => Math.exp(-step / (points / 5)) + run / 50 + noise(run, step),
    ),
  }));
}

function noise(run: number, step: number): number {
  return (((run * 7919 + step) * 16_807) % 65_537) / 655_370;
}

/** Decimation, which the panel does outside the page, is part of our time. */
export async function ours(runs: number, points: number): Promise<PaintAndZoom> {
  const series = makeRuns(runs, points);
  const parent = stage();
  const chart = new LineChart(parent, { syncKey: 'bench', onRange: () => undefined });
  const show = (from: number, to: number): void => {
    chart.setLines(toLines(series, { from, to, pixels: chart.pixels }), { axis: 'step', isLog: false });
  };
  const paint = await timeToPaint(() => show(0, points));
  const zoom = await zoomTimes(points, (from, to) => {
    chart.setRange({ min: from, max: to });
    show(from, to);
  });
  chart.dispose();
  return { paint, zoom };
}

function toLines(series: readonly Series[], window: Parameters<typeof decimate>[1]): ChartLine[] {
  return series.map((run, index) => {
    const { line, nonFinite } = decimate(run, window);
    return {
      id: String(index),
      name: `run ${index}`,
      color: `hsl(${index * 7} 70% 50%)`,
      line,
      nonFinite,
      points: run.x.length,
    };
  });
}

export async function vegaLite(runs: number, points: number): Promise<PaintAndZoom> {
  const values = makeRuns(runs, points).flatMap(({ x, y }, run) =>
    Array.from(x, (step, index) => ({ step, value: y[index], run: String(run) })),
  );
  const parent = stage();
  const spec: VisualizationSpec = {
    width: innerWidth - 150,
    height: innerHeight - 80,
    data: { values },
    params: [{ name: 'zoom', select: { type: 'interval', encodings: ['x'] }, bind: 'scales' }],
    mark: { type: 'line', clip: true },
    encoding: {
      x: { field: 'step', type: 'quantitative', scale: { domain: [0, points] } },
      y: { field: 'value', type: 'quantitative' },
      color: { field: 'run', type: 'nominal', legend: null },
    },
  };
  let view: Awaited<ReturnType<typeof embed>>['view'] | undefined;
  const paint = await timeToPaint(async () => {
    ({ view } = await embed(parent, spec, { actions: false, renderer: 'canvas' }));
  });
  const zoom = await zoomTimes(points, async (from, to) => await view?.signal('zoom_step', [from, to]).runAsync());
  view?.finalize();
  return { paint, zoom };
}

async function zoomTimes(points: number, zoomTo: (from: number, to: number) => unknown): Promise<number> {
  const times: number[] = [];
  for (let step = 1; step <= zoomSteps; step++) {
    const inset = (points * step) / (4 * zoomSteps);
    times.push(await timeToPaint(() => zoomTo(inset, points - inset)));
  }
  return times.toSorted((a, b) => a - b)[Math.floor(zoomSteps / 2)] ?? NaN;
}

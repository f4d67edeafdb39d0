import { describe, expect, it } from 'vitest';
import { textSource } from '../../../src/data/byteChunks.ts';
import { dataJobHandlers } from '../../../src/data/dataJobHandlers.ts';
import type { DataJobs } from '../../../src/data/dataJobs.ts';
import { readDataTable } from '../../../src/data/readDataTable.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { boundChart, maxDrawnRows, minReducedRows } from '../../../src/panels/boundChart.ts';
import type { BoundVisualization, ViewRequest } from '../../../src/protocol/visualizationPanel.ts';
import { inlineJobs } from '../../../src/store/inlineJobs.ts';
import { specFields } from '../../../src/vizmod/specFields.ts';
import type { VizModel } from '../../../src/vizmod/vizModel.ts';

const a = { field: 'a', type: 'quantitative' };
const count = { aggregate: 'count', type: 'quantitative' };
const histogram: JsonObject = { mark: 'bar', encoding: { x: { ...a, bin: true }, y: count } };
const points: JsonObject = { mark: 'point', encoding: { x: a, y: a, tooltip: { field: 'a' } } };
const months: JsonObject = { mark: 'bar', encoding: { x: { field: 't', timeUnit: 'month' }, y: count } };
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

async function bound(spec: JsonObject, rowCount: number, request: ViewRequest = {}): Promise<BoundVisualization> {
  const lines = Array.from({ length: rowCount }, (_, i) => `${i % 7 === 0 ? '' : i % 100},x,2024-01-0${1 + (i % 9)}`);
  const table = readDataTable(textSource(`a,b,t\n${lines.join('\n')}\n`, 'data.csv'), { columns: ['a', 't'] });
  const model: VizModel = { spec, language: 'vega-lite', rung: 'json', path: 'a.vl.json' };
  const reader = inlineJobs<DataJobs>(dataJobHandlers());
  return await boundChart({ model, fields: specFields(model), table }, reader, request, undefined);
}

/** How the rows travel: counts alone. */
function sent({ table, reduced, completeRows, rowCount }: BoundVisualization) {
  const sets = reduced?.data.sets.map((set) => set.rowCount);
  return { listed: table.rowCount, sets, completeRows, rowCount };
}

describe('the rows of a chart', () => {
  it('are binned and counted before they travel, when they are many', async () => {
    const rowCount = minReducedRows;
    const chart = await bound(histogram, rowCount);

    expect(sent(chart)).toEqual({ listed: 200, sets: [11], completeRows: 17_142, rowCount });
    expect(JSON.stringify(chart).length).toBeLessThan(10_000);
  });

  it('travel as they are when they are few, when the chart draws each, and when the page asks for them', async () => {
    const charts = [
      await bound(histogram, minReducedRows - 1),
      await bound(points, maxDrawnRows),
      await bound(points, maxDrawnRows + 50_000),
      await bound(histogram, minReducedRows, { needsRows: true }),
    ];

    expect(charts.map(sent)).toEqual([
      { listed: minReducedRows - 1, sets: undefined, completeRows: 17_142, rowCount: minReducedRows - 1 },
      { listed: maxDrawnRows, sets: undefined, completeRows: 171_428, rowCount: maxDrawnRows },
      { listed: maxDrawnRows, sets: undefined, completeRows: 171_428, rowCount: maxDrawnRows + 50_000 },
      { listed: minReducedRows, sets: undefined, completeRows: 17_142, rowCount: minReducedRows },
    ]);
  });

  it('all travel that a filter leaves, when they were too many to draw', async () => {
    const rowCount = maxDrawnRows + 10_000;

    expect(sent(await bound(points, rowCount))).toEqual({
      listed: 200,
      sets: [180_000],
      completeRows: 180_000,
      rowCount,
    });
  });

  it('are put into months here only for a page in the same time zone', async () => {
    const zones = [ownZone, 'Pacific/Kiritimati', undefined];
    const charts = await Promise.all(zones.map(async (timeZone) => await bound(months, minReducedRows, { timeZone })));

    expect(charts.map((chart) => sent(chart).sets)).toEqual([[1], undefined, undefined]);
  });
});

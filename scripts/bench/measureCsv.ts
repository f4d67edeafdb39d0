// Times one way to get from a CSV file to a chart, in a process of its own, whose memory nothing else uses:
//   node measureCsv.ts WORK FILE REPEATS
// prints { ms, memory, outcome }: the median time, the most memory the process held in MB, and what came out, to compare
import { readFileSync } from 'node:fs';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { fileSource } from '../../src/data/byteChunks.ts';
import { reduceChart, type ReducedChart } from '../../src/data/pushdown/reduceChart.ts';
import { readDataTable } from '../../src/data/readDataTable.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import { applyPushdown } from '../../src/vizmod/pushdown/applyPushdown.ts';
import { reducedRows } from '../../src/vizmod/pushdown/reducedRows.ts';
import { specFields } from '../../src/vizmod/specFields.ts';
import { tableRows } from '../../src/vizmod/tableRows.ts';
import { median } from './benchRow.ts';

const dataName = 'rows';
/** Filtered, binned and aggregated: what a histogram of many rows does. */
const chart: JsonObject = {
  data: { name: dataName },
  transform: [{ filter: 'datum.score > 0.25' }],
  mark: 'bar',
  encoding: {
    x: { field: 'amount', bin: { maxbins: 30 }, type: 'quantitative' },
    y: { aggregate: 'sum', field: 'score', type: 'quantitative' },
    color: { field: 'category', type: 'nominal' },
  },
};
const fields = specFields({ spec: chart, language: 'vega-lite' });
const columns = [...fields.keys()];

type Rows = ReadonlyMap<string, readonly object[]>;

async function draw(spec: JsonObject, rows: Rows): Promise<string> {
  const data = isJsonArray(spec['data']) ? spec['data'] : [];
  const filled = data.map((set) => {
    const values = isJsonObject(set) && typeof set['name'] === 'string' ? rows.get(set['name']) : undefined;
    return values !== undefined && isJsonObject(set) ? { ...set, values: values as unknown as JsonValue } : set;
  });
  const view = new vega.View(vega.parse({ ...spec, data: filled } as unknown as vega.Spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

function compiled(): JsonObject {
  return compile(chart as unknown as TopLevelSpec).spec as unknown as JsonObject;
}

function readByVega(file: string): object[] {
  const rows: unknown = vega.read(readFileSync(file, 'utf8'), { type: 'csv', parse: 'auto' });
  return rows as object[];
}

async function reduce(table: ReturnType<typeof readDataTable>): Promise<ReducedChart> {
  const reduced = await reduceChart({ table, language: 'vega-lite', spec: chart, dataName, fields: [...fields] });
  if (reduced === undefined) {
    throw new Error('the chart was not reduced');
  }
  return reduced;
}

async function drawReduced({ plan, data }: ReducedChart): Promise<string> {
  const spec = applyPushdown(compiled(), dataName, plan, data);
  if (spec === undefined) {
    throw new Error('the plan does not fit the chart');
  }
  return await draw(spec, new Map(data.sets.map((set) => [set.name, reducedRows(set)])));
}

/** The transforms alone: a dataflow without marks. */
async function runTransforms(rows: readonly object[]): Promise<number> {
  const { data = [], signals = [] } = compiled();
  const view = new vega.View(vega.parse({ data, signals } as unknown as vega.Spec), { renderer: 'none' });
  await view.insert(dataName, [...rows]).runAsync();
  const sets: unknown = view.data('data_0');
  return Array.isArray(sets) ? sets.length : 0;
}

/** The least that reading can be: going over the bytes once. */
function countLines(file: string): number {
  let lines = 0;
  for (const chunk of fileSource(file).chunks()) {
    for (let index = 0; index < chunk.length; index++) {
      lines += chunk[index] === 0x0a ? 1 : 0;
    }
  }
  return lines - 1;
}

/** The least that the transforms can be: one loop that knows the columns and the bins beforehand. */
function sumByBin(amounts: Float64Array, scores: Float64Array, categories: Int32Array): number {
  const sums = new Float64Array(50 * 8);
  for (let row = 0; row < amounts.length; row++) {
    const score = scores[row] ?? 0;
    if (score > 0.25) {
      const group = Math.floor((amounts[row] ?? 0) / 50) * 8 + (categories[row] ?? 0);
      sums[group] = (sums[group] ?? 0) + score;
    }
  }
  return sums.filter((sum) => sum > 0).length;
}

function columnsForFloor(file: string) {
  const { columns: read } = readDataTable(fileSource(file), { columns });
  const numbers = (name: string): Float64Array => {
    const column = read.find((candidate) => candidate.name === name);
    return column !== undefined && 'values' in column ? column.values : new Float64Array(0);
  };
  const category = read.find((column) => column.name === 'category');
  const codes = category !== undefined && 'texts' in category ? category.texts.codes : new Int32Array(0);
  return { amounts: numbers('amount'), scores: numbers('score'), codes };
}

/** Each work is made ready first, and then timed. */
const works: Readonly<Record<string, (file: string) => () => unknown>> = {
  readOurs: (file) => () => readDataTable(fileSource(file), { columns }).rowCount,
  readVega: (file) => () => readByVega(file).length,
  readFloor: (file) => () => countLines(file),
  transformOurs: (file) => {
    const table = readDataTable(fileSource(file), { columns });
    return async () => (await reduce(table)).data.sets[0]?.rowCount;
  },
  transformVega: (file) => {
    const rows = tableRows(readDataTable(fileSource(file), { columns }), fields);
    return async () => await runTransforms(rows);
  },
  transformFloor: (file) => {
    const { amounts, scores, codes } = columnsForFloor(file);
    return () => sumByBin(amounts, scores, codes);
  },
  chartOurs: (file) => async () => await drawReduced(await reduce(readDataTable(fileSource(file), { columns }))),
  chartVega: (file) => async () => await draw(compiled(), new Map([[dataName, readByVega(file)]])),
};

async function main([work = '', file = '', repeats = '1']: readonly string[]): Promise<void> {
  const prepare = works[work];
  if (prepare === undefined) {
    throw new Error(`no work is called ${work}`);
  }
  const run = prepare(file);
  const times: number[] = [];
  let outcome: unknown;
  for (let i = 0; i < Number(repeats); i++) {
    const start = performance.now();
    outcome = await run();
    times.push(performance.now() - start);
  }
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ ms: median(times), memory, outcome }));
}

await main(process.argv.slice(2));

import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { textSource } from '../../../../src/data/byteChunks.ts';
import { reduceTable } from '../../../../src/data/pushdown/reduceTable.ts';
import { readDataTable } from '../../../../src/data/readDataTable.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../../../src/model/json.ts';
import { applyPushdown } from '../../../../src/vizmod/pushdown/applyPushdown.ts';
import { planPushdown } from '../../../../src/vizmod/pushdown/pushdownPlan.ts';
import { reducedRows } from '../../../../src/vizmod/pushdown/reducedRows.ts';
import { specFields } from '../../../../src/vizmod/specFields.ts';
import { tableRows } from '../../../../src/vizmod/tableRows.ts';

export const dataName = 'vizmodRows';

/** A chart drawn by Vega from all rows, and from what the reader made of them. */
export interface DrawnTwice {
  readonly byVega: string;
  /** Absent when the work was left to Vega. */
  readonly pushedDown: string | undefined;
  /** Rows that reached Vega. */
  readonly rowsSent: number | undefined;
}

/** Absent when Vega itself fails on the chart. */
export async function drawTwice(unbound: JsonObject, csv: string): Promise<DrawnTwice | undefined> {
  const spec = { ...unbound, data: { name: dataName } };
  const table = readDataTable(textSource(csv, 'data.csv'));
  const fields = specFields({ spec, language: 'vega-lite' });
  const compiled = compile(spec as unknown as TopLevelSpec, { logger: silent }).spec as unknown as JsonObject;
  const byVega = await tryToDraw(withRows(compiled, new Map([[dataName, tableRows(table, fields)]])));
  if (byVega === undefined) {
    return undefined;
  }
  const plan = planPushdown(compiled, dataName);
  const reduced = plan && reduceTable(table, fields, plan);
  const rewritten = plan && reduced && applyPushdown(compiled, dataName, JSON.stringify(plan), reduced);
  if (reduced === undefined || rewritten === undefined) {
    return { byVega, pushedDown: undefined, rowsSent: undefined };
  }
  const rows = new Map(reduced.sets.map((set) => [set.name, reducedRows(set)]));
  const pushedDown = await draw(withRows(rewritten, rows));
  return { byVega, pushedDown, rowsSent: reduced.sets.reduce((sum, { rowCount }) => sum + rowCount, 0) };
}

function withRows(spec: JsonObject, rows: ReadonlyMap<string, readonly object[]>): JsonObject {
  const sets = isJsonArray(spec['data']) ? spec['data'] : [];
  const filled = sets.map((set) => {
    const name = isJsonObject(set) ? set['name'] : undefined;
    const values = typeof name === 'string' ? rows.get(name) : undefined;
    return values === undefined || !isJsonObject(set) ? set : { ...set, values: values as unknown as JsonValue };
  });
  return { ...spec, data: filled };
}

async function tryToDraw(spec: JsonObject): Promise<string | undefined> {
  try {
    return await draw(spec);
  } catch {
    return undefined;
  }
}

async function draw(spec: JsonObject): Promise<string> {
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logger: silent });
  try {
    // Identifiers of clip paths count up in the process.
    return (await view.toSVG()).replaceAll(/\b(clip|gradient_?)\d+\b/g, '$1');
  } finally {
    view.finalize();
  }
}

const ignore = (): typeof silent => silent;
const silent: vega.LoggerInterface = {
  level: () => silent,
  error: ignore,
  warn: ignore,
  info: ignore,
  debug: ignore,
};

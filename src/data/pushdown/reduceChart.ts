import type { TopLevelSpec } from 'vega-lite';
import type { DataTable, FieldNeed } from '../../model/dataTable.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ReducedData } from '../../model/reducedData.ts';
import { countCompleteRows } from '../../vizmod/dataCells.ts';
import { fillContainer } from '../../vizmod/fillContainer.ts';
import { planPushdown } from '../../vizmod/pushdown/pushdownPlan.ts';
import { reduceTable } from './reduceTable.ts';

/** A chart and the rows that it is to be drawn from. */
export interface ChartRows {
  readonly table: DataTable;
  readonly language: 'vega-lite' | 'vega';
  /** Bound: its rows are named `dataName`. */
  readonly spec: JsonObject;
  readonly dataName: string;
  readonly fields: readonly (readonly [string, FieldNeed])[];
  /** Of whoever draws the chart; absent when it is not known. */
  readonly timeZone?: string | undefined;
}

/** A chart whose rows were filtered, binned and aggregated before it is drawn. */
export interface ReducedChart {
  /** The plan's JSON, as `applyPushdown` takes it. */
  readonly plan: string;
  readonly data: ReducedData;
  /** How many of all rows have a value in every column that the chart measures. */
  readonly completeRows: number;
}

/**
 * Does what a chart would do with its rows first, so that only the outcome has to travel. Absent when the chart needs the rows
 * themselves, or when it is drawn in another time zone than this one and that would show.
 */
export async function reduceChart({ table, fields, ...chart }: ChartRows): Promise<ReducedChart | undefined> {
  const vega = chart.language === 'vega' ? chart.spec : await compileChart(chart.spec);
  const plan = vega && planPushdown(vega, chart.dataName);
  if (plan === undefined || (plan.isLocal && chart.timeZone !== ownTimeZone())) {
    return undefined;
  }
  const needs = new Map(fields);
  const data = reduceTable(table, needs, plan);
  return data && { plan: JSON.stringify(plan), data, completeRows: countCompleteRows(table, needs) };
}

/** Absent for a spec that is no chart: the page says why when it draws it. */
async function compileChart(spec: JsonObject): Promise<JsonObject | undefined> {
  const { compile } = await import('vega-lite');
  try {
    // Whether it is a chart is for Vega-Lite to say: it throws when it is not.
    const compiled = compile(fillContainer(spec) as unknown as TopLevelSpec, { logger: silent });
    return compiled.spec as unknown as JsonObject;
  } catch {
    return undefined;
  }
}

function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The page logs the same again. */
const silent = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};

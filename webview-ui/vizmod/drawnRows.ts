import { changeset, truthy, type Spec as VegaSpec, type View } from 'vega';
import type { VisualizationSpec } from 'vega-embed';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import type { ReducedData } from '../../src/model/reducedData.ts';
import type { BoundVisualization, ReducedRows } from '../../src/protocol/visualizationPanel.ts';
import { fillContainer } from '../../src/vizmod/fillContainer.ts';
import { applyPushdown } from '../../src/vizmod/pushdown/applyPushdown.ts';
import { reducedRows } from '../../src/vizmod/pushdown/reducedRows.ts';
import { tableRows } from '../../src/vizmod/tableRows.ts';

/** What is drawn: rows by the data set of the Vega spec they belong to. */
export interface DrawnRows {
  readonly sets: ReadonlyMap<string, readonly object[]>;
  readonly signals: ReducedData['signals'];
  /** Of all sets. */
  readonly count: number;
}

/** The chart does other work than was done for it, so that its rows are needed. */
export class RowsNeeded extends Error {}

export function drawnRows({ reduced, table, fields, dataName }: BoundVisualization): DrawnRows {
  const sets = new Map<string, readonly object[]>(
    reduced === undefined
      ? [[dataName, tableRows(table, new Map(fields))]]
      : reduced.data.sets.map((set) => [set.name, reducedRows(set)]),
  );
  const count = [...sets.values()].reduce((sum, rows) => sum + rows.length, 0);
  return { sets, signals: reduced?.data.signals ?? [], count };
}

/** The rows go in with the chart, so that nothing is laid out without them. Reduced rows do once the chart is a Vega spec. */
export function withRows(
  { language, spec, dataName, reduced }: BoundVisualization,
  rows: DrawnRows,
): VisualizationSpec {
  const whole =
    language === 'vega'
      ? reduced === undefined
        ? filled(spec, rows)
        : spec
      : {
          ...fillContainer(spec),
          data: { name: dataName, ...(reduced === undefined && { values: rows.sets.get(dataName) }) },
        };
  // Whether it is a chart is for Vega to say: it throws when it is not.
  return whole as unknown as VisualizationSpec;
}

/** @throws RowsNeeded */
export function withReducedRows(spec: VegaSpec, dataName: string, reduced: ReducedRows, rows: DrawnRows): VegaSpec {
  const rewritten = applyPushdown(spec as unknown as JsonObject, dataName, reduced.plan, reduced.data);
  if (rewritten === undefined) {
    throw new RowsNeeded('the chart needs its rows');
  }
  return filled(rewritten, rows);
}

/** Other rows for the same chart: zoom and selection stay. */
export async function changeDrawnRows(view: View, { sets, signals }: DrawnRows): Promise<void> {
  for (const { name, value } of signals) {
    view.signal(name, value);
  }
  for (const [name, rows] of sets) {
    view.change(
      name,
      changeset()
        .remove(truthy)
        .insert([...rows]),
    );
  }
  await view.runAsync();
}

function filled(spec: JsonObject, { sets }: DrawnRows): JsonObject {
  const data: readonly JsonValue[] = Array.isArray(spec['data']) ? spec['data'] : [];
  return { ...spec, data: data.map((set) => withValues(set, sets)) };
}

function withValues(set: JsonValue, sets: DrawnRows['sets']): JsonValue {
  const name = isJsonObject(set) ? set['name'] : undefined;
  const values = typeof name === 'string' ? sets.get(name) : undefined;
  // Vega takes what JSON cannot say as well, such as dates.
  return values === undefined || !isJsonObject(set) ? set : { ...set, values: values as unknown as JsonValue };
}

import type { LatestMetrics } from '../../src/protocol/runPanel.ts';

/** A metric's latest point. */
export interface MetricRow {
  readonly key: string;
  readonly value: number;
  readonly step: number;
}

const systemPrefix = 'system/';

export function isSystemMetric(key: string): boolean {
  return key.startsWith(systemPrefix);
}

export function metricRows({ keys, values, steps }: LatestMetrics): readonly MetricRow[] {
  return keys.map((key, place) => ({ key, value: values[place] ?? Number.NaN, step: steps[place] ?? 0 }));
}

/** The rows with newer points in their places, and rows of new metrics among them, by name. */
export function withNewer(rows: readonly MetricRow[], newer: LatestMetrics): readonly MetricRow[] {
  const byKey = new Map(metricRows(newer).map((row) => [row.key, row]));
  const known = rows.map((row) => byKey.get(row.key) ?? row);
  const knownKeys = new Set(rows.map(({ key }) => key));
  const added = [...byKey.values()].filter(({ key }) => !knownKeys.has(key));
  return added.length === 0 ? known : [...known, ...added].toSorted(byName);
}

/** The metric to draw unasked: the first that was logged at more than one step, as far as its latest step tells. */
export function firstDrawn(rows: readonly MetricRow[]): string | undefined {
  const own = rows.filter(({ key }) => !isSystemMetric(key));
  return (own.find(({ step }) => step > 0) ?? rows.find(({ step }) => step > 0))?.key;
}

function byName(a: MetricRow, b: MetricRow): number {
  return a.key.localeCompare(b.key, undefined, { numeric: true });
}

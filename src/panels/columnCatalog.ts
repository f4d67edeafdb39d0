import type { TextColumn } from '../model/columns.ts';
import { mlflowTags } from '../model/run.ts';
import type { RunTable } from '../model/runTable.ts';
import type { ColumnCatalog } from '../protocol/experimentPanel.ts';
import type { RunColumn } from '../protocol/runColumn.ts';

const shownMetrics = 4;
const shownParams = 6;
/** Enough runs to tell which metrics most of them have. */
const sampledRows = 1000;
const systemPrefix = 'system/';

/** Which columns there are, by name, and which of them are worth showing unasked. */
export function columnCatalog(table: RunTable): ColumnCatalog {
  const metrics = [...table.metrics.keys()].toSorted(compareNames);
  const params = [...table.params.keys()].toSorted(compareNames);
  const tags = [...table.tags.keys()].filter((key) => !isInternalTag(key)).toSorted(compareNames);
  return { metrics, params, tags, defaults: defaultColumns(table, metrics, params) };
}

/** Metrics that at least one of the rows has, by name; system metrics last. */
export function metricKeys(table: RunTable, rows: readonly number[]): string[] {
  const keys = [...table.metrics].filter(([, column]) => rows.some((row) => column.has(row))).map(([key]) => key);
  return keys.toSorted((a, b) => Number(isSystemMetric(a)) - Number(isSystemMetric(b)) || compareNames(a, b));
}

function defaultColumns(table: RunTable, metrics: readonly string[], params: readonly string[]): RunColumn[] {
  const commonMetrics = metrics
    .filter((key) => !isSystemMetric(key))
    .map((key) => ({ key, runs: coverage(table, (row) => table.metrics.get(key)?.has(row) === true) }))
    .toSorted((a, b) => b.runs - a.runs)
    .slice(0, shownMetrics);
  const varyingParams = params.filter((key) => varies(table.params.get(key))).slice(0, shownParams);
  return [
    { kind: 'attribute', key: 'startTime' },
    ...commonMetrics.map(({ key }): RunColumn => ({ kind: 'metric', key })),
    ...varyingParams.map((key): RunColumn => ({ kind: 'param', key })),
    ...(table.tags.has(mlflowTags.parentRunId) ? ([{ kind: 'attribute', key: 'parent' }] as const) : []),
    { kind: 'attribute', key: 'duration' },
  ];
}

function isSystemMetric(key: string): boolean {
  return key.startsWith(systemPrefix);
}

function coverage(table: RunTable, has: (row: number) => boolean): number {
  let runs = 0;
  for (let row = 0; row < Math.min(table.length, sampledRows); row++) {
    runs += has(row) ? 1 : 0;
  }
  return runs;
}

function varies(column: TextColumn | undefined): boolean {
  return column !== undefined && column.dictionary.length > 1;
}

/** Shown elsewhere, or of no use to read. */
function isInternalTag(key: string): boolean {
  return key === mlflowTags.runName || key === mlflowTags.logModelHistory || key === mlflowTags.loggedArtifacts;
}

function compareNames(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}

import { mlflowTags } from '../model/run.ts';
import type { RunTable } from '../model/runTable.ts';
import type { LinkedRun, ParamDifference, RunRelations } from '../protocol/runPanel.ts';
import { runNames } from './rowWindow.ts';

const shownChildren = 50;

/** The runs that a run is to be seen beside, out of all runs of its experiment. Costs one pass over them. */
export function runRelations(table: RunTable, runId: string): RunRelations {
  const row = table.rowOf(runId);
  const parents = table.tags.get(mlflowTags.parentRunId);
  const parentId = row === undefined ? undefined : parents?.get(row);
  const parentRow = parentId === undefined ? undefined : table.rowOf(parentId);
  const children = activeRows(table, (other) => parents?.get(other) === runId).toSorted(
    (a, b) => (table.startTime.get(b) ?? 0) - (table.startTime.get(a) ?? 0),
  );
  return {
    ...(parentId !== undefined && { parent: linkedRun(table, parentRow, parentId) }),
    children: children.slice(0, shownChildren).map((child) => linkedRun(table, child, table.runId(child))),
    childCount: children.length,
    ...(row !== undefined && comparisonOf(table, row, parentRow)),
  };
}

/** A parent that belongs to another experiment, or is gone, is known by its id alone. */
function linkedRun(table: RunTable, row: number | undefined, runId: string): LinkedRun {
  const { names, statuses } = runNames(table, row === undefined ? [] : [row]);
  return { runId, name: names[0] ?? runId.slice(0, 8), status: statuses[0] ?? 'FINISHED' };
}

/** A run with few of the params, as the parent of a sweep, tells nothing: then the run before it does. */
function comparisonOf(table: RunTable, row: number, parentRow: number | undefined): Pick<RunRelations, 'comparison'> {
  const candidates = [['parent', parentRow] as const, ['previous', previousOf(table, row)] as const];
  for (const [kind, other] of candidates) {
    if (other !== undefined && hasMostParams(table, row, other)) {
      const run = linkedRun(table, other, table.runId(other));
      return { comparison: { kind, run, params: differences(table, row, other) } };
    }
  }
  return {};
}

/** The active run that started last before this one, of those with the same parent or like it without. */
function previousOf(table: RunTable, row: number): number | undefined {
  const parents = table.tags.get(mlflowTags.parentRunId);
  const [start = 0, parent] = [table.startTime.get(row), parents?.get(row)];
  const before = activeRows(
    table,
    (other) => other !== row && (table.startTime.get(other) ?? Infinity) < start && parents?.get(other) === parent,
  );
  return before.reduce<number | undefined>(
    (best, other) =>
      best === undefined || (table.startTime.get(other) ?? 0) > (table.startTime.get(best) ?? 0) ? other : best,
    undefined,
  );
}

function activeRows(table: RunTable, isWanted: (row: number) => boolean): number[] {
  const active = table.lifecycleStage.dictionary.indexOf('active');
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) {
    if (table.lifecycleStage.code(row) === active && isWanted(row)) {
      rows.push(row);
    }
  }
  return rows;
}

/** Whether `other` has at least half of the params that the run has. */
function hasMostParams(table: RunTable, row: number, other: number): boolean {
  const own = [...table.params.values()].filter((column) => column.has(row));
  return own.length > 0 && own.filter((column) => column.has(other)).length * 2 >= own.length;
}

function differences(table: RunTable, row: number, other: number): ParamDifference[] {
  return [...table.params].flatMap(([key, column]) => {
    const [own, theirs] = [column.get(row), column.get(other)];
    return own === undefined || own === theirs ? [] : [{ key, other: theirs }];
  });
}

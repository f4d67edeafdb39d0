import { RunTable, type RunTableData } from '../model/runTable.ts';

/** @returns the rows that were rewritten or added; none when all runs are new and stand at the end */
export function mergeRuns(table: RunTable, data: RunTableData): readonly number[] {
  if (data.runIds.every((runId) => table.rowOf(runId) === undefined)) {
    table.append(data);
    return [];
  }
  const runs = RunTable.from(data);
  return data.runIds.map((_, row) => table.put(runs.run(row)));
}

/** @returns the table itself when it has none of them */
export function withoutRuns(table: RunTable, runIds: readonly string[]): RunTable {
  const removed = new Set(runIds.map((runId) => table.rowOf(runId)).filter((row) => row !== undefined));
  const rows = new Uint32Array(table.length).map((_, row) => row);
  return removed.size === 0 ? table : table.select(rows.filter((row) => !removed.has(row)));
}

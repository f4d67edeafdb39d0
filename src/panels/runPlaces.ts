import type { RunTable } from '../model/runTable.ts';
import type { RunPlace } from '../protocol/experimentPanel.ts';
import type { RunOutline } from './runOutline.ts';

const branches = ['leaf', 'collapsed', 'expanded'] as const;

/** How the runs in some places of an outline stand in the table. */
export function runPlaces(
  table: RunTable,
  { rows, levels, branches: codes, contexts }: RunOutline,
  { from, to }: { readonly from: number; readonly to: number },
  starred: ReadonlySet<string>,
): RunPlace[] {
  return Array.from(rows.subarray(from, to), (row, index) => ({
    level: levels[from + index] ?? 0,
    branch: branches[codes[from + index] ?? 0] ?? 'leaf',
    isContext: contexts[from + index] === 1,
    isStarred: starred.has(table.runId(row)),
  }));
}

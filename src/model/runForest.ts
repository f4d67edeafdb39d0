import type { RunTable } from './runTable.ts';
import { mlflowTags } from './run.ts';

/** Whether a row satisfies a filter. */
export type RowPredicate = (row: number) => boolean;

/**
 * The active runs of a table as a forest: nested runs below their parent, siblings newest first (start time descending, then run
 * id). A run whose parent is not shown stands at the top. Below a run that satisfies the filter all its nested runs are shown.
 * Good for the table as it was; see {@link RunForest.isCurrent}.
 */
export class RunForest {
  /** Rows at the top. */
  readonly roots: readonly number[];
  /** How many runs satisfy the filter. */
  readonly matchCount: number;
  readonly #children = new Map<number, number[]>();
  readonly #parents = new Map<number, number>();
  readonly #placements: readonly string[];
  readonly #table: RunTable;

  constructor(table: RunTable, matches: RowPredicate) {
    this.#table = table;
    const rows = Array.from({ length: table.length }, (_, row) => row);
    this.#placements = rows.map((row) => placementOf(table, row, matches));
    const active = rows.filter((row) => isActive(table, row)).sort(newestFirst(table));
    const matching = active.filter(matches);
    this.matchCount = matching.length;
    const shown = matching.length === active.length ? new Set(active) : withDescendants(table, active, matching);
    this.roots = this.#plant(
      active.filter((row) => shown.has(row)),
      shown,
    );
  }

  /** Nested runs shown directly below a row. */
  children(row: number): readonly number[] {
    return this.#children.get(row) ?? [];
  }

  /** The row that a row is shown below. */
  parent(row: number): number | undefined {
    return this.#parents.get(row);
  }

  /** Whether the run in a row still belongs where it stands, so that showing its new values is all that is to do. */
  isCurrent(row: number, matches: RowPredicate): boolean {
    return this.#placements[row] === placementOf(this.#table, row, matches);
  }

  #plant(rows: readonly number[], shown: ReadonlySet<number>): number[] {
    const roots: number[] = [];
    for (const row of rows) {
      const parent = parentOf(this.#table, row);
      if (parent === undefined || !shown.has(parent) || this.#isAbove(row, parent)) {
        roots.push(row);
      } else {
        this.#parents.set(row, parent);
        pushTo(this.#children, parent, row);
      }
    }
    return roots;
  }

  /** Tags are free text, so runs may name each other as parents. */
  #isAbove(row: number, other: number): boolean {
    for (let above: number | undefined = other; above !== undefined; above = this.#parents.get(above)) {
      if (above === row) {
        return true;
      }
    }
    return false;
  }
}

function isActive(table: RunTable, row: number): boolean {
  return table.lifecycleStage.get(row) !== 'deleted';
}

function placementOf(table: RunTable, row: number, matches: RowPredicate): string {
  const parent = table.tags.get(mlflowTags.parentRunId)?.get(row) ?? '';
  return `${isActive(table, row)} ${matches(row)} ${table.startTime.get(row)} ${parent}`;
}

function parentOf(table: RunTable, row: number): number | undefined {
  const runId = table.tags.get(mlflowTags.parentRunId)?.get(row);
  return runId === undefined ? undefined : table.rowOf(runId);
}

function newestFirst(table: RunTable): (a: number, b: number) => number {
  const start = (row: number): number => table.startTime.get(row) ?? Number.NEGATIVE_INFINITY;
  return (a, b) => {
    const [startA, startB] = [start(a), start(b)];
    return startA === startB ? (table.runId(a) < table.runId(b) ? -1 : 1) : startB - startA;
  };
}

function withDescendants(table: RunTable, active: readonly number[], matching: readonly number[]): Set<number> {
  const children = new Map<number, number[]>();
  for (const row of active) {
    const parent = parentOf(table, row);
    if (parent !== undefined) {
      pushTo(children, parent, row);
    }
  }
  const shown = new Set(matching);
  // A Set goes on to what is added while it is walked, which reaches every depth once.
  for (const row of shown) {
    for (const child of children.get(row) ?? []) {
      shown.add(child);
    }
  }
  return shown;
}

function pushTo(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [value]);
  } else {
    list.push(value);
  }
}

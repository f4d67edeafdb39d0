import { mlflowTags } from '../model/run.ts';
import type { RunTable } from '../model/runTable.ts';
import type { RunNesting } from '../protocol/experimentPanel.ts';
import type { RunPredicate } from '../search/matchRuns.ts';
import type { Steps } from '../search/steps.ts';

const none = -1;
const stepLength = 4096;

/** Rows of a table in the order in which they are shown. Arrays by place; without nesting all runs stand at the top. */
export interface RunOutline {
  readonly rows: Uint32Array;
  /** How many runs each is nested in. */
  readonly levels: Uint32Array;
  /** 0: nothing is nested in it; 1: folded; 2: unfolded. */
  readonly branches: Uint8Array;
  /** 1 where the run is there for those nested in it alone. */
  readonly contexts: Uint8Array;
}

/** Runs one below the other. */
export function flatOutline(order: Uint32Array): RunOutline {
  const { length } = order;
  return {
    rows: order,
    levels: new Uint32Array(length),
    branches: new Uint8Array(length),
    contexts: new Uint8Array(length),
  };
}

/**
 * Matching runs below the runs that they are nested in, also below eligible ones that do not match. A run stands where the first of
 * itself and those nested in it would: sorted by a metric, the family of the best run comes first. A run whose parent is not eligible, or nested in the run itself, stands at the top.
 */
export function* nestRunsInSteps(
  table: RunTable,
  order: Uint32Array,
  nesting: RunNesting,
  isEligible: RunPredicate,
): Steps<RunOutline> {
  const parents = yield* parentRows(table, isEligible);
  const forest = new Forest(parents, order);
  for (let place = 0; place < order.length; place++) {
    forest.plant(order[place] ?? 0);
    if (place % stepLength === 0) {
      yield;
    }
  }
  const toggled = new Set(nesting.toggled.map((runId) => table.rowOf(runId)));
  return yield* forest.flatten((row) => (nesting.isExpanded || !forest.isMatch(row)) !== toggled.has(row));
}

/** The matching rows that are nested in a row, at any depth. */
export function nestedRows(table: RunTable, order: Uint32Array, row: number): number[] {
  const parents = table.tags.get(mlflowTags.parentRunId);
  const parentOf = (child: number): number | undefined => table.rowOf(parents?.get(child) ?? '');
  const isBelow = new Map<number, boolean>([[row, true]]);
  const belongs = (start: number): boolean => {
    const path: number[] = [];
    let current: number | undefined = start;
    while (current !== undefined && !isBelow.has(current)) {
      path.push(current);
      // Whoever comes by again goes around in a circle, which the row is not part of.
      isBelow.set(current, false);
      current = parentOf(current);
    }
    const answer = current !== undefined && isBelow.get(current) === true;
    path.forEach((passed) => isBelow.set(passed, answer));
    return answer;
  };
  return [...order].filter((candidate) => candidate !== row && belongs(candidate));
}

/** The eligible parent of each row, or -1; tags are free text, so circles are opened where they close. */
function* parentRows(table: RunTable, isEligible: RunPredicate): Steps<Int32Array> {
  const column = table.tags.get(mlflowTags.parentRunId);
  const parents = new Int32Array(table.length).fill(none);
  const rowByCode = column?.dictionary.map((runId) => {
    const row = table.rowOf(runId);
    return row !== undefined && isEligible(row) ? row : none;
  });
  for (let row = 0; row < table.length; row++) {
    parents[row] = rowByCode?.[column?.code(row) ?? none] ?? none;
    if (row % stepLength === 0) {
      yield;
    }
  }
  yield* openCircles(parents);
  return parents;
}

function* openCircles(parents: Int32Array): Steps<void> {
  const walks = new Uint32Array(parents.length);
  for (let start = 0; start < parents.length; start++) {
    let row = start;
    while (walks[row] === 0) {
      walks[row] = start + 1;
      const parent = parents[row] ?? none;
      if (parent !== none && walks[parent] === start + 1) {
        parents[row] = none;
      }
      row = parents[row] === none ? row : parent;
    }
    if (start % stepLength === 0) {
      yield;
    }
  }
}

/** Runs below their parents, as linked lists in arrays: one number for each run and link, however deep they are nested. */
class Forest {
  readonly #parents: Int32Array;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #next: Int32Array;
  readonly #isMatch: Uint8Array;
  readonly #isPlanted: Uint8Array;
  #size = 0;

  constructor(parents: Int32Array, matching: Uint32Array) {
    const { length } = parents;
    this.#parents = parents;
    // One more than there are rows: what stands at the top is listed under the last.
    this.#first = new Int32Array(length + 1).fill(none);
    this.#last = new Int32Array(length + 1).fill(none);
    this.#next = new Int32Array(length).fill(none);
    this.#isMatch = new Uint8Array(length);
    this.#isPlanted = new Uint8Array(length);
    matching.forEach((row) => (this.#isMatch[row] = 1));
  }

  isMatch(row: number): boolean {
    return this.#isMatch[row] === 1;
  }

  /** Adds a row below its parent, and the parent below its own, as far as they are not there yet. */
  plant(planted: number): void {
    let row = planted;
    while (row !== none && this.#isPlanted[row] === 0) {
      this.#isPlanted[row] = 1;
      this.#size++;
      const parent = this.#parents[row] ?? none;
      this.#append(parent === none ? this.#parents.length : parent, row);
      row = parent;
    }
  }

  *flatten(isExpanded: (row: number) => boolean): Steps<RunOutline> {
    const outline = {
      rows: new Uint32Array(this.#size),
      levels: new Uint32Array(this.#size),
      branches: new Uint8Array(this.#size),
      contexts: new Uint8Array(this.#size),
    };
    let count = 0;
    let level = 0;
    let row = this.#first[this.#parents.length] ?? none;
    while (row !== none) {
      const hasNested = this.#first[row] !== none;
      const isOpen = hasNested && isExpanded(row);
      outline.rows[count] = row;
      outline.levels[count] = level;
      outline.branches[count] = isOpen ? 2 : hasNested ? 1 : 0;
      outline.contexts[count] = this.isMatch(row) ? 0 : 1;
      if (count++ % stepLength === 0) {
        yield;
      }
      if (isOpen) {
        level++;
        row = this.#first[row] ?? none;
      } else {
        [row, level] = this.#after(row, level);
      }
    }
    return {
      rows: outline.rows.subarray(0, count),
      levels: outline.levels.subarray(0, count),
      branches: outline.branches.subarray(0, count),
      contexts: outline.contexts.subarray(0, count),
    };
  }

  /** The next sibling, or that of the nearest run above that has one. */
  #after(start: number, startLevel: number): [row: number, level: number] {
    let [row, level] = [start, startLevel];
    while (row !== none && this.#next[row] === none) {
      row = this.#parents[row] ?? none;
      level--;
    }
    return [row === none ? none : (this.#next[row] ?? none), level];
  }

  #append(list: number, row: number): void {
    const last = this.#last[list] ?? none;
    if (last === none) {
      this.#first[list] = row;
    } else {
      this.#next[last] = row;
    }
    this.#last[list] = row;
  }
}

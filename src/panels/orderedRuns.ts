import type { RunTable } from '../model/runTable.ts';
import type { RunTableQuery } from '../protocol/experimentPanel.ts';
import { comparisonsOf } from '../search/filter.ts';
import { compileRunFilter, matchTexts, type RunPredicate } from '../search/matchRuns.ts';
import { parseRunSearch, type RunSearch } from '../search/parseRunSearch.ts';
import type { RunFilter } from '../search/runFilter.ts';
import type { SearchDialect } from '../search/searchDialect.ts';
import { searchRunsInSteps } from '../search/searchRuns.ts';
import type { Steps } from '../search/steps.ts';
import { textMatch } from '../search/textMatch.ts';
import { TextRanks } from '../search/textRanks.ts';
import { toSortKey } from './columnSort.ts';
import type { RunMarks } from './panelMemory.ts';
import { flatOutline, nestRunsInSteps, type RunOutline } from './runOutline.ts';
import { runInSlices } from './timeSlices.ts';

const noRows = new Uint32Array(0);

/** The runs of a table that match the panel's query, in its order and as they are nested. Long work is cut into slices; the latest request wins. */
export class OrderedRuns {
  readonly #dialect: SearchDialect;
  readonly #marks: () => RunMarks;
  readonly #ranks = new TextRanks();
  #query: RunTableQuery = { search: '', sort: [] };
  #search: RunSearch = { kind: 'text', text: '' };
  #order: Uint32Array = noRows;
  #outline = flatOutline(noRows);
  #revision = 0;
  #generation = 0;

  constructor(dialect: SearchDialect, marks: () => RunMarks) {
    this.#dialect = dialect;
    this.#marks = marks;
  }

  /** Rows of all runs that match, also of those that are folded away; without parents that do not. */
  get order(): Uint32Array {
    return this.#order;
  }

  /** What is shown, by place. */
  get outline(): RunOutline {
    return this.#outline;
  }

  /** Grows whenever {@link OrderedRuns.outline} gets other rows or another order. */
  get revision(): number {
    return this.#revision;
  }

  /** Takes a new query. @throws MlflowError invalidFilter, and then keeps the old one */
  setQuery(query: RunTableQuery, table: RunTable): void {
    const search = parseRunSearch(query.search, table);
    compileSearch(search, table, this.#dialect);
    this.#query = query;
    this.#search = search;
  }

  /** Whether new values of these metrics can change which runs match or how they are ordered. */
  dependsOnMetrics(keys: readonly string[]): boolean {
    const sorted = this.#query.sort.some(({ column }) => column.kind === 'metric' && keys.includes(column.key));
    return sorted || (this.#search.kind === 'filter' && filterReads(this.#search.filter, keys));
  }

  /** Forgets the order, because row numbers mean something else now. */
  reset(): void {
    this.#generation++;
    this.#order = noRows;
    this.#outline = flatOutline(noRows);
    this.#revision++;
  }

  /** Whether a row of the table is one of those to search among. */
  isInView(table: RunTable): RunPredicate {
    const { view = 'all' } = this.#query;
    const { starred, hidden } = this.#marks();
    const isActive = matchTexts(table.lifecycleStage, (stage) => stage === 'active');
    const rowsOf = (runIds: ReadonlySet<string>): ReadonlySet<number> =>
      new Set([...runIds].flatMap((runId) => table.rowOf(runId) ?? []));
    const [starredRows, hiddenRows] = [rowsOf(starred), rowsOf(hidden)];
    switch (view) {
      case 'all':
        return (row) => isActive(row) && !hiddenRows.has(row);
      case 'starred':
        return (row) => isActive(row) && !hiddenRows.has(row) && starredRows.has(row);
      case 'hidden':
        return (row) => isActive(row) && hiddenRows.has(row);
      case 'deleted':
        return (row) => !isActive(row);
    }
  }

  /** Orders the table anew. @returns whether something else is shown; undefined when a later call took over */
  async update(table: RunTable): Promise<boolean | undefined> {
    const generation = ++this.#generation;
    const steps = this.#steps(table, this.isInView(table));
    const answer = await runInSlices(steps, () => generation !== this.#generation);
    if (answer === undefined || generation !== this.#generation) {
      return undefined;
    }
    const isSame = isSameOrder(answer.order, this.#order) && isSameOutline(answer.outline, this.#outline);
    if (!isSame) {
      this.#order = answer.order;
      this.#outline = answer.outline;
      this.#revision++;
    }
    return !isSame;
  }

  *#steps(
    table: RunTable,
    isInView: RunPredicate,
  ): Steps<{ readonly order: Uint32Array; readonly outline: RunOutline }> {
    const isWanted = compileSearch(this.#search, table, this.#dialect);
    const query = {
      matches: (row: number) => isInView(row) && isWanted(row),
      sortKeys: this.#query.sort.map(toSortKey),
    };
    const { nesting } = this.#query;
    const order = yield* searchRunsInSteps(table, query, this.#ranks);
    const outline =
      nesting === undefined ? flatOutline(order) : yield* nestRunsInSteps(table, order, nesting, isInView);
    return { order, outline };
  }
}

function compileSearch(search: RunSearch, table: RunTable, dialect: SearchDialect): RunPredicate {
  return search.kind === 'filter'
    ? compileRunFilter(search.filter, table, { dialect, now: Date.now() })
    : textMatch(search.text, table);
}

function filterReads(filter: RunFilter, metricKeys: readonly string[]): boolean {
  return [...comparisonsOf(filter.expression)].some(
    ({ field }) => field.entity === 'metric' && metricKeys.includes(field.key),
  );
}

function isSameOutline(a: RunOutline, b: RunOutline): boolean {
  return (
    isSameOrder(a.rows, b.rows) &&
    isSameOrder(a.levels, b.levels) &&
    isSameOrder(a.branches, b.branches) &&
    isSameOrder(a.contexts, b.contexts)
  );
}

function isSameOrder(a: Uint32Array | Uint8Array, b: Uint32Array | Uint8Array): boolean {
  return a.length === b.length && a.every((row, place) => row === b[place]);
}

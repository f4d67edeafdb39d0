import type { RunTable } from '../model/runTable.ts';
import type { RunTableQuery } from '../protocol/experimentPanel.ts';
import type { LikeDialect } from '../search/likePattern.ts';
import { compileRunFilter, matchTexts, type RunPredicate } from '../search/matchRuns.ts';
import { parseRunSearch, type RunSearch } from '../search/parseRunSearch.ts';
import type { RunFilter } from '../search/runFilter.ts';
import { searchRunsInSteps } from '../search/searchRuns.ts';
import { textMatch } from '../search/textMatch.ts';
import { TextRanks } from '../search/textRanks.ts';
import { toSortKey } from './columnSort.ts';
import { runInSlices } from './timeSlices.ts';

const noRows = new Uint32Array(0);

/** The active runs of a table that match the panel's query, in its order. Long work is cut into slices; the latest request wins. */
export class OrderedRuns {
  readonly #dialect: LikeDialect;
  readonly #ranks = new TextRanks();
  #query: RunTableQuery = { search: '', sort: [] };
  #search: RunSearch = { kind: 'text', text: '' };
  #order = noRows;
  #revision = 0;
  #generation = 0;

  constructor(dialect: LikeDialect) {
    this.#dialect = dialect;
  }

  /** Rows of the table by place. */
  get order(): Uint32Array {
    return this.#order;
  }

  /** Grows whenever {@link OrderedRuns.order} gets other rows or another order. */
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
    this.#revision++;
  }

  /** Orders the table anew. @returns whether the order is another one; undefined when a later call took over */
  async update(table: RunTable): Promise<boolean | undefined> {
    const generation = ++this.#generation;
    const isActive = matchTexts(table.lifecycleStage, (stage) => stage === 'active');
    const isWanted = compileSearch(this.#search, table, this.#dialect);
    const query = {
      matches: (row: number) => isActive(row) && isWanted(row),
      sortKeys: this.#query.sort.map(toSortKey),
    };
    const order = await runInSlices(
      searchRunsInSteps(table, query, this.#ranks),
      () => generation !== this.#generation,
    );
    if (order === undefined || generation !== this.#generation) {
      return undefined;
    }
    if (isSameOrder(order, this.#order)) {
      return false;
    }
    this.#order = order;
    this.#revision++;
    return true;
  }
}

function compileSearch(search: RunSearch, table: RunTable, dialect: LikeDialect): RunPredicate {
  return search.kind === 'filter' ? compileRunFilter(search.filter, table, dialect) : textMatch(search.text, table);
}

function filterReads(filter: RunFilter, metricKeys: readonly string[]): boolean {
  return filter.comparisons.some(({ field }) => field.entity === 'metric' && metricKeys.includes(field.key));
}

function isSameOrder(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((row, place) => row === b[place]);
}

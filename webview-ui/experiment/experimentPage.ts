import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { MlflowError } from '../../src/model/mlflowError.ts';
import {
  experimentPanel,
  type ColumnCatalog,
  type ExperimentPanelState,
  type RunColumn,
  type RunColumnSort,
  type RunTableState,
} from '../../src/protocol/experimentPanel.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { Emitter } from '../../src/util/events.ts';
import type { HostBridge } from '../shared/hostBridge.ts';
import { columnId, readUi, type PageUi } from './pageUi.ts';
import { RowWindows } from './rowWindows.ts';
import { tabSeparated } from './tabSeparated.ts';

const noCatalog: ColumnCatalog = { metrics: [], params: [], tags: [], defaults: [] };
/** How long after the last key the search is done, in milliseconds. */
const searchDelay = 120;

export interface SelectedRun {
  readonly runId: string;
  readonly name: string;
}

/** New points of metrics; `keys` is absent when any metric may have changed. */
export interface MetricsChange {
  readonly runIds: readonly string[];
  readonly keys: readonly string[] | undefined;
}

/** What the page knows and what the person has set up. Components read its signals; whatever changes goes through its methods. */
export class ExperimentPage {
  readonly rpc: Rpc;
  readonly rows: RowWindows;
  readonly ui = signal<PageUi>(readUi(undefined));
  readonly panel = signal<ExperimentPanelState | undefined>(undefined);
  /** Why nothing can be shown. */
  readonly failure = signal<MlflowError | undefined>(undefined);
  readonly state = signal<RunTableState | undefined>(undefined);
  /** What is wrong with the search that is in the box; what is shown is the last good one. */
  readonly searchError = signal<MlflowError | undefined>(undefined);
  readonly catalog = signal<ColumnCatalog>(noCatalog);
  readonly columns: ReadonlySignal<readonly RunColumn[]> = computed(
    () => this.ui.value.columns ?? this.catalog.value.defaults,
  );
  // Parts of `ui` on their own, so that moving the divider asks for nothing and draws no table.
  readonly sort = computed(() => this.ui.value.sort);
  readonly selection = computed(() => this.ui.value.selection);
  readonly axis = computed(() => this.ui.value.axis);
  readonly isLog = computed(() => this.ui.value.isLog);
  readonly smoothing = computed(() => this.ui.value.smoothing);
  readonly selectedRuns = signal<readonly SelectedRun[]>([]);
  /** Metrics that the selected runs have. */
  readonly chartKeys = signal<readonly string[]>([]);
  /** The run that the pointer is on. */
  readonly emphasized = signal<string | undefined>(undefined);
  readonly #onDidLoadRows = new Emitter<void>();
  readonly onDidLoadRows = this.#onDidLoadRows.event;
  readonly #onDidChangeMetrics = new Emitter<MetricsChange>();
  readonly onDidChangeMetrics = this.#onDidChangeMetrics.event;
  readonly #bridge: HostBridge;
  #query = new AbortController();
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  #lastToggled: number | undefined;

  constructor(bridge: HostBridge) {
    this.#bridge = bridge;
    this.rpc = bridge.rpc;
    this.ui.value = readUi(bridge.savedState);
    this.rows = new RowWindows(bridge.rpc, () => this.#onDidLoadRows.fire());
    this.rpc.on(experimentPanel.changed, ({ state, places }) => this.#changed(state, places));
    this.rpc.on(experimentPanel.restarted, () => {
      // The revisions of the new store begin anew.
      this.state.value = undefined;
      void this.#start();
    });
    this.rpc.on(experimentPanel.catalogChanged, () => void this.#loadCatalog());
    this.rpc.on(experimentPanel.metricsChanged, (change) => this.#metricsChanged(change));
  }

  /** Asks for everything that is on the page. */
  start(): void {
    void this.#start();
    effect(() => {
      const [panel, ui] = [this.panel.value, this.ui.value];
      if (panel !== undefined) {
        this.#bridge.saveState({ panel, ui });
      }
    });
  }

  update(change: Partial<PageUi>): void {
    this.ui.value = { ...this.ui.value, ...change };
  }

  /** Takes what is in the search box; the table follows when the typing pauses. */
  setSearch(search: string): void {
    this.update({ search });
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => void this.runQuery(), searchDelay);
  }

  /** Sorts by a column: descending first for numbers, then ascending, then not at all. `add` keeps the other keys. */
  sortBy(column: RunColumnSort['column'], add: boolean): void {
    const { sort } = this.ui.value;
    const id = columnId(column);
    const known = sort.find((key) => columnId(key.column) === id);
    const startsDescending = column.kind === 'metric' || (column.kind === 'attribute' && column.key !== 'status');
    const next =
      known === undefined ? startsDescending : known.descending === startsDescending ? !startsDescending : undefined;
    const key = next === undefined ? [] : [{ column, descending: next }];
    const others = sort.filter((other) => columnId(other.column) !== id);
    this.update({ sort: add ? [...others, ...key] : key });
    void this.runQuery();
  }

  async runQuery(): Promise<void> {
    this.#query.abort();
    const query = new AbortController();
    this.#query = query;
    const { search, sort } = this.ui.value;
    try {
      const state = await this.rpc.request(experimentPanel.query, { search, sort }, query.signal);
      this.searchError.value = undefined;
      this.#changed(state, undefined);
    } catch (error) {
      if (!query.signal.aborted && MlflowError.is(error)) {
        // Cancelled without our doing: a live change ordered the table by this query already, and says so itself.
        this.searchError.value = error.reason === 'cancelled' ? undefined : error;
      }
    }
  }

  setColumns(columns: readonly RunColumn[] | undefined): void {
    const { columns: _, ...ui } = this.ui.value;
    this.ui.value = columns === undefined ? ui : { ...ui, columns };
    this.rows.reset(this.state.value?.revision ?? -1, this.columns.value);
    this.#onDidLoadRows.fire();
  }

  isSelected(runId: string): boolean {
    return this.ui.value.selection.includes(runId);
  }

  /** Selects the run in a place or lets it go; `extend`: all from the last toggled place to this one. */
  async toggle(place: number, extend: boolean): Promise<void> {
    const last = this.#lastToggled;
    this.#lastToggled = place;
    if (extend && last !== undefined) {
      await this.selectPlaces(Math.min(last, place), Math.max(last, place) + 1);
      return;
    }
    const run = this.rows.run(place);
    if (run !== undefined) {
      const { selection } = this.ui.value;
      const others = selection.filter((runId) => runId !== run.runId);
      this.setSelection(others.length === selection.length ? [...selection, run.runId] : others);
    }
  }

  /** Adds the runs in these places to the selection. */
  async selectPlaces(from: number, to: number): Promise<void> {
    const runIds = await this.rpc.request(experimentPanel.runIds, { from, to });
    this.setSelection([...new Set([...this.ui.value.selection, ...runIds])]);
  }

  setSelection(selection: readonly string[]): void {
    this.update({ selection });
    void this.#describeSelection();
  }

  /** Copies the runs with the shown columns, as a table that spreadsheets take. */
  async copyRuns(runIds: readonly string[]): Promise<void> {
    if (runIds.length > 0) {
      const columns = this.columns.value;
      this.copy(tabSeparated(columns, await this.rpc.request(experimentPanel.runRows, { runIds, columns })));
    }
  }

  copy(text: string): void {
    this.rpc.notify(experimentPanel.copy, { text });
  }

  async #start(): Promise<void> {
    const { panel, error } = await this.rpc.request(experimentPanel.start, undefined);
    this.panel.value = panel;
    if (error !== undefined) {
      this.failure.value = new MlflowError(error.reason, error.details);
      return;
    }
    this.failure.value = undefined;
    await this.#loadCatalog();
    await Promise.all([this.runQuery(), this.#describeSelection()]);
  }

  async #loadCatalog(): Promise<void> {
    const before = this.columns.value.map(columnId).join('\n');
    this.catalog.value = await this.rpc.request(experimentPanel.catalog, undefined);
    if (before !== this.columns.value.map(columnId).join('\n')) {
      this.rows.reset(this.state.value?.revision ?? -1, this.columns.value);
      this.#onDidLoadRows.fire();
    }
    await this.#describeSelection();
  }

  #changed(state: RunTableState, places: readonly number[] | undefined): void {
    const isOther = state.revision !== this.state.value?.revision;
    this.state.value = state;
    if (isOther) {
      this.rows.reset(state.revision, this.columns.value);
      this.#lastToggled = undefined;
    } else if (places !== undefined) {
      this.rows.invalidate(places);
    }
    this.#onDidLoadRows.fire();
  }

  #metricsChanged(change: MetricsChange): void {
    const isNewKey = change.keys?.every((key) => this.chartKeys.value.includes(key)) !== true;
    if (isNewKey && change.runIds.some((runId) => this.isSelected(runId))) {
      void this.#describeSelection();
    }
    this.#onDidChangeMetrics.fire(change);
  }

  /** Names of the selected runs and the metrics that they have. Runs that are gone leave the selection. */
  async #describeSelection(): Promise<void> {
    const runIds = this.ui.value.selection;
    if (runIds.length === 0) {
      this.selectedRuns.value = [];
      this.chartKeys.value = [];
      return;
    }
    const [names, keys] = await Promise.all([
      this.rpc.request(experimentPanel.names, { runIds }),
      this.rpc.request(experimentPanel.metricKeys, { runIds }),
    ]);
    if (runIds !== this.ui.value.selection) {
      return;
    }
    this.selectedRuns.value = names.runIds.map((runId, index) => ({ runId, name: names.names[index] ?? runId }));
    if (keys.join('\n') !== this.chartKeys.value.join('\n')) {
      this.chartKeys.value = keys;
    }
    if (names.runIds.length < runIds.length && this.state.value?.counts.isComplete === true) {
      this.update({ selection: names.runIds });
    }
  }
}

import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { mlflowTags } from '../../src/model/run.ts';
import {
  experimentPanel,
  type BetterDirection,
  type ColumnCatalog,
  type ExperimentPanelState,
  type ExportFormat,
  type ExportTarget,
  type RunAction,
  type RunTableState,
} from '../../src/protocol/experimentPanel.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { columnId, type RunColumn, type RunColumnSort } from '../../src/protocol/runColumn.ts';
import { Emitter } from '../../src/util/events.ts';
import type { SavedView } from '../../src/protocol/savedView.ts';
import type { HostBridge } from '../shared/hostBridge.ts';
import { arranged, moveColumn } from './columnArrangement.ts';
import { readUi, type PageUi } from './pageUi.ts';
import { RowWindows } from './rowWindows.ts';
import { nextSort } from './sortKeys.ts';
import { TableFacts } from './tableFacts.ts';
import { uiOfView, viewOfUi } from './savedViewUi.ts';
import { SavedViewsState } from './savedViewsState.ts';
import { tabSeparated } from './tabSeparated.ts';

const noCatalog: ColumnCatalog = { metrics: [], params: [], tags: [], defaults: [] };
/** How long after the last key the search is done, in milliseconds. */
const searchDelay = 120;
/** A column narrower than this shows nothing, in pixels. */
const leastWidth = 40;

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
  readonly facts: TableFacts;
  readonly views: SavedViewsState;
  readonly ui = signal<PageUi>(readUi(undefined));
  readonly panel = signal<ExperimentPanelState | undefined>(undefined);
  /** Why nothing can be shown. */
  readonly failure = signal<MlflowError | undefined>(undefined);
  readonly state = signal<RunTableState | undefined>(undefined);
  /** What is wrong with the search that is in the box; what is shown is the last good one. */
  readonly searchError = signal<MlflowError | undefined>(undefined);
  readonly catalog = signal<ColumnCatalog>(noCatalog);
  /** Which values of a metric are better, by its key. */
  readonly better = signal<Readonly<Record<string, BetterDirection>>>({});
  /** The columns that were chosen, in their order. */
  readonly columns: ReadonlySignal<readonly RunColumn[]> = computed(() =>
    arranged({ columns: this.chosenColumns.value, pinned: this.pinned.value }),
  );
  /** Those of them that the table shows: columns in which all matching runs are alike may be left out. */
  readonly shownColumns: ReadonlySignal<readonly RunColumn[]> = computed(() => {
    const shared = this.facts.shared.value;
    const { value } = this.columns;
    return shared.size === 0 ? value : value.filter((column) => !shared.has(columnId(column)));
  });
  // Parts of `ui` on their own, so that moving the divider asks for nothing and draws no table.
  readonly sort = computed(() => this.ui.value.sort);
  readonly pinned = computed(() => this.ui.value.pinned);
  readonly widths = computed(() => this.ui.value.widths);
  readonly heat = computed(() => this.ui.value.heat);
  readonly onlyDiffers = computed(() => this.ui.value.onlyDiffers);
  readonly isNested = computed(() => this.ui.value.isNested);
  readonly chosenColumns = computed(() => this.ui.value.columns ?? this.#proposedColumns());
  readonly selection = computed(() => this.ui.value.selection);
  readonly axis = computed(() => this.ui.value.axis);
  readonly isLog = computed(() => this.ui.value.isLog);
  readonly smoothing = computed(() => this.ui.value.smoothing);
  readonly hasNestedRuns = computed(() => this.catalog.value.tags.includes(mlflowTags.parentRunId));
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
  /** Whether nobody has set the page up yet. */
  #isNew: boolean;
  #query = new AbortController();
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  #lastToggled: number | undefined;

  constructor(bridge: HostBridge) {
    this.#bridge = bridge;
    this.rpc = bridge.rpc;
    this.ui.value = readUi(bridge.savedState);
    this.rows = new RowWindows(bridge.rpc, () => this.#onDidLoadRows.fire());
    this.facts = new TableFacts(bridge.rpc);
    this.views = new SavedViewsState(bridge.rpc);
    this.#isNew = bridge.savedState === undefined;
    this.rpc.on(experimentPanel.betterChanged, (better) => (this.better.value = better));
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
    effect(() => this.#askForFacts());
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

  /** Sorts by a column, the other way around the second time, and no more the third time. `add` keeps the other keys. */
  sortBy(column: RunColumnSort['column'], add: boolean): void {
    this.setQuery({ sort: nextSort(this.ui.value.sort, column, add) });
  }

  /** Changes what decides which runs are shown where. */
  setQuery(change: Partial<Pick<PageUi, 'sort' | 'runs' | 'isNested' | 'isExpanded' | 'toggled'>>): void {
    this.update(change);
    void this.runQuery();
  }

  /** Folds what is nested in a run away, or shows it. */
  fold(runId: string): void {
    const { toggled } = this.ui.value;
    const others = toggled.filter((known) => known !== runId);
    this.setQuery({ toggled: others.length === toggled.length ? [...toggled, runId] : others });
  }

  async runQuery(): Promise<void> {
    this.#query.abort();
    const query = new AbortController();
    this.#query = query;
    const { search, sort, runs, isNested, isExpanded, toggled } = this.ui.value;
    const nesting = isNested ? { isExpanded, toggled } : undefined;
    try {
      const state = await this.rpc.request(experimentPanel.query, { search, sort, view: runs, nesting }, query.signal);
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
  }

  /** Puts a shown column where another one is. */
  moveColumn(from: RunColumn, to: RunColumn): void {
    const places = this.columns.value.map(columnId);
    const [fromPlace, toPlace] = [places.indexOf(columnId(from)), places.indexOf(columnId(to))];
    this.update(moveColumn({ columns: this.columns.value, pinned: this.ui.value.pinned }, fromPlace, toPlace));
  }

  /** @param width in pixels; absent: as at first */
  resizeColumn(id: string, width: number | undefined): void {
    const { [id]: _, ...others } = this.ui.value.widths;
    this.update({
      widths: width === undefined ? others : { ...others, [id]: Math.max(leastWidth, Math.round(width)) },
    });
  }

  togglePinned(column: RunColumn): void {
    this.update({ pinned: toggled(this.ui.value.pinned, columnId(column)) });
  }

  toggleHeat(column: RunColumn): void {
    this.update({ heat: toggled(this.ui.value.heat, columnId(column)) });
  }

  setBetter(key: string, better: BetterDirection | undefined): void {
    this.rpc.notify(experimentPanel.setBetter, { key, better });
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

  /** Selects a run and all that match and are nested in it, and nothing else. */
  async selectNested(runId: string): Promise<void> {
    this.setSelection([runId, ...(await this.rpc.request(experimentPanel.nestedRunIds, { runId }))]);
  }

  /** Sets the page up as a view says. */
  showView(view: SavedView): void {
    const { columns: _, ...ui } = this.ui.value;
    this.ui.value = { ...ui, ...uiOfView(view) };
    void this.runQuery();
  }

  /** Keeps how the page is set up: under a name, or under one that the panel asks for. */
  async saveView(kept: Pick<SavedView, 'defaultFor'> & { readonly name?: string | undefined }): Promise<void> {
    const name = await this.rpc.request(experimentPanel.saveView, { ...viewOfUi(this.ui.value), ...kept });
    if (name !== undefined) {
      this.update({ viewName: name });
      await this.views.load();
    }
  }

  act(action: RunAction, runIds: readonly string[]): void {
    this.rpc.notify(experimentPanel.act, { action, runIds });
  }

  /** Gives all matching runs with the shown columns to the panel to put somewhere. */
  exportRuns(format: ExportFormat, target: ExportTarget): void {
    this.rpc.notify(experimentPanel.exportRuns, { format, target, columns: this.shownColumns.value });
  }

  setSelection(selection: readonly string[]): void {
    this.update({ selection });
    void this.#describeSelection();
  }

  /** Copies the runs with the shown columns, as a table that spreadsheets take. */
  async copyRuns(runIds: readonly string[]): Promise<void> {
    if (runIds.length > 0) {
      const columns = this.shownColumns.value;
      this.copy(tabSeparated(columns, await this.rpc.request(experimentPanel.runRows, { runIds, columns })));
    }
  }

  copy(text: string): void {
    this.rpc.notify(experimentPanel.copy, { text });
  }

  stopLoading(): void {
    this.rpc.notify(experimentPanel.stopLoading, undefined);
  }

  goOnLoading(): void {
    this.rpc.notify(experimentPanel.goOnLoading, undefined);
  }

  async #start(): Promise<void> {
    const { panel, better, error } = await this.rpc.request(experimentPanel.start, undefined);
    batch(() => {
      this.panel.value = panel;
      this.better.value = better;
    });
    if (error !== undefined) {
      this.failure.value = new MlflowError(error.reason, error.details);
      return;
    }
    this.failure.value = undefined;
    await this.views.load();
    const byDefault = this.#isNew ? this.views.defaultFor(panel.title) : undefined;
    this.#isNew = false;
    if (byDefault !== undefined) {
      this.update(uiOfView(byDefault));
    }
    await this.#loadCatalog();
    await Promise.all([this.runQuery(), this.#describeSelection()]);
  }

  async #loadCatalog(): Promise<void> {
    this.catalog.value = await this.rpc.request(experimentPanel.catalog, undefined);
    await this.#describeSelection();
  }

  #changed(state: RunTableState, places: readonly number[] | undefined): void {
    const isOther = state.revision !== this.state.value?.revision;
    this.state.value = state;
    if (isOther) {
      this.rows.reset(state.revision);
      this.#lastToggled = undefined;
    } else if (places !== undefined) {
      this.rows.invalidate(places, this.columns.value);
    }
    this.#onDidLoadRows.fire();
  }

  /** Nested runs that stand below their parents need no column that says so. */
  #proposedColumns(): readonly RunColumn[] {
    const { defaults } = this.catalog.value;
    return this.isNested.value
      ? defaults.filter(({ kind, key }) => kind !== 'attribute' || key !== 'parent')
      : defaults;
  }

  /** Only what is shown is asked for. */
  #askForFacts(): void {
    const [better, heat, columns, state] = [this.better.value, this.heat.value, this.columns.value, this.state.value];
    if (state !== undefined) {
      const isRanged = (column: RunColumn): boolean =>
        heat.includes(columnId(column)) || (column.kind === 'metric' && better[column.key] !== undefined);
      this.facts.ask({ shared: this.onlyDiffers.value ? columns : [], ranged: columns.filter(isRanged) });
    }
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

function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((known) => known !== id) : [...ids, id];
}

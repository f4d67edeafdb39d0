import { MlflowError, cancelledError, throwIfAborted } from '../model/mlflowError.ts';
import type { RunReference } from '../model/references.ts';
import type { RunTable } from '../model/runTable.ts';
import { toWireError, type WireError } from '../model/wireError.ts';
import {
  experimentPanel,
  type ExperimentPanelState,
  type ExportFormat,
  type RowWindow,
  type RunRows,
  type RunTableState,
} from '../protocol/experimentPanel.ts';
import type { Rpc } from '../protocol/rpc.ts';
import type { RunColumn } from '../protocol/runColumn.ts';
import type { Steps } from '../search/steps.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { RunCollection, RunCollectionChange } from '../store/runCollection.ts';
import { Disposables } from '../util/disposables.ts';
import type { Disposable } from '../util/events.ts';
import { columnCatalog, metricKeys } from './columnCatalog.ts';
import { columnRangesInSteps, sharedColumnsInSteps } from './columnFacts.ts';
import { countRuns } from './countRuns.ts';
import { exportRuns } from './exportRuns.ts';
import { fieldValues } from './fieldValues.ts';
import { MetricHistories, type HistorySource } from './metricHistories.ts';
import { NewPoints } from './newPoints.ts';
import { OrderedRuns } from './orderedRuns.ts';
import type { PanelMemory, RunMarks } from './panelMemory.ts';
import { readSeries } from './readSeries.ts';
import { columnWindow, runNames } from './rowWindow.ts';
import { nestedRows } from './runOutline.ts';
import { runPlaces } from './runPlaces.ts';
import { Throttle } from './throttle.ts';
import { runInSlices } from './timeSlices.ts';

/** How often a live change may make the table order itself anew, in milliseconds. */
const updateInterval = 100;

/** What the panel has once its store is open. */
interface Opened {
  readonly collection: RunCollection;
  readonly runs: OrderedRuns;
  readonly histories: MetricHistories;
  readonly tracking: HistorySource;
}

/** The rows that the page looks at, as it last asked for them. */
interface Watched {
  readonly from: number;
  readonly to: number;
}

/**
 * Answers one page: keeps the query, leases the runs, and sends windows of rows and decimated series, never whole tables. Knows
 * nothing of VS Code. What the page asks before the store is open waits for it.
 */
export class ExperimentSession implements Disposable {
  readonly #rpc: Rpc;
  readonly #panel: ExperimentPanelState;
  readonly #memory: PanelMemory;
  readonly #disposables = new Disposables();
  readonly #opened: Promise<Opened>;
  readonly #update: Throttle;
  readonly #changedRows = new Set<number>();
  readonly #newPoints = new NewPoints();
  #watched: Watched = { from: 0, to: 0 };
  #columnCount = 0;
  /** Whether something changed that may change the order. */
  #isOrderStale = false;
  /** Whether stars may have come or gone, which change no order. */
  #areMarksStale = false;
  #failure: WireError | undefined;

  constructor(rpc: Rpc, panel: ExperimentPanelState, store: Promise<MlflowStore>, memory: PanelMemory) {
    this.#rpc = rpc;
    this.#panel = panel;
    this.#memory = memory;
    this.#opened = this.#open(store);
    // Every request that needs the store answers with this error; until one comes, nobody has to hear of it.
    this.#opened.catch(() => undefined);
    this.#update = this.#disposables.add(new Throttle(() => void this.#refresh(), updateInterval));
    this.#followMemory();
    this.#answer();
    this.#answerTable();
    this.#answerFacts();
    this.#answerCharts();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** The runs by reference, as commands take them; those that are gone are left out. */
  async references(runIds: readonly string[]): Promise<RunReference[]> {
    const { table } = (await this.#opened).collection;
    return runIds.flatMap((runId) => {
      const row = table.rowOf(runId);
      const experimentId = row === undefined ? undefined : table.experimentId.get(row);
      return experimentId === undefined ? [] : [{ storeUri: this.#panel.storeUri, experimentId, runId }];
    });
  }

  /** All matching runs as a text. @throws MlflowError cancelled */
  async exportText(columns: readonly RunColumn[], format: ExportFormat): Promise<string> {
    const { runs, collection } = await this.#opened;
    const pieces: string[] = [];
    const steps = function* (order: Uint32Array): Steps<string> {
      for (const piece of exportRuns(collection.table, order, columns, format)) {
        pieces.push(piece);
        yield;
      }
      return pieces.join('');
    };
    return await this.#inSlices(steps(runs.order.slice()));
  }

  async #open(store: Promise<MlflowStore>): Promise<Opened> {
    const { runCollections, tracking } = await store;
    const { collection } = this.#disposables.add(runCollections.lease(this.#panel.experimentIds));
    const opened = {
      collection,
      runs: new OrderedRuns(tracking.kind === 'file' ? 'file' : 'sql', () => this.#marks),
      histories: new MetricHistories(tracking),
      tracking,
    };
    this.#disposables.add(collection.onDidChange((change) => this.#changed(opened, change)));
    collection.loaded.then(
      () => this.#requestOrder(),
      (error: unknown) => {
        this.#failure = toWireError(error);
        this.#requestOrder();
      },
    );
    return opened;
  }

  get #marks(): RunMarks {
    return this.#memory.marks(this.#panel.storeUri);
  }

  #followMemory(): void {
    const { onDidChangeMarks, onDidChangeBetter } = this.#memory;
    this.#disposables.add(
      onDidChangeMarks((storeUri) => {
        if (storeUri === this.#panel.storeUri) {
          this.#areMarksStale = true;
          this.#requestOrder();
        }
      }),
    );
    this.#disposables.add(
      onDidChangeBetter(() => this.#rpc.notify(experimentPanel.betterChanged, this.#memory.better)),
    );
  }

  #answer(): void {
    const rpc = this.#rpc;
    rpc.handle(experimentPanel.start, async () => {
      const error = await this.#opened.then(
        () => undefined,
        (reason: unknown) => toWireError(reason),
      );
      return { panel: this.#panel, better: this.#memory.better, error };
    });
    rpc.handle(experimentPanel.catalog, async () => columnCatalog((await this.#opened).collection.table));
    rpc.handle(experimentPanel.filterValues, async (field) =>
      fieldValues((await this.#opened).collection.table, field),
    );
    rpc.on(experimentPanel.setBetter, ({ key, better }) => void this.#memory.setBetter(key, better));
    rpc.on(experimentPanel.stopLoading, () => void this.#whenOpened(({ collection }) => collection.stop()));
    rpc.on(experimentPanel.goOnLoading, () => void this.#whenOpened(({ collection }) => collection.goOn()));
  }

  #answerTable(): void {
    const rpc = this.#rpc;
    rpc.handle(experimentPanel.query, async (query, signal) => {
      const { runs, collection } = await this.#opened;
      runs.setQuery(query, collection.table);
      const isOrdered = await runs.update(collection.table);
      throwIfAborted(signal, 'query');
      if (isOrdered === undefined) {
        throw new MlflowError('cancelled', { what: 'query' });
      }
      return this.#state(await this.#opened);
    });
    rpc.handle(experimentPanel.rows, async ({ from, to, columns }) =>
      this.#rows(await this.#opened, from, to, columns),
    );
    rpc.handle(experimentPanel.runIds, async ({ from, to }) => {
      const { runs, collection } = await this.#opened;
      return Array.from(runs.outline.rows.subarray(from, to), (row) => collection.table.runId(row));
    });
    rpc.handle(experimentPanel.nestedRunIds, async ({ runId }) => {
      const { runs, collection } = await this.#opened;
      const row = collection.table.rowOf(runId);
      const nested = row === undefined ? [] : nestedRows(collection.table, runs.order, row);
      return nested.map((nestedRow) => collection.table.runId(nestedRow));
    });
    rpc.handle(experimentPanel.runRows, async ({ runIds, columns }) => runRows(await this.#opened, runIds, columns));
  }

  #answerFacts(): void {
    this.#rpc.handle(experimentPanel.shared, async ({ columns }, signal) => {
      const { runs, collection } = await this.#opened;
      const { revision, order } = runs;
      const steps = sharedColumnsInSteps(collection.table, order, columns);
      return { revision, columns: await this.#inSlices(steps, signal) };
    });
    this.#rpc.handle(experimentPanel.ranges, async ({ columns }, signal) => {
      const { runs, collection } = await this.#opened;
      const { revision, order } = runs;
      const steps = columnRangesInSteps(collection.table, order, columns);
      return { revision, ranges: await this.#inSlices(steps, signal) };
    });
  }

  #answerCharts(): void {
    const rpc = this.#rpc;
    rpc.handle(experimentPanel.names, async ({ runIds }) => {
      const { table } = (await this.#opened).collection;
      return runNames(
        table,
        runIds.flatMap((runId) => table.rowOf(runId) ?? []),
      );
    });
    rpc.handle(experimentPanel.metricKeys, async ({ runIds }) => {
      const { table } = (await this.#opened).collection;
      const rows = runIds.flatMap((runId) => table.rowOf(runId) ?? []);
      return metricKeys(table, rows);
    });
    rpc.handle(
      experimentPanel.series,
      async (request, signal) => await readSeries(await this.#opened, request, signal),
    );
  }

  /** @throws MlflowError cancelled, also when the panel was closed meanwhile */
  async #inSlices<Result>(steps: Steps<Result>, signal?: AbortSignal): Promise<Result> {
    const isStale = (): boolean => this.#disposables.isDisposed || signal?.aborted === true;
    const result = await runInSlices(steps, isStale);
    if (result === undefined) {
      throw cancelledError(this.#panel.title);
    }
    return result;
  }

  /** For what wants no answer: a store that could not be opened has said so to who asked. */
  async #whenOpened(act: (opened: Opened) => void): Promise<void> {
    await this.#opened.then(act, () => undefined);
  }

  #rows({ runs, collection }: Opened, from: number, to: number, columns: readonly RunColumn[]): RowWindow {
    this.#watched = { from, to };
    const { table } = collection;
    const rows = runs.outline.rows.slice(from, to);
    const places = runPlaces(table, runs.outline, { from, to }, this.#marks.starred);
    return { revision: runs.revision, from, places, ...rowsOf(table, rows, columns) };
  }

  #changed(opened: Opened, change: RunCollectionChange): void {
    const { collection, runs, histories } = opened;
    const isPointsOnly = change.kind === 'changed' && change.metricKeys !== undefined;
    this.#isOrderStale ||= !isPointsOnly || runs.dependsOnMetrics(change.metricKeys);
    switch (change.kind) {
      case 'reset':
        runs.reset();
        this.#failure = undefined;
        this.#changedRows.clear();
        this.#newPoints.add(histories.clear(), undefined);
        break;
      case 'changed': {
        const runIds = change.rows.map((row) => collection.table.runId(row));
        histories.invalidate(runIds, change.metricKeys);
        this.#newPoints.add(runIds, change.metricKeys);
        change.rows.forEach((row) => this.#changedRows.add(row));
        break;
      }
      case 'added':
      case 'progress':
        break;
    }
    this.#update.request();
  }

  #requestOrder(): void {
    this.#isOrderStale = true;
    this.#update.request();
  }

  async #refresh(): Promise<void> {
    const opened = await this.#opened;
    const { runs, collection } = opened;
    const newPoints = this.#newPoints.take();
    if (newPoints !== undefined) {
      this.#rpc.notify(experimentPanel.metricsChanged, newPoints);
    }
    const isStale = this.#isOrderStale;
    this.#isOrderStale = false;
    const isReordered = isStale ? await runs.update(collection.table) : false;
    if (this.#disposables.isDisposed) {
      return;
    }
    if (isReordered === undefined) {
      // A query took over and answers with its order; what changed beside it is still to be told.
      this.#update.request();
      return;
    }
    this.#noticeColumns(collection);
    const places = isReordered ? undefined : this.#changedPlaces(runs.outline.rows);
    this.#areMarksStale = false;
    this.#changedRows.clear();
    this.#rpc.notify(experimentPanel.changed, { state: this.#state(opened), ...(places !== undefined && { places }) });
  }

  #changedPlaces(order: Uint32Array): number[] {
    const { from, to } = this.#watched;
    const places = Array.from(order.subarray(from, to), (_, index) => from + index);
    return places.filter((place) => this.#areMarksStale || this.#changedRows.has(order[place] ?? -1));
  }

  #noticeColumns({ table }: RunCollection): void {
    const count = table.metrics.size + table.params.size + table.tags.size;
    if (count !== this.#columnCount) {
      this.#columnCount = count;
      this.#rpc.notify(experimentPanel.catalogChanged, undefined);
    }
  }

  #state({ runs, collection }: Opened): RunTableState {
    const counts = countRuns(collection, this.#marks, runs.isInView(collection.table));
    return {
      revision: runs.revision,
      rows: runs.outline.rows.length,
      counts: { ...counts, matching: runs.order.length, failure: this.#failure },
    };
  }
}

function runRows({ runs, collection }: Opened, runIds: readonly string[], columns: readonly RunColumn[]): RunRows {
  const wanted = new Set(runIds.flatMap((runId) => collection.table.rowOf(runId) ?? []));
  const inOrder = runs.order.filter((row) => wanted.has(row));
  const rows = new Set([...inOrder, ...wanted]);
  return rowsOf(collection.table, Uint32Array.from(rows), columns);
}

function rowsOf(table: RunTable, rows: Uint32Array, columns: readonly RunColumn[]): RunRows {
  return { runs: runNames(table, rows), columns: columns.map((column) => columnWindow(table, rows, column)) };
}

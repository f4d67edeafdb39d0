import { MlflowError, throwIfAborted } from '../model/mlflowError.ts';
import type { RunTable } from '../model/runTable.ts';
import {
  experimentPanel,
  type ExperimentPanelState,
  type RowWindow,
  type RunColumn,
  type RunRows,
  type RunCounts,
  type RunTableState,
  type SeriesAnswer,
  type SeriesRequest,
} from '../protocol/experimentPanel.ts';
import { toWire, type Rpc, type WireError } from '../protocol/rpc.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { RunCollection, RunCollectionChange } from '../store/runCollection.ts';
import { Disposables } from '../util/disposables.ts';
import type { Disposable } from '../util/events.ts';
import { columnCatalog, metricKeys } from './columnCatalog.ts';
import { MetricHistories } from './metricHistories.ts';
import { NewPoints } from './newPoints.ts';
import { OrderedRuns } from './orderedRuns.ts';
import { columnWindow, runNames } from './rowWindow.ts';
import { runSeries } from './runSeries.ts';
import { Throttle } from './throttle.ts';

/** How often a live change may make the table order itself anew, in milliseconds. */
const updateInterval = 100;

/** What the panel has once its store is open. */
interface Opened {
  readonly collection: RunCollection;
  readonly runs: OrderedRuns;
  readonly histories: MetricHistories;
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
  readonly #disposables = new Disposables();
  readonly #opened: Promise<Opened>;
  readonly #update: Throttle;
  readonly #changedRows = new Set<number>();
  readonly #newPoints = new NewPoints();
  #watched: Watched = { from: 0, to: 0 };
  #columnCount = 0;
  /** Whether something changed that may change the order. */
  #isOrderStale = false;
  #failure: WireError | undefined;

  constructor(rpc: Rpc, panel: ExperimentPanelState, store: Promise<MlflowStore>) {
    this.#rpc = rpc;
    this.#panel = panel;
    this.#opened = this.#open(store);
    // Every request that needs the store answers with this error; until one comes, nobody has to hear of it.
    this.#opened.catch(() => undefined);
    this.#update = this.#disposables.add(new Throttle(() => void this.#refresh(), updateInterval));
    this.#answer();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #open(store: Promise<MlflowStore>): Promise<Opened> {
    const { runCollections, tracking } = await store;
    const { collection } = this.#disposables.add(runCollections.lease(this.#panel.experimentIds));
    const opened = {
      collection,
      runs: new OrderedRuns(tracking.kind === 'file' ? 'file' : 'sql'),
      histories: new MetricHistories((runId, key) => tracking.metricHistory(runId, key)),
    };
    this.#disposables.add(collection.onDidChange((change) => this.#changed(opened, change)));
    collection.loaded.then(
      () => this.#requestOrder(),
      (error: unknown) => {
        this.#failure = toWire(error);
        this.#requestOrder();
      },
    );
    return opened;
  }

  #answer(): void {
    const rpc = this.#rpc;
    rpc.handle(experimentPanel.start, async () => {
      const error = await this.#opened.then(
        () => undefined,
        (reason: unknown) => toWire(reason),
      );
      return { panel: this.#panel, error };
    });
    rpc.handle(experimentPanel.catalog, async () => columnCatalog((await this.#opened).collection.table));
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
      return Array.from(runs.order.subarray(from, to), (row) => collection.table.runId(row));
    });
    rpc.handle(experimentPanel.names, async ({ runIds }) => {
      const { table } = (await this.#opened).collection;
      return runNames(
        table,
        runIds.flatMap((runId) => table.rowOf(runId) ?? []),
      );
    });
    rpc.handle(experimentPanel.runRows, async ({ runIds, columns }) => runRows(await this.#opened, runIds, columns));
    rpc.handle(experimentPanel.metricKeys, async ({ runIds }) => {
      const { table } = (await this.#opened).collection;
      const rows = runIds.flatMap((runId) => table.rowOf(runId) ?? []);
      return metricKeys(table, rows);
    });
    rpc.handle(experimentPanel.series, async (request, signal) => this.#series(await this.#opened, request, signal));
  }

  #rows({ runs, collection }: Opened, from: number, to: number, columns: readonly RunColumn[]): RowWindow {
    this.#watched = { from, to };
    const rows = runs.order.slice(from, to);
    return { revision: runs.revision, from, ...rowsOf(collection.table, rows, columns) };
  }

  async #series({ histories }: Opened, request: SeriesRequest, signal: AbortSignal): Promise<SeriesAnswer> {
    const settled = await Promise.allSettled(
      request.runIds.map(async (runId) => ({ runId, history: await histories.get(runId, request.key) })),
    );
    throwIfAborted(signal, request.key);
    const read = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    return {
      series: read.flatMap(({ runId, history }) => (history === undefined ? [] : [runSeries(runId, history, request)])),
      problems: settled.flatMap((result) => (result.status === 'rejected' ? [toWire(result.reason)] : [])),
    };
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
    const places = isReordered ? undefined : this.#changedPlaces(runs.order);
    this.#changedRows.clear();
    this.#rpc.notify(experimentPanel.changed, { state: this.#state(opened), ...(places !== undefined && { places }) });
  }

  #changedPlaces(order: Uint32Array): number[] {
    const { from, to } = this.#watched;
    const places = Array.from(order.subarray(from, to), (_, index) => from + index);
    return places.filter((place) => this.#changedRows.has(order[place] ?? -1));
  }

  #noticeColumns({ table }: RunCollection): void {
    const count = table.metrics.size + table.params.size + table.tags.size;
    if (count !== this.#columnCount) {
      this.#columnCount = count;
      this.#rpc.notify(experimentPanel.catalogChanged, undefined);
    }
  }

  #state({ runs, collection }: Opened): RunTableState {
    return {
      revision: runs.revision,
      counts: { ...countRuns(collection), matching: runs.order.length, failure: this.#failure },
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

function countRuns(collection: RunCollection): Omit<RunCounts, 'matching' | 'failure'> {
  const { table } = collection;
  const active = table.lifecycleStage.dictionary.indexOf('active');
  const runningCode = table.status.dictionary.indexOf('RUNNING');
  let runs = 0;
  let running = 0;
  for (let row = 0; row < table.length; row++) {
    if (table.lifecycleStage.code(row) === active && active >= 0) {
      runs++;
      running += runningCode >= 0 && table.status.code(row) === runningCode ? 1 : 0;
    }
  }
  return {
    runs,
    running,
    isComplete: collection.isComplete && collection.isVerified,
    problems: collection.problems.map(({ error }) => toWire(error)),
  };
}

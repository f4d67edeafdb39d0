import type { RowPredicate } from '../model/runForest.ts';
import { RunForest } from '../model/runForest.ts';
import type { RunTable } from '../model/runTable.ts';
import type { Run } from '../model/run.ts';
import type { RunCollection, RunCollectionChange, RunCollectionLease } from '../store/runCollection.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter, type Disposable, type Event } from '../util/events.ts';
import { Pages } from './pages.ts';

/** What has to be repainted: all of the experiment, or some runs where they stand. */
export type ExperimentRunsChange =
  { readonly kind: 'structure' } | { readonly kind: 'runs'; readonly runIds: readonly string[] };

export type MakeRowPredicate = (table: RunTable) => RowPredicate;

export interface RunPage {
  readonly runIds: readonly string[];
  /** How many more there are. */
  readonly hiddenCount: number;
}

/** While runs stream in, the tree is redrawn this often at most. */
const redrawMilliseconds = 100;

/** The runs of one expanded experiment, as the tree shows them: nested, filtered, page by page, and kept current. */
export class ExperimentRuns implements Disposable {
  readonly #lease: RunCollectionLease;
  readonly #disposables = new Disposables();
  readonly #onDidChange = new Emitter<ExperimentRunsChange>();
  readonly #pages = new Pages();
  readonly #makePredicate: MakeRowPredicate;
  #forest: RunForest | undefined;
  #redraw: ReturnType<typeof setTimeout> | undefined;
  #error: unknown;
  #problemCount = 0;
  #commonMetrics: readonly string[] | undefined;

  readonly onDidChange: Event<ExperimentRunsChange> = this.#onDidChange.event;

  constructor(lease: RunCollectionLease, makePredicate: MakeRowPredicate) {
    this.#lease = lease;
    this.#makePredicate = makePredicate;
    this.#disposables.add(lease);
    this.#disposables.add(lease.collection.onDidChange((change) => this.#follow(change)));
    lease.collection.loaded.catch((error: unknown) => {
      this.#error = error;
      this.#fireStructure();
    });
  }

  get collection(): RunCollection {
    return this.#lease.collection;
  }

  /** Why the runs could not be loaded. */
  get error(): unknown {
    return this.#error;
  }

  get runningCount(): number {
    const { table } = this.collection;
    return countRows(
      table,
      (row) => table.status.get(row) === 'RUNNING' && table.lifecycleStage.get(row) !== 'deleted',
    );
  }

  /** Runs that stand in the trash. */
  get deletedCount(): number {
    const { table } = this.collection;
    return countRows(table, (row) => table.lifecycleStage.get(row) === 'deleted');
  }

  /** Metric keys, those that most runs have first, then by name; what MLflow itself measures (`system/…`) is left out. */
  get commonMetrics(): readonly string[] {
    this.#commonMetrics ??= commonMetrics(this.collection.table);
    return this.#commonMetrics;
  }

  /** Resolves when there is something to show, or when it is sure that there is nothing. */
  async hasContent(): Promise<void> {
    const { collection } = this;
    if (collection.isComplete || collection.table.length > 0) {
      return;
    }
    const subscriptions = new Disposables();
    const firstRuns = new Promise<void>((resolve) => {
      subscriptions.add(
        collection.onDidChange(() => {
          if (collection.isComplete || collection.table.length > 0) {
            resolve();
          }
        }),
      );
    });
    // A failure is shown from `error`, see the constructor.
    await Promise.race([firstRuns, collection.loaded.catch(() => undefined)]);
    subscriptions.dispose();
  }

  run(runId: string): Run | undefined {
    const row = this.collection.table.rowOf(runId);
    return row === undefined ? undefined : this.collection.table.run(row);
  }

  parentRunId(runId: string): string | undefined {
    const { table } = this.collection;
    const row = table.rowOf(runId);
    const parent = row === undefined ? undefined : this.#tree.parent(row);
    return parent === undefined ? undefined : table.runId(parent);
  }

  /** Runs at the top, or those directly below a run. */
  page(parentRunId?: string): RunPage {
    if (parentRunId === undefined) {
      // Who reads from the top gets the present state, and with it everything that waited to be announced.
      clearTimeout(this.#redraw);
      this.#redraw = undefined;
    }
    const rows = this.#siblings(parentRunId);
    const size = this.#pages.sizeOf(parentRunId ?? '');
    const { table } = this.collection;
    return {
      runIds: rows.slice(0, size).map((row) => table.runId(row)),
      hiddenCount: Math.max(0, rows.length - size),
    };
  }

  hasChildren(runId: string): boolean {
    return this.#siblings(runId).length > 0;
  }

  showMore(parentRunId: string): void {
    this.#pages.showMore(parentRunId);
  }

  /** Makes the pages long enough for a run and all it is nested in. @returns whether the run is shown at all */
  showRun(runId: string): boolean {
    const row = this.collection.table.rowOf(runId);
    if (row === undefined) {
      return false;
    }
    const parentRunId = this.parentRunId(runId);
    const position = this.#siblings(parentRunId).indexOf(row);
    this.#pages.showAtLeast(parentRunId ?? '', position + 1);
    return position >= 0 && (parentRunId === undefined || this.showRun(parentRunId));
  }

  /** Filters and sorts anew. */
  reset(): void {
    this.#forest = undefined;
    this.#onDidChange.fire({ kind: 'structure' });
  }

  dispose(): void {
    clearTimeout(this.#redraw);
    this.#disposables.dispose();
    this.#onDidChange.dispose();
  }

  get #tree(): RunForest {
    this.#forest ??= new RunForest(this.collection.table, this.#makePredicate(this.collection.table));
    return this.#forest;
  }

  #siblings(parentRunId: string | undefined): readonly number[] {
    if (parentRunId === undefined) {
      return this.#tree.roots;
    }
    const row = this.collection.table.rowOf(parentRunId);
    return row === undefined ? [] : this.#tree.children(row);
  }

  #follow(change: RunCollectionChange): void {
    const { table, problems } = this.collection;
    if (change.kind === 'progress') {
      this.#fireIfProblemsChanged(problems.length);
      return;
    }
    if (change.kind !== 'changed') {
      // What comes after a failure has got over it.
      this.#error = undefined;
      this.#problemCount = problems.length;
      this.#fireStructure();
      return;
    }
    const matches = this.#makePredicate(table);
    const forest = this.#forest;
    if (forest !== undefined && change.rows.every((row) => forest.isCurrent(row, matches))) {
      this.#onDidChange.fire({ kind: 'runs', runIds: change.rows.map((row) => table.runId(row)) });
    } else {
      this.#fireStructure();
    }
  }

  #fireIfProblemsChanged(count: number): void {
    if (count !== this.#problemCount) {
      this.#problemCount = count;
      this.#fireStructure();
    }
  }

  #fireStructure(): void {
    this.#forest = undefined;
    this.#commonMetrics = undefined;
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.#onDidChange.fire({ kind: 'structure' });
    }, redrawMilliseconds);
  }
}

function commonMetrics(table: RunTable): readonly string[] {
  const counts = [...table.metrics]
    .filter(([key]) => !key.startsWith('system/'))
    .map(([key, column]) => ({ key, count: countRows(table, (row) => column.has(row)) }));
  return counts.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)).map(({ key }) => key);
}

function countRows(table: RunTable, matches: RowPredicate): number {
  let count = 0;
  for (let row = 0; row < table.length; row++) {
    count += matches(row) ? 1 : 0;
  }
  return count;
}

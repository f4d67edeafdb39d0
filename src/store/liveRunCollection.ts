import { MlflowError } from '../model/mlflowError.ts';
import type { Run } from '../model/run.ts';
import { RunTable, type RunTableData } from '../model/runTable.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter, type Disposable, type Event } from '../util/events.ts';
import { PendingRunChanges, type RunChanges } from './pendingRunChanges.ts';
import type { RunCollection, RunCollectionChange } from './runCollection.ts';
import type { RunBatch, StoreProblem, TrackingStore } from './trackingStore.ts';

/** What a collection needs of a store. */
export type FollowedStore = Pick<TrackingStore, 'uri' | 'onDidChange' | 'runs' | 'run'>;

/** Loads at once and follows the store until disposed. Changes that arrive while something is being read wait for their turn. */
export class LiveRunCollection implements RunCollection, Disposable {
  readonly storeUri: string;
  readonly experimentIds: readonly string[];
  readonly #store: FollowedStore;
  readonly #pending: PendingRunChanges;
  readonly #disposables = new Disposables();
  readonly #onDidChange = this.#disposables.add(new Emitter<RunCollectionChange>());
  readonly #abort = new AbortController();
  #table = new RunTable();
  #isComplete = false;
  #isVerified = false;
  #isBusy = true;
  #total: number | undefined;
  #problems: readonly StoreProblem[] = [];
  #loaded: Promise<void>;

  readonly onDidChange: Event<RunCollectionChange> = this.#onDidChange.event;

  constructor(store: FollowedStore, experimentIds: readonly string[]) {
    this.#store = store;
    this.storeUri = store.uri;
    this.experimentIds = experimentIds;
    this.#pending = new PendingRunChanges(experimentIds);
    this.#disposables.add({ dispose: () => this.#abort.abort() });
    this.#disposables.add(store.onDidChange((change) => this.#onStoreChange(change)));
    this.#loaded = this.#start(this.#load());
  }

  get table(): RunTable {
    return this.#table;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get isVerified(): boolean {
    return this.#isVerified;
  }

  get total(): number | undefined {
    return this.#total;
  }

  get problems(): readonly StoreProblem[] {
    return this.#problems;
  }

  get loaded(): Promise<void> {
    return this.#loaded;
  }

  /** Reads everything anew, as if the store had said that anything may have changed. */
  refresh(): void {
    this.#onStoreChange({ kind: 'store' });
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #onStoreChange(change: Parameters<PendingRunChanges['add']>[0]): void {
    this.#pending.add(change);
    this.#workOff();
  }

  #workOff(): void {
    if (this.#isBusy || this.#pending.isEmpty || this.#disposables.isDisposed) {
      return;
    }
    this.#isBusy = true;
    const changes = this.#pending.take();
    if (changes === 'reload') {
      this.#loaded = this.#start(this.#reload());
    } else {
      void this.#start(this.#applyChanges(changes));
    }
  }

  /** Sees to it that what follows waits for `work`, and that a failure is kept where people see it. */
  #start(work: Promise<void>): Promise<void> {
    const finish = (): void => {
      this.#isBusy = false;
      this.#workOff();
    };
    work.then(finish, (error: unknown) => {
      if (!MlflowError.is(error, 'cancelled')) {
        this.#problems = [{ error: asMlflowError(error) }];
        this.#onDidChange.fire({ kind: 'progress' });
      }
      finish();
    });
    return work;
  }

  async #load(): Promise<void> {
    for await (const batch of this.#batches()) {
      this.#takeIn(batch);
    }
  }

  /** Shows the last known state until the new one is whole. */
  async #reload(): Promise<void> {
    let table = new RunTable();
    const problems: StoreProblem[] = [];
    for await (const batch of this.#batches()) {
      mergeRuns(table, batch.runs);
      table = withoutRuns(table, batch.removedRunIds);
      problems.push(...batch.problems);
    }
    this.#table = table;
    this.#problems = problems;
    this.#total = table.length;
    this.#isComplete = true;
    this.#isVerified = true;
    this.#onDidChange.fire({ kind: 'reset' });
  }

  #batches(): AsyncIterable<RunBatch> {
    return this.#store.runs({ experimentIds: this.experimentIds, view: 'all' }, this.#abort.signal);
  }

  #takeIn(batch: RunBatch): void {
    this.#problems = batch.problems.length === 0 ? this.#problems : [...this.#problems, ...batch.problems];
    this.#isComplete = batch.isComplete;
    this.#isVerified = batch.verified;
    this.#total = batch.total ?? this.#total;
    const from = this.#table.length;
    const rows = mergeRuns(this.#table, batch.runs);
    const kept = withoutRuns(this.#table, batch.removedRunIds);
    if (kept !== this.#table) {
      this.#table = kept;
      this.#onDidChange.fire({ kind: 'reset' });
      return;
    }
    this.#announce(from, rows);
    this.#onDidChange.fire({ kind: 'progress' });
  }

  async #applyChanges(changes: RunChanges): Promise<void> {
    const from = this.#table.length;
    const runs = await Promise.all([...changes.keys()].map(async (runId) => await this.#readRun(runId)));
    const gone = [...changes.keys()].filter((_, index) => runs[index] === undefined);
    const rows = runs.flatMap((run) => (run === undefined ? [] : this.#table.put(run)));
    this.#total = this.#table.length;
    const kept = withoutRuns(this.#table, gone);
    if (kept === this.#table) {
      this.#announce(from, rows, metricKeysOf(changes));
    } else {
      this.#table = kept;
      this.#total = kept.length;
      this.#onDidChange.fire({ kind: 'reset' });
    }
  }

  /** Absent when the run is gone, or cannot be read any more, which the next listing will explain. */
  async #readRun(runId: string): Promise<Run | undefined> {
    try {
      const run = await this.#store.run(runId, this.#abort.signal);
      return this.experimentIds.includes(run.info.experimentId) ? run : undefined;
    } catch (error) {
      if (MlflowError.is(error, 'notFound')) {
        return undefined;
      }
      throw error;
    }
  }

  #announce(from: number, rows: readonly number[], metricKeys?: readonly string[]): void {
    const changed = rows.filter((row) => row < from);
    if (this.#table.length > from) {
      this.#onDidChange.fire({ kind: 'added', from, to: this.#table.length });
    }
    if (changed.length > 0) {
      this.#onDidChange.fire({ kind: 'changed', rows: changed, ...(metricKeys === undefined ? {} : { metricKeys }) });
    }
  }
}

/** @returns the rows that were rewritten or added */
function mergeRuns(table: RunTable, data: RunTableData): readonly number[] {
  if (data.runIds.every((runId) => table.rowOf(runId) === undefined)) {
    table.append(data);
    return [];
  }
  const runs = RunTable.from(data);
  return data.runIds.map((_, row) => table.put(runs.run(row)));
}

/** @returns the table itself when it has none of them */
function withoutRuns(table: RunTable, runIds: readonly string[]): RunTable {
  const removed = new Set(runIds.map((runId) => table.rowOf(runId)).filter((row) => row !== undefined));
  const rows = new Uint32Array(table.length).map((_, row) => row);
  return removed.size === 0 ? table : table.select(rows.filter((row) => !removed.has(row)));
}

function metricKeysOf(changes: RunChanges): readonly string[] | undefined {
  const keys = new Set<string>();
  for (const metricKeys of changes.values()) {
    if (metricKeys === undefined) {
      return undefined;
    }
    for (const key of metricKeys) {
      keys.add(key);
    }
  }
  return [...keys];
}

function asMlflowError(error: unknown): MlflowError {
  return MlflowError.is(error) ? error : new MlflowError('internal', { what: String(error) }, { cause: error });
}

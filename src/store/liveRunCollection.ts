import { MlflowError } from '../model/mlflowError.ts';
import type { Run } from '../model/run.ts';
import { RunTable } from '../model/runTable.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter, type Disposable, type Event } from '../util/events.ts';
import { mergeRuns, withoutRuns } from './mergeRuns.ts';
import { PendingRunChanges, type RunChanges } from './pendingRunChanges.ts';
import type { RunCollection, RunCollectionChange } from './runCollection.ts';
import { RunLoading } from './runLoading.ts';
import type { RunBatch, StoreProblem, TrackingStore } from './trackingStore.ts';

/** What a collection needs of a store. */
export type FollowedStore = Pick<TrackingStore, 'uri' | 'onDidChange' | 'runs' | 'run'>;

/** Loads at once and follows the store until disposed. Changes that arrive while something is being read wait for their turn. */
export class LiveRunCollection implements RunCollection, Disposable {
  readonly storeUri: string;
  readonly experimentIds: readonly string[];
  readonly #store: FollowedStore;
  readonly #now: () => number;
  readonly #pending: PendingRunChanges;
  readonly #disposables = new Disposables();
  readonly #onDidChange = this.#disposables.add(new Emitter<RunCollectionChange>());
  readonly #abort = new AbortController();
  #table = new RunTable();
  #isComplete = false;
  #isVerified = false;
  #isBusy = true;
  #isStopped = false;
  /** The first listing, until its end is reached. */
  #loading: RunLoading | undefined;
  #staleSince: number | undefined;
  #total: number | undefined;
  #problems: readonly StoreProblem[] = [];
  #loaded: Promise<void>;

  readonly onDidChange: Event<RunCollectionChange> = this.#onDidChange.event;

  /** @param now milliseconds since 1970 */
  constructor(store: FollowedStore, experimentIds: readonly string[], now: () => number) {
    this.#store = store;
    this.#now = now;
    this.storeUri = store.uri;
    this.experimentIds = experimentIds;
    this.#pending = new PendingRunChanges(experimentIds);
    this.#disposables.add({ dispose: () => this.#abort.abort() });
    this.#disposables.add(store.onDidChange((change) => this.#onStoreChange(change)));
    this.#loaded = this.#start(this.#load(new RunLoading(this.#batches())));
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

  get isStopped(): boolean {
    return this.#isStopped;
  }

  get staleSince(): number | undefined {
    return this.#staleSince;
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

  stop(): void {
    if (!this.#isComplete && !this.#isStopped) {
      this.#isStopped = true;
      this.#loading?.halt();
      this.#onDidChange.fire({ kind: 'progress' });
    }
  }

  goOn(): void {
    if (this.#isStopped) {
      this.#isStopped = false;
      this.#onDidChange.fire({ kind: 'progress' });
      if (this.#loading === undefined) {
        this.#pending.add({ kind: 'store' });
      }
      this.#workOff();
    }
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
    if (this.#isBusy || this.#disposables.isDisposed) {
      return;
    }
    if (this.#pending.isEmpty) {
      this.#goOnLoading();
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

  #goOnLoading(): void {
    if (this.#loading !== undefined && !this.#isStopped) {
      this.#isBusy = true;
      this.#loaded = this.#start(this.#load(this.#loading));
    }
  }

  /** Sees to it that what follows waits for `work`, and that a failure is kept where people see it. */
  #start(work: Promise<void>): Promise<void> {
    const finish = (): void => {
      this.#isBusy = false;
      this.#workOff();
    };
    const succeed = (): void => {
      if (this.#staleSince !== undefined) {
        this.#staleSince = undefined;
        this.#onDidChange.fire({ kind: 'progress' });
      }
      finish();
    };
    work.then(succeed, (error: unknown) => {
      this.#onFailure(error);
      finish();
    });
    return work;
  }

  #onFailure(error: unknown): void {
    if (!MlflowError.is(error, 'cancelled')) {
      this.#loading = undefined;
      this.#problems = [{ error: asMlflowError(error) }];
      this.#staleSince ??= this.#isComplete || this.#table.length > 0 ? this.#now() : undefined;
      this.#onDidChange.fire({ kind: 'progress' });
    }
  }

  async #load(loading: RunLoading): Promise<void> {
    this.#loading = loading;
    if (await loading.goOn((batch) => this.#takeIn(batch))) {
      this.#loading = undefined;
    }
  }

  /** Shows the last known state until the new one is whole. Of a listing that was stopped, no more than was there is read. */
  async #reload(): Promise<void> {
    await this.#loading?.abandon();
    this.#loading = undefined;
    const maxResults = this.#isStopped ? Math.max(1, this.#table.length) : undefined;
    let table = new RunTable();
    const problems: StoreProblem[] = [];
    for await (const batch of this.#batches(maxResults)) {
      mergeRuns(table, batch.runs);
      table = withoutRuns(table, batch.removedRunIds);
      problems.push(...batch.problems);
    }
    this.#table = table;
    this.#problems = problems;
    this.#isVerified = true;
    this.#isComplete = maxResults === undefined || table.length < maxResults;
    this.#isStopped &&= !this.#isComplete;
    this.#total = this.#isComplete ? table.length : undefined;
    this.#staleSince = undefined;
    this.#onDidChange.fire({ kind: 'reset' });
  }

  #batches(maxResults?: number): AsyncIterable<RunBatch> {
    return this.#store.runs({ experimentIds: this.experimentIds, view: 'all', maxResults }, this.#abort.signal);
  }

  #takeIn(batch: RunBatch): void {
    this.#problems = batch.problems.length === 0 ? this.#problems : [...this.#problems, ...batch.problems];
    this.#isComplete = batch.isComplete;
    this.#isStopped &&= !batch.isComplete;
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
    const kept = withoutRuns(this.#table, gone);
    this.#total = this.#isComplete ? kept.length : this.#total;
    if (kept === this.#table) {
      this.#announce(from, rows, metricKeysOf(changes));
    } else {
      this.#table = kept;
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

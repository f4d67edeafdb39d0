import { basename, dirname } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import type { Disposable } from '../../util/events.ts';
import type { WatchFolder } from '../file/watchFolder.ts';
import type { JobPool } from '../jobPool.ts';
import type { StoreChange } from '../trackingStore.ts';
import { Turns } from '../turns.ts';
import { changesBetween } from './changesBetween.ts';
import { databaseStamp } from './databaseStamp.ts';
import type { DigestAnswer } from './sqliteDigest.ts';
import type { SqliteStoreJobs } from './sqliteStoreJobs.ts';

export interface SqliteLiveUpdatesParts {
  /** Absolute path of the database. */
  readonly file: string;
  readonly pool: JobPool<SqliteStoreJobs>;
  readonly watchFolder: WatchFolder;
  /** Calls back once, later. */
  readonly schedule: (callback: () => void, milliseconds: number) => Disposable;
  readonly onChange: (change: StoreChange) => void;
  readonly onError: (error: unknown) => void;
}

/** A write is several events on the file and its journal. */
const settleMilliseconds = 150;
/** How often a database that cannot be read is tried again. */
const retryMilliseconds = 1500;
/** Looking keeps writers waiting: of the time at most a tenth, but nobody waits longer than this to see a change. */
const maxRestMilliseconds = 1500;
const restFactor = 10;

/**
 * Follows a database by watching its folder, and compares what is in it when something happens there. Runs that are running or new, and
 * those that this process writes to, are told apart with their metrics. Of others, a changed row is told by experiment and a changed
 * number or total length of what is logged as a change of the store. Not noticed: another value of the same length, and points of a
 * metric that are not its latest.
 */
export class SqliteLiveUpdates {
  readonly #parts: SqliteLiveUpdatesParts;
  readonly #turns = new Turns();
  #watcher: Disposable | undefined;
  #timer: Disposable | undefined;
  #last: DigestAnswer | undefined;
  /** From before the last answer: what happens in between is found by comparing. */
  #stamp: string | undefined;
  #isReadable = true;
  #lookDuration = 0;
  #ready: Promise<void> = Promise.resolve();
  /** Tells answers to an earlier start apart. */
  #round: object | undefined;

  constructor(parts: SqliteLiveUpdatesParts) {
    this.#parts = parts;
  }

  /** Begins to watch; what is there by then is not announced. */
  start(): void {
    if (this.#round === undefined) {
      const { file, watchFolder } = this.#parts;
      const name = basename(file);
      this.#round = {};
      this.#watcher = watchFolder(dirname(file), (changed) => {
        if (changed === undefined || (changed.startsWith(name) && !changed.endsWith('-shm'))) {
          this.#later(Math.max(settleMilliseconds, Math.min(maxRestMilliseconds, this.#lookDuration * restFactor)));
        }
      });
      this.#ready = this.#look([]);
    }
  }

  /** Resolves when there is something to compare with: a listing that begins after that misses nothing that is not announced. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** From now on what happens to these runs is told apart; for runs that this process is about to write to. */
  async follow(runIds: readonly string[]): Promise<void> {
    if (this.#round !== undefined && runIds.some((runId) => this.#last?.next.followed.has(runId) !== true)) {
      await this.#look(runIds);
    }
  }

  stop(): void {
    this.#round = undefined;
    this.#watcher?.dispose();
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#last = undefined;
    this.#isReadable = true;
  }

  #later(milliseconds: number): void {
    if (this.#round !== undefined) {
      this.#timer ??= this.#parts.schedule(() => {
        this.#timer = undefined;
        void this.#look([]);
      }, milliseconds);
    }
  }

  /** Never rejects: what goes wrong is reported once, and tried again. */
  async #look(more: readonly string[]): Promise<void> {
    const round = this.#round;
    await this.#turns.take(async () => {
      try {
        if (round !== undefined && round === this.#round) {
          await this.#compare(round, more);
        }
      } catch (error) {
        if (round === this.#round && !MlflowError.is(error, 'cancelled')) {
          this.#onUnreadable(error);
        }
      }
    });
  }

  async #compare(round: object, more: readonly string[]): Promise<void> {
    const { file, pool, onChange } = this.#parts;
    const before = this.#last;
    const followed = [...(before?.next.followed.keys() ?? [])];
    const stamp = await databaseStamp(file);
    if (before !== undefined && this.#isReadable && more.length === 0 && stamp === this.#stamp) {
      return;
    }
    const start = performance.now();
    const answer = await pool.run('sqliteDigest', { file, followed, more, lastRow: before?.lastRow });
    if (round !== this.#round) {
      return;
    }
    this.#lookDuration = performance.now() - start;
    this.#last = answer;
    this.#stamp = stamp;
    const wasReadable = this.#isReadable;
    this.#isReadable = true;
    const changes = before === undefined ? [] : changesBetween(before.next, answer.now);
    for (const change of wasReadable ? changes : [{ kind: 'store' } as const]) {
      onChange(change);
    }
  }

  /** A lock is over soon; a file that is gone may come back. */
  #onUnreadable(error: unknown): void {
    if (!MlflowError.is(error, 'locked') && this.#isReadable) {
      this.#isReadable = false;
      this.#parts.onError(error);
      this.#parts.onChange({ kind: 'store' });
    }
    this.#later(retryMilliseconds);
  }
}

import { MlflowError } from '../../model/mlflowError.ts';
import type { Disposable } from '../../util/events.ts';
import type { JobPool } from '../jobPool.ts';
import type { FileStoreJobs } from './fileStoreJobs.ts';

export interface EditSweepParts {
  readonly root: string;
  readonly pool: JobPool<FileStoreJobs>;
  readonly schedule: (callback: () => void, milliseconds: number) => Disposable;
  readonly now: () => number;
  readonly onEdited: (experimentId: string, runId: string) => void;
  readonly onError: (error: unknown) => void;
}

const pauseMilliseconds = 1500;
/** A large experiment is looked through less often: looking takes at most this share of one worker's time. */
const shareOfTime = 0.05;
/** File systems keep times in steps of a few milliseconds. */
const clockStep = 20;

/**
 * Notices edits of runs that are over, whose folders are not watched because there may be 100,000 of them. Looks at the times of their
 * files, again and again, in those experiments that somebody has listed.
 */
export class EditSweep {
  readonly #parts: EditSweepParts;
  readonly #seen = new Map<string, number>();
  #timer: Disposable | undefined;

  constructor(parts: EditSweepParts) {
    this.#parts = parts;
  }

  /** Edits from now on are to be noticed. */
  add(experimentIds: readonly string[]): void {
    for (const experimentId of experimentIds) {
      if (!this.#seen.has(experimentId)) {
        this.#seen.set(experimentId, this.#parts.now() - clockStep);
      }
    }
    this.#timer ??= this.#parts.schedule(() => void this.#sweep(), pauseMilliseconds);
  }

  remove(experimentId: string): void {
    this.#seen.delete(experimentId);
  }

  stop(): void {
    this.#seen.clear();
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  async #sweep(): Promise<void> {
    const timer = this.#timer;
    const start = this.#parts.now();
    for (const [experimentId, after] of this.#seen) {
      await this.#look(experimentId, after);
    }
    // Stopped meanwhile, and perhaps started again: then another round is on its way.
    if (this.#timer === timer) {
      const pause = Math.max(pauseMilliseconds, (this.#parts.now() - start) / shareOfTime);
      this.#timer = this.#parts.schedule(() => void this.#sweep(), pause);
    }
  }

  async #look(experimentId: string, after: number): Promise<void> {
    const { root, pool, onEdited, onError } = this.#parts;
    try {
      const edited = await pool.run(
        'fileEditedRuns',
        { folder: `${root}/${experimentId}`, after },
        { priority: 'idle' },
      );
      if (this.#seen.has(experimentId)) {
        this.#seen.set(experimentId, edited.latest);
        for (const runId of edited.runIds) {
          onEdited(experimentId, runId);
        }
      }
    } catch (error) {
      if (!MlflowError.is(error, 'cancelled')) {
        onError(error);
      }
    }
  }
}

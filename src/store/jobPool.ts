import { cancelledError } from '../model/mlflowError.ts';
import type { Disposable } from '../util/events.ts';
import type { JobMap, JobOptions, JobRunner } from '../util/jobs.ts';

/** Which of the waiting jobs is next: what a person waits for comes before bulk work, and both before what nobody waits for. */
export type JobPriority = 'urgent' | 'bulk' | 'idle';

interface Waiting {
  readonly priority: JobPriority;
  readonly start: (runner: RunnerSlot) => void;
}

interface RunnerSlot {
  isBusy: boolean;
}

/** Spreads jobs over workers, each of which does one at a time; a worker starts when there is work for it. */
export class JobPool<Jobs extends JobMap<Jobs>> implements Disposable {
  readonly size: number;
  readonly #startRunner: () => JobRunner<Jobs>;
  readonly #runners = new Map<RunnerSlot, JobRunner<Jobs>>();
  readonly #waiting: Record<JobPriority, Set<Waiting>> = { urgent: new Set(), bulk: new Set(), idle: new Set() };
  #isDisposed = false;

  constructor(startRunner: () => JobRunner<Jobs>, size: number) {
    this.#startRunner = startRunner;
    this.size = Math.max(1, size);
  }

  /** @throws MlflowError as the job does, or cancelled */
  async run<Name extends keyof Jobs & string>(
    name: Name,
    params: Jobs[Name]['params'],
    options: JobOptions<Jobs[Name]['progress']> & { readonly priority?: JobPriority } = {},
  ): Promise<Jobs[Name]['result']> {
    const { priority = 'urgent', ...jobOptions } = options;
    const slot = await this.#waitForSlot(name, priority, options.signal);
    try {
      return await this.#runnerOf(slot).run(name, params, jobOptions);
    } finally {
      slot.isBusy = false;
      this.#startNext();
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const runner of this.#runners.values()) {
      runner.dispose();
    }
    this.#startNext();
  }

  async #waitForSlot(name: string, priority: JobPriority, signal: AbortSignal | undefined): Promise<RunnerSlot> {
    return await new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting[priority].delete(waiting);
        reject(cancelledError(name));
      };
      const waiting: Waiting = {
        priority,
        start: (slot) => {
          signal?.removeEventListener('abort', giveUp);
          if (this.#isDisposed || signal?.aborted === true) {
            slot.isBusy = false;
            reject(cancelledError(name));
          } else {
            resolve(slot);
          }
        },
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting[priority].add(waiting);
      this.#startNext();
    });
  }

  #startNext(): void {
    for (let next = this.#nextWaiting(); next !== undefined; next = this.#nextWaiting()) {
      const slot = this.#freeSlotNow();
      if (slot === undefined) {
        return;
      }
      this.#waiting[next.priority].delete(next);
      slot.isBusy = true;
      next.start(slot);
    }
  }

  #nextWaiting(): Waiting | undefined {
    const [next] = [...this.#waiting.urgent, ...this.#waiting.bulk, ...this.#waiting.idle];
    return next;
  }

  #freeSlotNow(): RunnerSlot | undefined {
    if (this.#isDisposed) {
      return { isBusy: false };
    }
    for (const slot of this.#runners.keys()) {
      if (!slot.isBusy) {
        return slot;
      }
    }
    return this.#runners.size < this.size ? this.#newSlot() : undefined;
  }

  #newSlot(): RunnerSlot {
    const slot = { isBusy: false };
    this.#runners.set(slot, this.#startRunner());
    return slot;
  }

  #runnerOf(slot: RunnerSlot): JobRunner<Jobs> {
    const runner = this.#runners.get(slot);
    if (runner === undefined) {
      throw cancelledError('the store');
    }
    return runner;
  }
}

import { Worker } from 'node:worker_threads';
import { handleJobAnswer, type JobAnswer } from '../model/jobMessages.ts';
import { MlflowError, cancelledError } from '../model/mlflowError.ts';
import { fromWireError } from '../model/wireError.ts';
import type { JobMap, JobOptions, JobRunner, ProgressOf } from '../util/jobs.ts';

interface PendingJob {
  readonly name: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: MlflowError) => void;
  readonly progress: ((progress: unknown) => void) | undefined;
}

/**
 * Runs jobs on one worker thread, which starts with the first job. `script` is a built worker (dist/storeWorker.cjs) or, under a Node that
 * strips types, its source. A worker that dies fails what it was doing as `internal`; the next job starts a new one.
 */
export function startWorkerThread<Jobs extends JobMap<Jobs>>(script: string | URL): JobRunner<Jobs> {
  return new WorkerThreadRunner<Jobs>(script);
}

class WorkerThreadRunner<Jobs extends JobMap<Jobs>> implements JobRunner<Jobs> {
  readonly #script: string | URL;
  readonly #pending = new Map<number, PendingJob>();
  #worker: Worker | undefined;
  #nextId = 1;
  #isDisposed = false;

  constructor(script: string | URL) {
    this.#script = script;
  }

  async run<Name extends keyof Jobs & string>(
    name: Name,
    params: Jobs[Name]['params'],
    { signal, onProgress, transfer }: JobOptions<ProgressOf<Jobs[Name]>> = {},
  ): Promise<Jobs[Name]['result']> {
    if (this.#isDisposed || signal?.aborted === true) {
      throw cancelledError(name);
    }
    const id = this.#nextId++;
    const flag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const giveUp = (): void => {
      Atomics.store(new Int32Array(flag), 0, 1);
      this.#settle(id)?.reject(cancelledError(name));
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      return await new Promise<Jobs[Name]['result']>((resolve, reject) => {
        // What arrives has the types that the job map says: both ends are compiled against it.
        const progress = onProgress as PendingJob['progress'] | undefined;
        this.#pending.set(id, { name, resolve, reject, progress });
        const worker = this.#startedWorker();
        worker.ref();
        worker.postMessage({ id, name, params, flag }, transfer);
      });
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const id of this.#pending.keys()) {
      const job = this.#settle(id);
      job?.reject(cancelledError(job.name));
    }
    // Nothing waits for the thread's end, and ending it cannot fail.
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #startedWorker(): Worker {
    if (this.#worker === undefined) {
      const worker = new Worker(this.#script);
      worker.on('message', (answer: JobAnswer) => this.#receive(answer));
      worker.on('error', (error: unknown) => this.#fail(worker, error));
      worker.on('exit', (code) => this.#fail(worker, new Error(`the worker ended with code ${code}`)));
      this.#worker = worker;
    }
    return this.#worker;
  }

  #receive(answer: JobAnswer): void {
    handleJobAnswer(answer, {
      progress: (progress) => this.#pending.get(answer.id)?.progress?.(progress),
      result: (result) => this.#settle(answer.id)?.resolve(result),
      error: (error) => this.#settle(answer.id)?.reject(fromWireError(error)),
    });
  }

  /** Takes the job out; a worker without work does not keep the process alive. */
  #settle(id: number): PendingJob | undefined {
    const job = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) {
      this.#worker?.unref();
    }
    return job;
  }

  #fail(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) {
      return;
    }
    this.#worker = undefined;
    for (const id of this.#pending.keys()) {
      const job = this.#settle(id);
      job?.reject(new MlflowError('internal', { what: job.name, detail: String(cause) }, { cause }));
    }
  }
}

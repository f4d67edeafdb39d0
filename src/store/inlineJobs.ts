import { cancelledError, throwIfAborted } from '../model/mlflowError.ts';
import type { JobHandlers, JobMap, JobRunner } from '../util/jobs.ts';

/** Runs the jobs of a worker on the calling thread, one microtask later: for tests and small scripts. Nothing is cloned or transferred. */
export function inlineJobs<Jobs extends JobMap<Jobs>>(handlers: JobHandlers<Jobs>): JobRunner<Jobs> {
  let isDisposed = false;
  return {
    run: async (name, params, options = {}) => {
      await Promise.resolve();
      throwIfAborted(options.signal, name);
      if (isDisposed) {
        throw cancelledError(name);
      }
      const result = await handlers[name](params, {
        isCancelled: () => isDisposed || options.signal?.aborted === true,
        report: (progress) => options.onProgress?.(progress),
      });
      throwIfAborted(options.signal, name);
      return result;
    },
    dispose: () => {
      isDisposed = true;
    },
  };
}

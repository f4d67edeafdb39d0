import { availableParallelism, homedir } from 'node:os';
import { startWorkerThread } from '../../src/host/workerThreadRunner.ts';
import type { StoreEnvironment } from '../../src/store/storeEnvironment.ts';
import type { StoreJobs } from '../../src/store/storeJobs.ts';

const storeWorker = new URL('../../src/store/storeWorker.ts', import.meta.url);

/** Stores as the extension opens them, but with the workers' source and without VS Code. */
export function scriptStoreEnvironment(overrides: Partial<StoreEnvironment> = {}): StoreEnvironment {
  return {
    startWorker: () => startWorkerThread<StoreJobs>(storeWorker),
    maxWorkers: availableParallelism(),
    workspaceFolders: [process.cwd()],
    isTrusted: () => true,
    variables: process.env,
    homeFolder: homedir(),
    fetch: (input, init) => globalThis.fetch(input, init),
    log: (level, message) => {
      if (level === 'error' || level === 'warn') {
        console.error(message);
      }
    },
    ...overrides,
  };
}

import { inlineJobs } from '../../src/store/inlineJobs.ts';
import type { StoreEnvironment } from '../../src/store/storeEnvironment.ts';
import { storeJobHandlers } from '../../src/store/storeJobHandlers.ts';

/** An environment whose jobs run on the test's own thread, and whose log says nothing. */
export function testStoreEnvironment(overrides: Partial<StoreEnvironment> = {}): StoreEnvironment {
  return {
    startWorker: () => inlineJobs(storeJobHandlers()),
    maxWorkers: 2,
    workspaceFolders: [],
    isTrusted: () => true,
    variables: {},
    homeFolder: '/no-home',
    fetch: async () => await Promise.reject(new Error('this test has no network')),
    log: () => undefined,
    ...overrides,
  };
}

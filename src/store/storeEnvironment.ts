import type { JobRunner } from '../util/jobs.ts';
import type { StoreJobs } from './storeJobs.ts';

/** What the outside gives to a store: made once by the host (or a script, or a test) and handed to `openStore`. */
export interface StoreEnvironment {
  /** Runs the jobs of {@link StoreJobs} off the calling thread; a store asks for as many runners as it can use. */
  readonly startWorker: () => JobRunner<StoreJobs>;
  /** How many workers one store may keep busy. */
  readonly maxWorkers: number;
  /** Where snapshots may be kept; absent: nowhere. */
  readonly snapshotFolder?: string | undefined;
  /** Folders besides the store's own in which a moved artifact root is looked for. */
  readonly workspaceFolders: readonly string[];
  readonly isTrusted: () => boolean;
  /** For REST only: the platform's fetch, so that proxies and certificates are the host's. */
  readonly fetch: typeof globalThis.fetch;
  /** Authorization header for a server, from secret storage or the environment. */
  readonly authorization?: ((uri: string) => Promise<string | undefined>) | undefined;
  readonly log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;
}

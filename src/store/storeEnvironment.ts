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
  /**
   * Headers for every request to a server: `authorization`, from secret storage or the environment, and the person's own. Asked
   * anew for each request, so that a changed secret counts at once. Absent: none.
   */
  readonly serverHeaders?: ((serverUrl: string) => Promise<Readonly<Record<string, string>>>) | undefined;
  /** Environment variables, for those that MLflow and Databricks define. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The person's home folder, where the Databricks configuration file lies. */
  readonly homeFolder: string;
  readonly log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;
}

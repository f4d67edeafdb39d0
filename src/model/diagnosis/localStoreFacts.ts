import type { MlflowError } from '../mlflowError.ts';

/** What one look at a store on this machine found. */
export interface LocalStoreFacts {
  /** The folder, or the database file. */
  readonly path: string;
  readonly kind: 'file' | 'sqlite';
  readonly presence: 'there' | 'missing' | 'notAFolder' | 'notAFile';
  /** Why it cannot be read: the system's code (EACCES). Absent when it can. */
  readonly unreadable?: string | undefined;
  /** Why it cannot be written: the system's code (EACCES, EROFS). Absent when it can. */
  readonly unwritable?: string | undefined;
  /** Bytes that are free on its disk; absent where the system does not tell. */
  readonly freeBytes?: number | undefined;
  /** Absent for a file store, and when it could not be looked into. */
  readonly database?: DatabaseFacts | MlflowError | undefined;
  /** How many experiments it has, deleted ones included, and how many could not be read; or why they could not be listed. */
  readonly experiments?: ExperimentCounts | MlflowError | undefined;
}

export interface ExperimentCounts {
  readonly total: number;
  readonly broken: number;
}

export interface DatabaseFacts {
  /** `alembic_version`; absent in a database older than MLflow's migrations. */
  readonly revision?: string | undefined;
  /** Whether a later MLflow than this extension knows made the tables. */
  readonly isNewer: boolean;
  readonly lock: DatabaseLock;
}

/**
 * `free`: a writer may begin at once. `held`: somebody writes now. `journal`: a rollback journal lies beside the file, so somebody writes
 * now or died while writing. `unknown`: it could not be tried.
 */
export type DatabaseLock = 'free' | 'held' | 'journal' | 'unknown';

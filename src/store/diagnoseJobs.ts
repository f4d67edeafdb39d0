import { existsSync } from 'node:fs';
import type { DatabaseFacts, DatabaseLock } from '../model/diagnosis/localStoreFacts.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { JobHandlers } from '../util/jobs.ts';
import { readDatabase, writeDatabase } from './sqlite/database.ts';
import { isNewerRevision } from './sqlite/knownRevisions.ts';
import { readRevision } from './sqlite/mlflowSchema.ts';

/** What the store worker does for a diagnosis. */
export interface DiagnoseJobs {
  /** @throws MlflowError as {@link readDatabase} does */
  readonly databaseFacts: { readonly params: { readonly file: string }; readonly result: DatabaseFacts };
}

/** Somebody who writes is something to tell, not to wait for. */
const options = { busyTimeout: 0 };

export function diagnoseJobs(): JobHandlers<DiagnoseJobs> {
  return {
    databaseFacts: ({ file }) => {
      const revision = readDatabase(file, options, readRevision);
      return { revision, isNewer: isNewerRevision(revision), lock: lockOf(file) };
    },
  };
}

/** Tries to begin a write and lets it go. Where a journal lies it does not try, for opening the file to write would play that back. */
function lockOf(file: string): DatabaseLock {
  if (existsSync(`${file}-journal`)) {
    return 'journal';
  }
  try {
    writeDatabase(file, options, () => undefined);
    return 'free';
  } catch (error) {
    if (MlflowError.is(error, 'locked')) {
      return 'held';
    }
    // It is refused for its schema only after the write had begun.
    return MlflowError.is(error, 'newerSchema') ? 'free' : 'unknown';
  }
}

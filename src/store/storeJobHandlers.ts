import type { JobHandlers } from '../util/jobs.ts';
import { diagnoseJobs } from './diagnoseJobs.ts';
import { NodeFileAccess } from './file/fileAccess.ts';
import { fileStoreJobs } from './file/fileStoreJobs.ts';
import { sqliteStoreJobs } from './sqlite/sqliteStoreJobs.ts';
import type { StoreJobs } from './storeJobs.ts';

/** Everything that the store worker can do. */
export function storeJobHandlers(): JobHandlers<StoreJobs> {
  return { ...fileStoreJobs(new NodeFileAccess()), ...sqliteStoreJobs(), ...diagnoseJobs() };
}

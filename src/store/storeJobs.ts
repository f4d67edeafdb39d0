import type { DiagnoseJobs } from './diagnoseJobs.ts';
import type { FileStoreJobs } from './file/fileStoreJobs.ts';
import type { SqliteStoreJobs } from './sqlite/sqliteStoreJobs.ts';

/** Jobs of the store worker by name, with what each takes, reports on the way and returns; see `JobMap`. Each kind of store adds its own. */
export interface StoreJobs extends FileStoreJobs, SqliteStoreJobs, DiagnoseJobs {}

import { openFileStore } from './file/openFileStore.ts';
import { JobPool } from './jobPool.ts';
import type { MlflowStore } from './mlflowStore.ts';
import { openDatabricksStore } from './rest/openDatabricksStore.ts';
import { openRestStore } from './rest/openRestStore.ts';
import { databaseAccess } from './sqlite/databaseAccess.ts';
import { openSqliteStore } from './sqlite/openSqliteStore.ts';
import type { StoreEnvironment } from './storeEnvironment.ts';
import { parseTrackingUri } from './trackingUri.ts';

/**
 * Opens what a tracking URI names. A relative path starts at the first workspace folder.
 *
 * @throws MlflowError unsupported for URIs of other kinds, notFound and notAStore for a path that is no store or a Databricks profile
 * that is not there; a server is not asked before something is read from it
 */
export async function openStore(uri: string, environment: StoreEnvironment): Promise<MlflowStore> {
  const target = parseTrackingUri(uri, environment.workspaceFolders[0] ?? '.');
  if (target.kind === 'rest') {
    return openRestStore(target.url, environment);
  }
  // A database that is read from memory is there once, not once for each worker.
  const isInMemory = target.kind === 'sqlite' && databaseAccess(target.databaseFile) === 'snapshot';
  if (target.kind === 'databricks') {
    return await openDatabricksStore(target.profile, environment);
  }
  const pool = new JobPool(environment.startWorker, isInMemory ? 1 : environment.maxWorkers);
  try {
    return target.kind === 'file'
      ? await openFileStore(target.folder, environment, pool)
      : await openSqliteStore(target.databaseFile, environment, pool);
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

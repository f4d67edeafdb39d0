import { openFileStore } from './file/openFileStore.ts';
import { JobPool } from './jobPool.ts';
import type { MlflowStore } from './mlflowStore.ts';
import { openRestStore } from './rest/openRestStore.ts';
import { openSqliteStore } from './sqlite/openSqliteStore.ts';
import type { StoreEnvironment } from './storeEnvironment.ts';
import { parseTrackingUri } from './trackingUri.ts';

/**
 * Opens what a tracking URI names. A relative path starts at the first workspace folder.
 *
 * @throws MlflowError unsupported for URIs of other kinds, notFound and notAStore for a path that is no store; a server is
 * not asked before something is read from it
 */
export async function openStore(uri: string, environment: StoreEnvironment): Promise<MlflowStore> {
  const target = parseTrackingUri(uri, environment.workspaceFolders[0] ?? '.');
  if (target.kind === 'rest') {
    return openRestStore(target.url, environment);
  }
  const pool = new JobPool(environment.startWorker, environment.maxWorkers);
  try {
    return target.kind === 'file'
      ? await openFileStore(target.folder, environment, pool)
      : await openSqliteStore(target.databaseFile, environment, pool);
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

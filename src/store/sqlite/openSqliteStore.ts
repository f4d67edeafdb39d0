import { dirname } from 'node:path';
import type { Disposable } from '../../util/events.ts';
import { artifactLookup } from '../artifactLookup.ts';
import { assembleStore } from '../assembleStore.ts';
import { watchFolderFor } from '../file/watchFolder.ts';
import type { JobPool } from '../jobPool.ts';
import type { MlflowStore } from '../mlflowStore.ts';
import type { ArtifactSources } from '../resolveArtifactUri.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import type { StoreJobs } from '../storeJobs.ts';
import { SqliteLoggedModels } from './sqliteLoggedModels.ts';
import { SqliteRegistryStore } from './sqliteRegistryStore.ts';
import { SqliteTrackingStore } from './sqliteTrackingStore.ts';

/** Takes over `pool`. @throws MlflowError notFound, notAStore, locked, unreadable */
export async function openSqliteStore(
  file: string,
  environment: StoreEnvironment,
  pool: JobPool<StoreJobs>,
): Promise<MlflowStore> {
  await pool.run('sqliteSchema', { file });
  const sources: ArtifactSources = {
    runArtifactUri: async (runId) => (await pool.run('sqliteRun', { file, runId })).info.artifactUri,
    loggedModelLocation: async (modelId) => await pool.run('sqliteLoggedModelLocation', { file, modelId }),
    registry: {
      registeredModel: async (name) => await registry.registeredModel(name),
      modelVersions: async (name) => await registry.modelVersions(name),
    },
  };
  const artifacts = artifactLookup(sources, { storeFolder: dirname(file), environment });
  const live = {
    watchFolder: watchFolderFor(dirname(file)),
    schedule,
    onError: (error: unknown): void => environment.log('warn', String(error)),
  };
  const tracking = new SqliteTrackingStore({ file, pool, artifacts, environment, live });
  const onDidWrite = (): void => tracking.announceRegistry();
  const registry = new SqliteRegistryStore({ file, pool, environment, sources, onDidWrite });
  return assembleStore({ tracking, registry, loggedModels: new SqliteLoggedModels(file, pool), pool });
}

function schedule(callback: () => void, milliseconds: number): Disposable {
  const timer = setTimeout(callback, milliseconds);
  return { dispose: () => clearTimeout(timer) };
}

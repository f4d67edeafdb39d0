import { readdir, stat } from 'node:fs/promises';
import { MlflowError } from '../../model/mlflowError.ts';
import type { RunInfo } from '../../model/run.ts';
import type { Disposable } from '../../util/events.ts';
import { artifactLookup } from '../artifactLookup.ts';
import { assembleStore } from '../assembleStore.ts';
import type { JobPool } from '../jobPool.ts';
import type { MlflowStore } from '../mlflowStore.ts';
import type { ArtifactSources } from '../resolveArtifactUri.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import type { StoreJobs } from '../storeJobs.ts';
import { FileLoggedModels } from './fileLoggedModels.ts';
import { readingError } from './fileProblems.ts';
import { FileRegistryStore } from './fileRegistry.ts';
import { FileTrackingStore } from './fileTrackingStore.ts';
import { FileRunWriter } from './fileWrites.ts';
import { metaFile, trashFolder } from './layout.ts';
import { watchFolderFor } from './watchFolder.ts';

/** Opens an `mlruns` folder; takes over `pool`. @throws MlflowError notFound, notAStore, unreadable */
export async function openFileStore(
  root: string,
  environment: StoreEnvironment,
  pool: JobPool<StoreJobs>,
): Promise<MlflowStore> {
  await requireFileStore(root);
  const registry = new FileRegistryStore(root, environment);
  const loggedModels = new FileLoggedModels(root, pool);
  const locate = ({ artifactUri, experimentId, runId }: RunInfo): string =>
    artifactUri || `${root}/${experimentId}/${runId}/artifacts`;
  const sources: ArtifactSources = {
    runArtifactUri: async (runId) => locate((await tracking.run(runId)).info),
    loggedModelLocation: async (modelId) => (await loggedModels.loggedModel(modelId)).artifactLocation,
    registry,
  };
  const tracking: FileTrackingStore = new FileTrackingStore({
    root,
    pool,
    writes: new FileRunWriter(root, environment),
    artifacts: artifactLookup(sources, { storeFolder: root, environment }, locate),
    snapshotFolder: environment.snapshotFolder,
    live: { watchFolder: watchFolderFor(root), schedule, onError: (error) => environment.log('warn', String(error)) },
  });
  return assembleStore({ tracking, registry, loggedModels, pool });
}

function schedule(callback: () => void, milliseconds: number): Disposable {
  const timer = setTimeout(callback, milliseconds);
  return { dispose: () => clearTimeout(timer) };
}

/** An empty folder is a store that MLflow has not written to yet; one that holds only other things is not. */
async function requireFileStore(root: string): Promise<void> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    throw readingError(error, root);
  });
  if (entries.some((entry) => entry.name === metaFile)) {
    const detail = 'it is one experiment or run of a store; open the folder that holds the experiments';
    throw new MlflowError('notAStore', { what: root, detail });
  }
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const name of folders) {
    if (name === trashFolder || (await exists(`${root}/${name}/${metaFile}`))) {
      return;
    }
  }
  if (entries.length > 0) {
    const detail = `none of its ${folders.length} folders has the ${metaFile} of an experiment`;
    throw new MlflowError('notAStore', { what: root, detail });
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

import { constants, type Stats } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import type { DatabaseFacts, ExperimentCounts, LocalStoreFacts } from '../model/diagnosis/localStoreFacts.ts';
import { MlflowError, throwIfAborted } from '../model/mlflowError.ts';
import { openStore } from './openStore.ts';
import type { StoreEnvironment } from './storeEnvironment.ts';
import type { TrackingTarget } from './trackingUri.ts';

export type LocalTarget = Extract<TrackingTarget, { readonly kind: 'file' } | { readonly kind: 'sqlite' }>;

/** Looks at a store on this machine from the outside inwards; what fails is a fact, not an error. @throws MlflowError cancelled */
export async function diagnoseLocalStore(
  target: LocalTarget,
  environment: StoreEnvironment,
  signal?: AbortSignal,
): Promise<LocalStoreFacts> {
  const path = target.kind === 'file' ? target.folder : target.databaseFile;
  const { kind } = target;
  const presence = presenceOf(kind, await stat(path).catch(() => undefined));
  if (presence !== 'there') {
    return { path, kind, presence };
  }
  const search = kind === 'file' ? constants.X_OK : 0;
  const unreadable = await refusal(path, constants.R_OK | search);
  const unwritable = await refusal(path, constants.W_OK | search);
  throwIfAborted(signal, path);
  const freeBytes = await statfs(path).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );
  const database = kind === 'sqlite' ? await databaseFacts(path, environment, signal) : undefined;
  const experiments = MlflowError.is(database)
    ? undefined
    : await countExperiments(kind === 'file' ? path : `sqlite:///${path}`, environment, signal);
  throwIfAborted(signal, path);
  return { path, kind, presence, unreadable, unwritable, freeBytes, database, experiments };
}

function presenceOf(kind: LocalStoreFacts['kind'], stats: Stats | undefined): LocalStoreFacts['presence'] {
  if (stats === undefined) {
    return 'missing';
  }
  if (kind === 'file') {
    return stats.isDirectory() ? 'there' : 'notAFolder';
  }
  return stats.isFile() ? 'there' : 'notAFile';
}

async function refusal(path: string, mode: number): Promise<string | undefined> {
  return await access(path, mode).then(() => undefined, codeOf);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** What a database says of itself, or why it says nothing. */
export async function databaseFacts(
  file: string,
  environment: Pick<StoreEnvironment, 'startWorker'>,
  signal?: AbortSignal,
): Promise<DatabaseFacts | MlflowError> {
  const worker = environment.startWorker();
  try {
    return await worker.run('databaseFacts', { file }, { signal });
  } catch (error) {
    return asFact(error);
  } finally {
    worker.dispose();
  }
}

async function countExperiments(
  uri: string,
  environment: StoreEnvironment,
  signal: AbortSignal | undefined,
): Promise<ExperimentCounts | MlflowError> {
  try {
    const store = await openStore(uri, environment);
    try {
      const { length } = await store.tracking.experiments('all', signal);
      return { total: length, broken: store.tracking.problems().length };
    } finally {
      store.dispose();
    }
  } catch (error) {
    return asFact(error);
  }
}

/** What is wrong is what was asked; what is not one of ours is a mistake in the code. */
function asFact(error: unknown): MlflowError {
  if (!MlflowError.is(error)) {
    throw error;
  }
  return error;
}

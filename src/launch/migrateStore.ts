import { constants } from 'node:fs';
import { copyFile, link, mkdtemp, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cancelledError, MlflowError, throwIfAborted } from '../model/mlflowError.ts';
import { writingError } from '../store/writeFile.ts';
import { withoutHostVariables } from './childEnvironment.ts';
import { startChild } from './childProcess.ts';
import { workFolder, type LocalStore } from './localStore.ts';
import { installCommand, isAtLeast, type MlflowInterpreter } from './mlflowPython.ts';
import { MigrationOutput, type MigrateProgress } from './migrationOutput.ts';
import { Stopper, type StopGrace } from './stopper.ts';
import { withoutRepeatedPoints } from './withoutRepeatedPoints.ts';

export interface MigrateStoreRequest {
  /** A file store. */
  readonly store: LocalStore;
  /** The database to be made, an absolute path; nothing may be there. */
  readonly databaseFile: string;
  readonly python: MlflowInterpreter;
  readonly environment: NodeJS.ProcessEnv;
}

export interface MigrateStoreOptions {
  readonly signal: AbortSignal;
  readonly stopGraceMs: StopGrace;
  readonly onOutput: (text: string) => void;
  readonly onProgress: (progress: MigrateProgress) => void;
}

/**
 * Says before anything is asked that this MLflow cannot do it. `mlflow migrate-filestore` came with MLflow 3.10.
 *
 * @throws MlflowError toolMissing, naming the command that installs a newer one
 */
export function requireMigration(python: MlflowInterpreter): void {
  if (!isAtLeast(python.mlflowVersion, 3, 10)) {
    const detail = `it comes with MLflow 3.10, and ${python.path} has ${python.mlflowVersion}; update it with ${installCommand(python, 'mlflow>=3.10')}`;
    throw new MlflowError('toolMissing', { what: 'mlflow migrate-filestore', detail });
  }
}

export interface MigrateStoreResult {
  /** How many metric points the folder has more than once; MLflow's databases hold each once. */
  readonly repeatedPoints: number;
}

/**
 * Has MLflow copy a file store into a new SQLite database. The folder is only read. The database appears at its place when it is whole;
 * a failure or a cancellation leaves nothing behind.
 *
 * @throws MlflowError toolMissing, alreadyExists, readOnly, diskFull, processFailed, cancelled
 */
export async function migrateStore(
  request: MigrateStoreRequest,
  options: MigrateStoreOptions,
): Promise<MigrateStoreResult> {
  const { databaseFile, python } = request;
  requireMigration(python);
  throwIfAborted(options.signal, databaseFile);
  await requireAbsent(databaseFile);
  const folder = await makeFolderBeside(databaseFile);
  try {
    const unfinished = join(folder, basename(databaseFile));
    const repeatedPoints = await migrateInto(folder, unfinished, request, options);
    await publish(unfinished, databaseFile);
    return { repeatedPoints };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function requireAbsent(file: string): Promise<void> {
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (isThere) {
    throw new MlflowError('alreadyExists', { what: file });
  }
}

/** On the same disk as the database will be, under a name that no search for stores enters. */
async function makeFolderBeside(databaseFile: string): Promise<string> {
  try {
    return await mkdtemp(join(dirname(databaseFile), '.vizmod-move-'));
  } catch (error) {
    throw writingError(error, dirname(databaseFile));
  }
}

/** What SQLite says when a run has the same metric point twice, which MLflow's folders allow and its migration does not (3.18). */
const repeatedPoint = 'UNIQUE constraint failed: metrics.';

async function migrateInto(
  folder: string,
  databaseFile: string,
  request: MigrateStoreRequest,
  options: MigrateStoreOptions,
): Promise<number> {
  const { path } = request.store;
  try {
    await runMigration(request, path, databaseFile, options);
    return 0;
  } catch (error) {
    if (!MlflowError.is(error, 'processFailed') || error.details.detail?.includes(repeatedPoint) !== true) {
      throw error;
    }
    const standIn = join(folder, 'store');
    const repeatedPoints = await withoutRepeatedPoints(path, standIn, options.signal).catch(() => undefined);
    throwIfAborted(options.signal, databaseFile);
    if (repeatedPoints === undefined) {
      // Windows lets not everybody make links.
      throw error;
    }
    await rm(databaseFile, { force: true });
    await runMigration(request, standIn, databaseFile, options);
    return repeatedPoints;
  }
}

async function runMigration(
  { store, python, environment }: MigrateStoreRequest,
  source: string,
  databaseFile: string,
  { signal, stopGraceMs, onOutput, onProgress }: MigrateStoreOptions,
): Promise<void> {
  const where = ['--source', source, '--target', `sqlite:///${databaseFile}`];
  const reader = new MigrationOutput(onProgress);
  const child = await startChild([python.path, '-m', 'mlflow', 'migrate-filestore', ...where], {
    folder: workFolder(store),
    environment: migrationEnvironment(environment),
    onOutput: (text) => {
      reader.take(text);
      onOutput(text);
    },
  });
  const stopper = new Stopper(child, stopGraceMs);
  const stop = (): void => stopper.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) {
    stop();
  }
  const { exitCode, signal: endedBy } = await child.exit;
  signal.removeEventListener('abort', stop);
  stopper.end();
  if (signal.aborted) {
    throw cancelledError('mlflow migrate-filestore');
  }
  if (exitCode !== 0) {
    const how = endedBy ?? `exit code ${exitCode ?? '?'}`;
    throw new MlflowError('processFailed', {
      what: 'mlflow migrate-filestore',
      detail: reader.lastWords === '' ? how : `${how}: ${reader.lastWords}`,
    });
  }
}

function migrationEnvironment(inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...withoutHostVariables(inherited),
    PYTHONUNBUFFERED: '1',
    PYTHONIOENCODING: 'utf-8',
    MLFLOW_ALLOW_FILE_STORE: 'true',
  };
}

/** Never over a file that came to be there meanwhile. */
async function publish(unfinished: string, databaseFile: string): Promise<void> {
  try {
    await link(unfinished, databaseFile).catch(async (error: unknown) => {
      if (codeOf(error) === 'EEXIST') {
        throw error;
      }
      // Some file systems (exFAT, network folders) have no links.
      await copyFile(unfinished, databaseFile, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    throw writingError(error, databaseFile);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

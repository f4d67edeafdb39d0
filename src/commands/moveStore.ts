import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { addConnection } from '../host/connectionSettings.ts';
import type { ReportProgress } from '../host/prompts.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import { localPathOf, settingsEntry, trackingUriOf } from '../host/trackingUris.ts';
import { localStoreOf, type LocalStore } from '../launch/localStore.ts';
import type { MlflowInterpreter } from '../launch/mlflowPython.ts';
import type { MigrateProgress } from '../launch/migrationOutput.ts';
import type { MigrateStoreResult } from '../launch/migrateStore.ts';
import type { PythonSearch } from '../launch/pythonInterpreter.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { StoreCounts } from '../store/storeCounts.ts';
import type { CommandParts } from './commandParts.ts';
import { chooseStore } from './connectionParts.ts';
import { requireTrust } from './requireWritable.ts';

export interface MoveStoreParts extends CommandParts {
  /** Opens a store apart from those of the window; the asker disposes it. */
  readonly openStore: (uri: string) => Promise<MlflowStore>;
  readonly pythonSearchFor: (storePath: string) => Promise<PythonSearch>;
  /** What MLflow says on the way. */
  readonly onOutput: (text: string) => void;
}

/** Milliseconds for MLflow to end after Ctrl-C, and to clean up after that. */
const stopGraceMs = [5000, 3000] as const;

export function registerMoveStoreCommands(commands: CommandRegistry, parts: MoveStoreParts): void {
  commands.register('vizmod.store.moveToDatabase', async (node) => await moveStore(parts, node));
}

/** Has MLflow copy a folder into a new database, checks that all is there, and offers to go on with it. */
export async function moveStore(parts: MoveStoreParts, node: unknown): Promise<void> {
  requireTrust(vscode.l10n.t('Moving a store to a database'));
  const title = vscode.l10n.t('Move a Store to a Database');
  const place = await chooseStore(parts, node, title, (candidate) => fileStoreOf(candidate) !== undefined);
  if (place === undefined) {
    return;
  }
  const store = fileStoreOf(place);
  if (store === undefined) {
    const detail = vscode.l10n.t('{0} is not a folder that MLflow writes', place.label);
    throw new MlflowError('unsupported', { what: vscode.l10n.t('Moving this store to a database'), detail });
  }
  const search = await parts.pythonSearchFor(store.path);
  const { migrateStore, requireMigration } = await import('../launch/migrateStore.ts');
  const { findMlflowPython } = await import('../launch/mlflowPython.ts');
  const python = await findMlflowPython(search);
  requireMigration(python);
  const databaseFile = await askForDatabase(parts, store, python);
  if (databaseFile === undefined) {
    return;
  }
  const request = { store, databaseFile, python, environment: search.environment };
  const moved = await parts.prompts.progress(title, async (report, signal) => {
    const onProgress = (progress: MigrateProgress): void => report(...progressText(progress));
    const options = { signal, stopGraceMs, onOutput: parts.onOutput, onProgress };
    const { repeatedPoints } = await migrateStore(request, options);
    return { ...(await compareStores(parts, store, databaseFile, report, signal)), repeatedPoints };
  });
  await goOnWith(parts, databaseFile, moved);
}

function fileStoreOf(place: StorePlace): LocalStore | undefined {
  const store = localPathOf(place.uri) === undefined ? undefined : localStoreOf(place);
  return store?.kind === 'file' ? store : undefined;
}

/** Where to, and whether really. Absent when the person changed their mind. */
async function askForDatabase(
  { prompts }: MoveStoreParts,
  { path }: LocalStore,
  { path: python, mlflowVersion }: MlflowInterpreter,
): Promise<string | undefined> {
  const file = await prompts.saveFile({
    title: vscode.l10n.t('Database to Make'),
    action: vscode.l10n.t('Choose'),
    suggested: vscode.Uri.joinPath(vscode.Uri.file(path), '..', 'mlflow.db'),
    filters: { [vscode.l10n.t('MLflow databases')]: ['db'] },
  });
  if (file === undefined) {
    return undefined;
  }
  const detail = vscode.l10n.t(
    'MLflow {0} ({1}) copies experiments, runs and registered models with "mlflow migrate-filestore" into the new database. The folder stays as it is. Artifacts are not copied: the database points to them in the folder, so keep it. Do not log to the folder until this is done.',
    mlflowVersion,
    python,
  );
  const isAgreed = await prompts.confirm(
    vscode.l10n.t('Move {0} to {1}?', path, file.fsPath),
    detail,
    vscode.l10n.t('Move'),
  );
  return isAgreed ? file.fsPath : undefined;
}

function progressText({ what, done, total }: MigrateProgress): [message: string, done: number] {
  return what === 'experiments'
    ? [vscode.l10n.t('experiment {0} of {1}', done + 1, total), (0.8 * done) / total]
    : [vscode.l10n.t('registered model {0} of {1}', done + 1, total), 0.8 + (0.1 * done) / total];
}

interface Comparison {
  readonly folder: StoreCounts;
  readonly database: StoreCounts;
}

async function compareStores(
  { openStore }: MoveStoreParts,
  { uri }: LocalStore,
  databaseFile: string,
  report: ReportProgress,
  signal: AbortSignal,
): Promise<Comparison> {
  report(vscode.l10n.t('checking that everything is there'), 0.9);
  const { countStore } = await import('../store/storeCounts.ts');
  const count = async (storeUri: string): Promise<StoreCounts> => {
    const store = await openStore(storeUri);
    try {
      return await countStore(store, signal);
    } finally {
      store.dispose();
    }
  };
  return { folder: await count(uri), database: await count(databaseUri(databaseFile)) };
}

function databaseUri(path: string): string {
  return trackingUriOf({ kind: 'database', path });
}

async function goOnWith(
  { stores, messages }: MoveStoreParts,
  databaseFile: string,
  { folder, database, repeatedPoints }: Comparison & MigrateStoreResult,
): Promise<void> {
  if (!isAsFull(folder, database)) {
    messages.showWarning(missingText(databaseFile, folder, database));
  }
  const { experiments, runs, registeredModels } = database;
  const counts = vscode.l10n.t(
    'Experiments: {0}, runs: {1}, registered models: {2}.',
    experiments,
    runs,
    registeredModels,
  );
  const made = vscode.l10n.t('{0} is made. {1}', databaseFile, counts);
  const message = repeatedPoints === 0 ? made : `${made} ${repeatedText(repeatedPoints)}`;
  if (await messages.offer(message, vscode.l10n.t('Use It'))) {
    await activate(stores, databaseUri(databaseFile));
  }
}

function missingText(databaseFile: string, folder: StoreCounts, database: StoreCounts): string {
  const counts = vscode.l10n.t(
    'Experiments: {0} of {1}, runs: {2} of {3}, registered models: {4} of {5}, versions: {6} of {7}.',
    database.experiments,
    folder.experiments,
    database.runs,
    folder.runs,
    database.registeredModels,
    folder.registeredModels,
    database.modelVersions,
    folder.modelVersions,
  );
  return vscode.l10n.t(
    '{0} does not hold all of the folder. {1} MLflow leaves out what it cannot read; the log has what it said.',
    databaseFile,
    counts,
  );
}

function repeatedText(count: number): string {
  return vscode.l10n.t('Metric points that were logged more than once are in it once: {0} were left out.', count);
}

function isAsFull(folder: StoreCounts, database: StoreCounts): boolean {
  return (
    folder.experiments === database.experiments &&
    folder.runs === database.runs &&
    folder.registeredModels === database.registeredModels &&
    folder.modelVersions === database.modelVersions
  );
}

/** In the workspace it is found by itself. */
async function activate(stores: MoveStoreParts['stores'], uri: string): Promise<void> {
  await stores.collect();
  if (stores.place(uri) === undefined) {
    const level = vscode.workspace.workspaceFolders === undefined ? 'user' : 'workspace';
    await addConnection(settingsEntry(uri, undefined), level);
    await stores.collect();
  }
  await stores.setActive(uri);
}

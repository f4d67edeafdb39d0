import * as vscode from 'vscode';
import { taskType } from '../contributions.ts';
import type { ActiveRun } from '../host/activeRun.ts';
import type { OpenStores } from '../host/openStores.ts';
import { chosenPython } from '../host/pythonExtension.ts';
import { readSetting } from '../host/settings.ts';
import { trackingUriOf } from '../host/trackingUris.ts';
import { loginVariables, type ServerCredentials } from '../host/serverCredentials.ts';
import type { UserMessages } from '../host/userMessages.ts';
import type { LaunchedRun } from '../launch/launchedRun.ts';
import type { LaunchedRuns } from '../launch/launchedRuns.ts';
import type { LaunchRecords } from '../launch/launchRecords.ts';
import type { LaunchRequest } from '../launch/launchRun.ts';
import { readTaskDefinition } from '../launch/taskDefinition.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { TrackingStore } from '../store/trackingStore.ts';
import { LaunchTerminal, type LaunchTerminalOutput } from './launchTerminal.ts';

export interface VizmodTaskParts {
  readonly stores: OpenStores;
  readonly activeRun: ActiveRun;
  readonly runs: LaunchedRuns;
  readonly records: LaunchRecords;
  readonly messages: UserMessages;
  readonly credentials: Pick<ServerCredentials, 'get'>;
}

/** Milliseconds to save a model after Ctrl-C, and to clean up after that. */
const stopGraceMs = [10_000, 5000] as const;

/** Tasks of type `vizmod`: those of tasks.json, and one for the Python file in the active editor. */
export class VizmodTaskProvider implements vscode.TaskProvider {
  readonly #parts: VizmodTaskParts;

  constructor(parts: VizmodTaskParts) {
    this.#parts = parts;
  }

  provideTasks(): vscode.Task[] {
    const document = vscode.window.activeTextEditor?.document;
    const isScript = document?.languageId === 'python' && document.uri.scheme === 'file';
    return isScript ? [this.fileTask(document.uri)] : [];
  }

  resolveTask(task: vscode.Task): vscode.Task {
    const scope = task.scope ?? vscode.TaskScope.Workspace;
    return this.#task(task.definition, scope, task.name, folderOf(scope));
  }

  /** Runs one file as it is, without arguments, from its workspace folder. */
  fileTask(file: vscode.Uri): vscode.Task {
    const folder = vscode.workspace.getWorkspaceFolder(file);
    const script = folder === undefined ? file.fsPath : vscode.workspace.asRelativePath(file, false);
    const definition = { type: taskType, script };
    const scope = folder ?? vscode.TaskScope.Global;
    const task = this.#task(definition, scope, script, folder?.uri ?? vscode.Uri.joinPath(file, '..'));
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
    return task;
  }

  #task(
    definition: vscode.TaskDefinition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope.Global | vscode.TaskScope.Workspace,
    name: string,
    folder: vscode.Uri | undefined,
  ): vscode.Task {
    const describe = (error: unknown): string => this.#parts.messages.describe(error);
    const execution = new vscode.CustomExecution((resolved) =>
      Promise.resolve(new LaunchTerminal((output) => this.#launch(resolved, folder, output), describe)),
    );
    return new vscode.Task(definition, scope, name, 'MLflow', execution, []);
  }

  async #launch(
    definition: vscode.TaskDefinition,
    folder: vscode.Uri | undefined,
    output: LaunchTerminalOutput,
  ): Promise<LaunchedRun> {
    if (!vscode.workspace.isTrusted) {
      throw new MlflowError('untrusted', { what: vscode.l10n.t('Running a script') });
    }
    if (folder === undefined) {
      throw new MlflowError('notFound', { what: vscode.l10n.t('A folder to run the script in') });
    }
    const { records, runs, activeRun, messages } = this.#parts;
    const request = await this.#request(definition, folder);
    // Loaded with the first launch: its libraries (YAML, git) would slow the start of the window.
    const { launchRun } = await import('../launch/launchRun.ts');
    const run = await launchRun(request, { inherited: process.env, stopGraceMs, records, ...output });
    runs.add(run);
    activeRun.set(run.facts.run).catch((error: unknown) => messages.showError(error));
    return run;
  }

  async #request(definition: vscode.TaskDefinition, folder: vscode.Uri): Promise<LaunchRequest> {
    const { script, args, env, experiment, runName, params } = readTaskDefinition(definition);
    const store = await this.#openStore(folder);
    return {
      store,
      folder: folder.fsPath,
      script,
      args,
      experimentName: experiment,
      defaultExperimentName: await this.#defaultExperimentName(store),
      runName,
      paramFiles: params ?? readSetting('launch.paramFiles', folder),
      env: { ...loginVariables(await this.#parts.credentials.get(store.uri)), ...env },
      configuredPython: readSetting('launch.pythonPath', folder),
      offeredPython: await chosenPython(folder),
    };
  }

  /** Where no store is known yet, the one that MLflow itself would make beside the script. */
  async #openStore(folder: vscode.Uri): Promise<TrackingStore> {
    const { stores } = this.#parts;
    const active = await stores.openActive();
    if (active !== undefined) {
      return active.tracking;
    }
    const root = vscode.Uri.joinPath(folder, 'mlruns');
    await vscode.workspace.fs.createDirectory(root);
    const store = await stores.open(trackingUriOf({ kind: 'folder', path: root.fsPath }));
    return store.tracking;
  }

  /** The experiment of the active run, because that is what the person works on; else where MLflow itself would log. */
  async #defaultExperimentName(store: TrackingStore): Promise<string> {
    const active = this.#parts.activeRun.current;
    if (active?.storeUri === store.uri) {
      const experiments = await store.experiments('active');
      const experiment = experiments.find(({ experimentId }) => experimentId === active.experimentId);
      if (experiment !== undefined) {
        return experiment.name;
      }
    }
    return process.env['MLFLOW_EXPERIMENT_NAME'] ?? 'Default';
  }
}

function folderOf(scope: vscode.WorkspaceFolder | vscode.TaskScope): vscode.Uri | undefined {
  return typeof scope === 'object' ? scope.uri : vscode.workspace.workspaceFolders?.[0]?.uri;
}

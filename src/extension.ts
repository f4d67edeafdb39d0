import * as vscode from 'vscode';
import { registerArtifactCommands } from './commands/artifact.ts';
import { registerClipboardCommands } from './commands/clipboard.ts';
import type { CommandParts } from './commands/commandParts.ts';
import { registerExperimentCommands } from './commands/experiment.ts';
import { registerLaunchCommands } from './commands/launch.ts';
import { registerRegistryCommands } from './commands/registry.ts';
import { registerRunCommands } from './commands/run.ts';
import { registerStoreCommands } from './commands/store.ts';
import { registerVisualizationCommands } from './commands/visualization.ts';
import { registerWalkthroughCommands } from './commands/walkthrough.ts';
import { taskType } from './contributions.ts';
import type { DataJobs } from './data/dataJobs.ts';
import { ActiveRun } from './host/activeRun.ts';
import { CommandRegistry } from './host/commandRegistry.ts';
import { createLog } from './host/log.ts';
import { OpenStores } from './host/openStores.ts';
import { windowPrompts } from './host/prompts.ts';
import { RunsFilter } from './host/runsFilter.ts';
import { makeStoreEnvironment } from './host/storeEnvironment.ts';
import { collectStorePlaces } from './host/storePlaces.ts';
import { watchForStores } from './host/storeWatcher.ts';
import { UserMessages } from './host/userMessages.ts';
import type { WebviewPanelEnvironment } from './host/webviewPanel.ts';
import { startWorkerThread } from './host/workerThreadRunner.ts';
import { LaunchedRuns } from './launch/launchedRuns.ts';
import { LaunchRecords } from './launch/launchRecords.ts';
import type { MlflowStore } from './store/mlflowStore.ts';
import type { StoreJobs } from './store/storeJobs.ts';
import { Disposables } from './util/disposables.ts';
import { ArtifactFileSystem } from './views/artifactFileSystem.ts';
import { ExperimentsTree } from './views/experimentsTree.ts';
import { ExperimentsView } from './views/experimentsView.ts';
import { FollowedExperiments } from './views/followedExperiments.ts';
import { ModelsTree } from './views/modelsTree.ts';
import { ModelsView } from './views/modelsView.ts';
import { StatusBar } from './views/statusBar.ts';
import { VisualizationsTree } from './views/visualizationsTree.ts';
import { VizmodTaskProvider } from './views/vizmodTaskProvider.ts';
import type { VisualizationSummary } from './vizmod/visualizationSummary.ts';

/** What the extension tells whoever asks VS Code for it. */
export interface VizmodExports {
  /** How long our own part of the activation took. */
  readonly activationMilliseconds: number;
}

export function activate(context: vscode.ExtensionContext): VizmodExports {
  const start = performance.now();
  const log = createLog();
  context.subscriptions.push(log);
  const messages = new UserMessages(log);
  try {
    compose(context, log, messages);
  } catch (error) {
    // VS Code only logs what an activation throws.
    messages.showError(error);
    throw error;
  }
  const activationMilliseconds = performance.now() - start;
  log.debug(`activated in ${activationMilliseconds.toFixed(1)} ms`);
  return { activationMilliseconds };
}

/** Owns what is made for as long as the extension is active. */
type Own = <T extends vscode.Disposable>(item: T) => T;

function compose(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, messages: UserMessages): void {
  const owned = new Disposables();
  context.subscriptions.push(owned);
  const own: Own = (item) => owned.add(item);
  const stores = own(openStores(context, log));
  const activeRun = own(new ActiveRun(context.workspaceState));
  const parts = { stores, activeRun, prompts: windowPrompts, messages };
  const commands = own(new CommandRegistry(messages));
  const launchedRuns = composeLaunch(context, log, parts, commands, own);
  composeViews(context, log, parts, commands, launchedRuns, own);
  composeVisualizations(context, log, parts, commands, own);
  void afterStart(() => {
    own(watchForStores(stores));
    void stores.collect();
  });
}

/** Does what a window can start without, so that it does not wait for it. Panels of the last session wait until they can be restored. */
async function afterStart<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  return await work();
}

function openStores(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): OpenStores {
  const worker = vscode.Uri.joinPath(context.extensionUri, 'dist', 'storeWorker.cjs').fsPath;
  const environment = makeStoreEnvironment(context, log, () => startWorkerThread<StoreJobs>(worker));
  return new OpenStores({
    // Loaded with the first store: the readers and their libraries are not needed before.
    open: async (uri) => await (await import('./store/openStore.ts')).openStore(uri, environment),
    collectPlaces: collectStorePlaces,
    memory: context.workspaceState,
  });
}

function composeLaunch(
  { storageUri, globalStorageUri }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  parts: CommandParts,
  commands: CommandRegistry,
  own: Own,
): LaunchedRuns {
  const runs = own(new LaunchedRuns());
  const folder = vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'launches').fsPath;
  const records = new LaunchRecords(folder, (message) => log.warn(message));
  const tasks = new VizmodTaskProvider({ ...parts, runs, records });
  own(vscode.tasks.registerTaskProvider(taskType, tasks));
  registerLaunchCommands(commands, { ...parts, runs, fileTask: (file) => tasks.fileTask(file) });
  void afterStart(async () => await endOrphans(parts, records, log));
  return runs;
}

/** Ends runs that an earlier window launched and could not see the end of. */
async function endOrphans(
  { stores }: CommandParts,
  records: LaunchRecords,
  log: vscode.LogOutputChannel,
): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    return;
  }
  const { endOrphanedRuns } = await import('./launch/orphanedRuns.ts');
  const open = async (uri: string) => (await stores.open(uri)).tracking;
  await endOrphanedRuns(records, open, ({ run }, error) =>
    log.warn(`run ${run.runId} was left open: ${String(error)}`),
  );
}

function composeViews(
  { extensionUri, globalStorageUri, workspaceState }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  parts: CommandParts,
  commands: CommandRegistry,
  launchedRuns: LaunchedRuns,
  own: Own,
): void {
  const { stores } = parts;
  const filter = own(new RunsFilter(workspaceState));
  const followed = own(new FollowedExperiments(stores));
  const experiments = own(new ExperimentsTree({ ...parts, followed, launchedRuns }));
  const view = own(new ExperimentsView({ ...parts, tree: experiments, followed, filter }));
  // Whether a run can be stopped from here is part of how it is shown.
  own(launchedRuns.onDidChange(({ facts }) => experiments.repaintRun(facts.run)));
  const models = own(new ModelsTree(parts));
  own(new ModelsView(models, stores));
  const visualizations = own(new VisualizationsTree({ ...parts, list: findVisualizations }));
  own(new StatusBar(stores, followed));
  own(ArtifactFileSystem.register(parts));
  const panels = afterStart(async () => {
    const { ExperimentPanels } = await import('./panels/experimentPanel.ts');
    return own(new ExperimentPanels(stores, panelEnvironment(extensionUri, log)));
  });
  const refreshViews = (): void => {
    experiments.refresh();
    models.refresh();
    visualizations.refresh();
  };
  registerStoreCommands(commands, { ...parts, log, refreshViews });
  registerExperimentCommands(commands, { ...parts, filter, openPanel: async (panel) => (await panels).open(panel) });
  registerRunCommands(commands, parts);
  registerClipboardCommands(commands, parts);
  registerArtifactCommands(commands, {
    ...parts,
    reveal: async (artifact) => await view.reveal(artifact),
    onDidLog: (run) => experiments.refreshArtifacts(run),
  });
  registerRegistryCommands(commands, { ...parts, onDidChangeRegistry: () => models.refresh() });
  registerWalkthroughCommands(commands, { stores, extensionUri, storageUri: globalStorageUri });
}

function composeVisualizations(
  { extensionUri }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  parts: CommandParts,
  commands: CommandRegistry,
  own: Own,
): void {
  const reader = own(startWorkerThread<DataJobs>(vscode.Uri.joinPath(extensionUri, 'dist', 'dataWorker.cjs').fsPath));
  const openStore = async (uri: string): Promise<MlflowStore> => await parts.stores.open(uri);
  const panels = afterStart(async () => {
    const { VisualizationPanels } = await import('./panels/visualizationPanel.ts');
    return own(new VisualizationPanels({ openStore, reader }, panelEnvironment(extensionUri, log)));
  });
  registerVisualizationCommands(commands, { ...parts, reader, openPanel: async (shown) => (await panels).open(shown) });
}

function panelEnvironment(extensionUri: vscode.Uri, log: vscode.LogOutputChannel): WebviewPanelEnvironment {
  return { extensionUri, onUnexpected: (what, error) => log.warn(what, error) };
}

async function* findVisualizations(store: MlflowStore, signal: AbortSignal): AsyncGenerator<VisualizationSummary> {
  const { listVisualizations } = await import('./vizmod/listVisualizations.ts');
  yield* listVisualizations(store, signal);
}

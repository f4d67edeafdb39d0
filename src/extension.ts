import * as vscode from 'vscode';
import { registerArtifactCommands } from './commands/artifact.ts';
import { registerClipboardCommands } from './commands/clipboard.ts';
import { registerConnectionCommands } from './commands/connection.ts';
import type { ConnectionCommandParts } from './commands/connectionParts.ts';
import { registerCredentialCommands } from './commands/credentials.ts';
import type { CommandParts } from './commands/commandParts.ts';
import { registerDiagnoseCommands } from './commands/diagnose.ts';
import { registerExperimentCommands } from './commands/experiment.ts';
import { registerItemCommands } from './commands/item.ts';
import { registerLaunchCommands } from './commands/launch.ts';
import { registerMlflowUiCommands, type MlflowUiCommandParts } from './commands/mlflowUi.ts';
import { registerMoveStoreCommands } from './commands/moveStore.ts';
import { registerOpenInBrowserCommands } from './commands/openInBrowser.ts';
import { registerRegistryCommands } from './commands/registry.ts';
import { registerRunCommands } from './commands/run.ts';
import { registerSearchModelsCommands } from './commands/searchModels.ts';
import { registerStoreCommands } from './commands/store.ts';
import { registerVisualizationCommands } from './commands/visualization.ts';
import { registerWalkthroughCommands } from './commands/walkthrough.ts';
import { taskType } from './contributions.ts';
import type { DataJobs } from './data/dataJobs.ts';
import { ActiveRun } from './host/activeRun.ts';
import { CodeStores } from './host/codeStores.ts';
import { CommandRegistry } from './host/commandRegistry.ts';
import { databricksUrl } from './host/databricksUrl.ts';
import { diagnoseStore } from './host/diagnoseStore.ts';
import { createLog } from './host/log.ts';
import { ModelsSearch } from './host/modelsSearch.ts';
import { LoginNotices } from './host/loginNotices.ts';
import { openInBrowser } from './host/openInBrowser.ts';
import { OpenStores } from './host/openStores.ts';
import { probeConnection } from './host/probeConnection.ts';
import { windowPrompts } from './host/prompts.ts';
import { pythonSearchFor } from './host/pythonSearch.ts';
import { RunsFilter } from './host/runsFilter.ts';
import { schemaUpgradeBy } from './host/schemaUpgrade.ts';
import { ServerCredentials } from './host/serverCredentials.ts';
import { serverHeaders, type ServerHeadersParts } from './host/serverHeaders.ts';
import { readSetting } from './host/settings.ts';
import { makeStoreEnvironment } from './host/storeEnvironment.ts';
import { StoreFinder } from './host/storeFinder.ts';
import { watchForStores } from './host/storeWatcher.ts';
import { UserMessages } from './host/userMessages.ts';
import type { WebviewPanelEnvironment } from './host/webviewPanel.ts';
import { startWorkerThread } from './host/workerThreadRunner.ts';
import { LaunchedRuns } from './launch/launchedRuns.ts';
import { LaunchRecords } from './launch/launchRecords.ts';
import { PanelMemory } from './panels/panelMemory.ts';
import type { ExperimentPanelState } from './protocol/experimentPanel.ts';
import type { RunPanelState } from './protocol/runPanel.ts';
import type { VisualizationOnData } from './panels/visualizationPanel.ts';
import { MlflowUis } from './launch/mlflowUis.ts';
import type { MlflowStore } from './store/mlflowStore.ts';
import type { StoreEnvironment } from './store/storeEnvironment.ts';
import type { StoreJobs } from './store/storeJobs.ts';
import { Disposables } from './util/disposables.ts';
import type { JobRunner } from './util/jobs.ts';
import { ArtifactFileSystem } from './views/artifactFileSystem.ts';
import { ExperimentsTree } from './views/experimentsTree.ts';
import { ExperimentsView } from './views/experimentsView.ts';
import { FollowedExperiments } from './views/followedExperiments.ts';
import { MlflowUiStatus } from './views/mlflowUiStatus.ts';
import { MlflowUiTerminals } from './views/mlflowUiTerminals.ts';
import { ModelsTree } from './views/modelsTree.ts';
import { ModelsView } from './views/modelsView.ts';
import { NoteFileSystem } from './views/noteFileSystem.ts';
import { StatusBar } from './views/statusBar.ts';
import { VersionDocuments } from './views/versionDocuments.ts';
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
  const { stores, code, connections, environment } = composeStores(context, log, messages, own);
  const activeRun = own(new ActiveRun(context.workspaceState));
  const parts = { stores, activeRun, prompts: windowPrompts, messages };
  const commands = own(new CommandRegistry(messages));
  const launchedRuns = composeLaunch(context, log, { ...parts, ...connections }, commands, own);
  const panels = composePanels(context, log, stores, messages, own);
  const refreshViews = composeViews(context, log, { ...parts, panels }, commands, launchedRuns, own);
  const connectionParts: ConnectionCommandParts = { ...parts, ...connections, refreshViews };
  registerConnectionCommands(commands, connectionParts);
  registerCredentialCommands(commands, connectionParts);
  composeServers(context, log, parts, commands, environment, own);
  registerVisualizationCommands(commands, {
    ...parts,
    reader: panels.reader,
    openPanel: panels.openVisualization,
    useColumn: panels.useColumn,
  });
  void afterStart(() => {
    own(watchForStores(stores, code));
  });
}

/** Does what a window can start without, so that it does not wait for it. Panels of the last session wait until they can be restored. */
async function afterStart<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  return await work();
}

/** What the commands on connections work with besides the stores. */
type Connections = Pick<ConnectionCommandParts, 'credentials' | 'probe' | 'databricksProfiles'>;

function composeStores(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  messages: UserMessages,
  own: Own,
): {
  readonly stores: OpenStores;
  readonly code: CodeStores;
  readonly connections: Connections;
  readonly environment: StoreEnvironment;
} {
  const worker = vscode.Uri.joinPath(context.extensionUri, 'dist', 'storeWorker.cjs').fsPath;
  const variables = process.env;
  const code = own(new CodeStores());
  const finder = new StoreFinder({ variables, code });
  const credentials = own(new ServerCredentials(context.secrets));
  const notices = own(new LoginNotices(messages, credentials));
  const headerParts: ServerHeadersParts = {
    credentials,
    variables,
    namesOf: (serverUrl) => finder.namesOf(serverUrl),
    servers: () => readSetting('servers'),
    isTrusted: () => vscode.workspace.isTrusted,
  };
  const environment = makeStoreEnvironment(context, {
    log,
    startWorker: () => startWorkerThread<StoreJobs>(worker),
    serverHeaders: async (serverUrl) => await serverHeaders(serverUrl, headerParts),
    onLoginAsked: (url) => {
      if (finder.knowsServer(url)) {
        notices.tell(url);
      }
    },
  });
  const stores = own(
    new OpenStores({
      // Loaded with the first store: the readers and their libraries are not needed before.
      open: async (uri) => await (await import('./store/openStore.ts')).openStore(uri, environment),
      collectPlaces: async () => await finder.collect(),
      memory: context.workspaceState,
    }),
  );
  const connections: Connections = {
    credentials,
    probe: async (connection, signal) => await probeConnection(connection, environment, signal),
    databricksProfiles: async () => {
      const { databricksProfiles } = await import('./store/rest/databricksWorkspace.ts');
      return await databricksProfiles(environment);
    },
  };
  return { stores, code, connections, environment };
}

function composeLaunch(
  { storageUri, globalStorageUri }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  parts: CommandParts & Pick<Connections, 'credentials'>,
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

/** What opens the editors of each kind. */
interface Panels {
  readonly reader: JobRunner<DataJobs>;
  readonly openExperiment: (panel: ExperimentPanelState) => Promise<void>;
  readonly openRun: (panel: RunPanelState) => Promise<void>;
  readonly openVisualization: (shown: VisualizationOnData) => Promise<void>;
  readonly useColumn: (panel: unknown, name: unknown, dataColumn: unknown) => Promise<void>;
}

function composePanels(
  { extensionUri, workspaceState }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  stores: OpenStores,
  messages: UserMessages,
  own: Own,
): Panels {
  const memory = new PanelMemory(workspaceState);
  const reader = own(startWorkerThread<DataJobs>(vscode.Uri.joinPath(extensionUri, 'dist', 'dataWorker.cjs').fsPath));
  const environment: WebviewPanelEnvironment = {
    extensionUri,
    onUnexpected: (what, error) => log.warn(what, error),
  };
  const openStore = async (uri: string): Promise<MlflowStore> => await stores.open(uri);
  const experiments = afterStart(async () => {
    const { ExperimentPanels } = await import('./panels/experimentPanel.ts');
    return own(new ExperimentPanels({ stores, prompts: windowPrompts, messages, memory }, environment));
  });
  const runs = afterStart(async () => {
    const { RunPanels } = await import('./panels/runPanel.ts');
    return own(new RunPanels({ stores, reader }, environment));
  });
  const visualizations = afterStart(async () => {
    const { VisualizationPanels } = await import('./panels/visualizationPanel.ts');
    const { PreviewMemory } = await import('./panels/previewMemory.ts');
    const previews = new PreviewMemory(workspaceState);
    return own(new VisualizationPanels({ openStore, reader, memory: previews }, environment));
  });
  return {
    reader,
    openExperiment: async (panel) => (await experiments).open(panel),
    openRun: async (panel) => (await runs).open(panel),
    openVisualization: async (shown) => (await visualizations).open(shown),
    useColumn: async (...fix) => await (await visualizations).useColumn(...fix),
  };
}

/** @returns what reads everything that is on show anew */
function composeViews(
  { extensionUri, globalStorageUri, workspaceState }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  parts: CommandParts & { readonly panels: Panels },
  commands: CommandRegistry,
  launchedRuns: LaunchedRuns,
  own: Own,
): () => void {
  const { stores } = parts;
  const filter = own(new RunsFilter(workspaceState));
  const followed = own(new FollowedExperiments(stores));
  const experiments = own(new ExperimentsTree({ ...parts, followed, launchedRuns }));
  const view = own(new ExperimentsView({ ...parts, tree: experiments, followed, filter }));
  // Whether a run can be stopped from here is part of how it is shown.
  own(launchedRuns.onDidChange(({ facts }) => experiments.repaintRun(facts.run)));
  const models = composeModels(parts, commands, own);
  const visualizations = own(new VisualizationsTree({ ...parts, list: findVisualizations }));
  own(new StatusBar(stores, followed));
  own(ArtifactFileSystem.register(parts));
  own(NoteFileSystem.register(parts));
  const refreshViews = (): void => {
    void experiments.reload();
    models.refresh();
    visualizations.refresh();
  };
  registerStoreCommands(commands, { ...parts, log, refreshViews });
  const onDidChangeTrash = (storeUri: string): void => void experiments.refreshTrash(storeUri);
  const { openExperiment, openRun } = parts.panels;
  registerExperimentCommands(commands, { ...parts, filter, onDidChangeTrash, openPanel: openExperiment });
  registerRunCommands(commands, { ...parts, onDidChangeTrash, openPanel: openRun });
  registerItemCommands(commands, { ...parts, onDidChangeTrash, onDidChangeRegistry: () => models.refresh() });
  registerClipboardCommands(commands, parts);
  registerArtifactCommands(commands, {
    ...parts,
    reveal: async (artifact) => await view.reveal(artifact),
    onDidLog: (run) => experiments.refreshArtifacts(run),
  });
  registerWalkthroughCommands(commands, { stores, extensionUri, storageUri: globalStorageUri });
  return refreshViews;
}

function composeModels(parts: CommandParts, commands: CommandRegistry, own: Own): ModelsTree {
  const search = own(new ModelsSearch());
  const models = own(new ModelsTree({ ...parts, search }));
  own(new ModelsView(models, parts.stores, search));
  own(VersionDocuments.register(parts.stores, parts.messages));
  registerRegistryCommands(commands, { ...parts, onDidChangeRegistry: () => models.refresh() });
  registerSearchModelsCommands(commands, { ...parts, search });
  return models;
}

/** What has to do with servers: looking at one, starting one, leading to its pages, and doing without one. */
function composeServers(
  { extension }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  parts: CommandParts,
  commands: CommandRegistry,
  environment: StoreEnvironment,
  own: Own,
): void {
  const describeError = (error: unknown): string => parts.messages.describe(error);
  const uis = own(new MlflowUis());
  const terminals = own(
    new MlflowUiTerminals({
      uis,
      isHealthy: async (url, signal) =>
        await (await import('./store/rest/serverHealth.ts')).isServerHealthy(url, environment.fetch, signal),
      pythonSearchFor,
      describeError,
    }),
  );
  own(new MlflowUiStatus({ uis, labelOf: (uri) => parts.stores.place(uri)?.label ?? uri, describeError }));
  const uiParts: MlflowUiCommandParts = {
    ...parts,
    uis,
    terminals,
    schemaUpgradeBy: async (store) => await schemaUpgradeBy(store, environment),
    openInBrowser,
  };
  registerMlflowUiCommands(commands, uiParts);
  registerOpenInBrowserCommands(commands, {
    ...uiParts,
    databricksUrl: async (uri) => await databricksUrl(uri, environment),
  });
  registerDiagnoseCommands(commands, {
    ...parts,
    diagnose: async (uri, options) => await diagnoseStore(uri, environment, options),
    version: (extension.packageJSON as { readonly version: string }).version,
  });
  registerMoveStoreCommands(commands, {
    ...parts,
    openStore: async (uri) => await (await import('./store/openStore.ts')).openStore(uri, environment),
    pythonSearchFor,
    onOutput: (text) => log.info(text.trimEnd()),
  });
}

async function* findVisualizations(store: MlflowStore, signal: AbortSignal): AsyncGenerator<VisualizationSummary> {
  const { listVisualizations } = await import('./vizmod/listVisualizations.ts');
  yield* listVisualizations(store, signal);
}

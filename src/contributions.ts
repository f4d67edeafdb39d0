/** Every command: its id, and the arguments it takes when a view, menu or link runs it. */
export interface CommandArguments {
  'vizmod.store.refresh': [];
  'vizmod.store.select': [];
  'vizmod.store.activate': [node?: unknown];
  'vizmod.connection.add': [];
  'vizmod.connection.edit': [node?: unknown];
  'vizmod.connection.remove': [node?: unknown];
  'vizmod.connection.goToOrigin': [node?: unknown];
  'vizmod.connection.setCredentials': [nodeOrUri?: unknown];
  'vizmod.connection.forgetCredentials': [node?: unknown];
  'vizmod.store.diagnose': [nodeOrAddress?: unknown];
  'vizmod.store.moveToDatabase': [node?: unknown];
  'vizmod.ui.start': [node?: unknown];
  'vizmod.ui.show': [node?: unknown];
  'vizmod.item.openInBrowser': [node?: unknown];
  'vizmod.item.copyLink': [node?: unknown];
  'vizmod.log.show': [];
  'vizmod.experiment.open': [node?: unknown];
  'vizmod.experiment.filterRuns': [];
  'vizmod.experiment.clearFilter': [];
  'vizmod.experiment.create': [node?: unknown];
  'vizmod.experiment.rename': [node?: unknown];
  'vizmod.experiment.delete': [node?: unknown, nodes?: unknown];
  'vizmod.item.editNote': [node?: unknown];
  'vizmod.item.setTag': [node?: unknown, nodes?: unknown];
  'vizmod.item.deleteTag': [node?: unknown, nodes?: unknown];
  'vizmod.item.restore': [node?: unknown, nodes?: unknown];
  'vizmod.item.copyId': [node?: unknown];
  'vizmod.item.copyUri': [node?: unknown];
  'vizmod.item.copyValue': [node?: unknown];
  'vizmod.item.copySnippet': [node?: unknown];
  'vizmod.artifact.open': [node?: unknown];
  'vizmod.artifact.log': [resource?: unknown, selection?: unknown];
  'vizmod.artifact.copyPath': [node?: unknown];
  'vizmod.artifact.download': [node?: unknown, nodes?: unknown];
  'vizmod.artifact.delete': [node?: unknown, nodes?: unknown];
  'vizmod.run.open': [node?: unknown];
  'vizmod.run.rename': [node?: unknown];
  'vizmod.run.delete': [node?: unknown, nodes?: unknown];
  'vizmod.run.end': [node?: unknown, nodes?: unknown];
  'vizmod.run.activate': [node?: unknown];
  'vizmod.run.deactivate': [];
  'vizmod.visualization.preview': [resource?: unknown];
  'vizmod.visualization.previewOn': [node?: unknown];
  'vizmod.visualization.useColumn': [panel?: unknown, name?: unknown, dataColumn?: unknown];
  'vizmod.launch.runFile': [resource?: unknown];
  'vizmod.launch.stop': [node?: unknown];
  'vizmod.registry.register': [node?: unknown];
  'vizmod.registry.search': [];
  'vizmod.registry.clearSearch': [];
  'vizmod.registry.createModel': [node?: unknown];
  'vizmod.registry.renameModel': [node?: unknown];
  'vizmod.registry.deleteModel': [node?: unknown];
  'vizmod.registry.copyVersion': [node?: unknown];
  'vizmod.registry.copyAliasUri': [node?: unknown];
  'vizmod.registry.compareVersions': [node?: unknown, nodes?: unknown];
  'vizmod.registry.setAlias': [node?: unknown];
  'vizmod.registry.deleteAlias': [node?: unknown];
  'vizmod.registry.transitionStage': [node?: unknown];
  'vizmod.registry.editDescription': [node?: unknown];
  'vizmod.registry.deleteVersion': [node?: unknown];
  'vizmod.walkthrough.openSample': [];
}
export type CommandId = keyof CommandArguments;

/** What the settings say about one server. */
export interface ServerSettings {
  /** Sent with every request to it. Secrets do not belong here. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Every setting below `vizmod.`: its key and its type, with the default that package.json states. */
export interface Settings {
  /** Tracking URIs besides those that are found; the lists of all levels count together. */
  trackingUris: readonly string[];
  /** By the server's address. Typed by hand: an entry may be anything. */
  servers: Readonly<Record<string, ServerSettings>>;
  /** Metric keys shown beside a run in the tree; empty: the experiment's first two. */
  'experiments.shownMetrics': readonly string[];
  /** Model URIs of visualizations by globs of the data that they are for. Typed by hand: an entry may be anything. */
  'visualization.defaults': Readonly<Record<string, string>>;
  /** The Python that runs scripts; empty: the Python extension's choice, then the workspace's .venv, then python3. */
  'launch.pythonPath': string;
  /** Workspace files whose values are recorded as params of launched runs. */
  'launch.paramFiles': readonly string[];
}
export type SettingKey = keyof Settings;

export const settingDefaults: Settings = {
  trackingUris: [],
  servers: {},
  'experiments.shownMetrics': [],
  'visualization.defaults': {},
  'launch.pythonPath': '',
  'launch.paramFiles': [],
};

export const viewIds = {
  container: 'vizmod',
  experiments: 'vizmod.experiments',
  models: 'vizmod.models',
  visualizations: 'vizmod.visualizations',
} as const;

/** Context keys that `when` clauses of package.json read. */
export interface ContextKeys {
  /** Whether MLflow's own UI was started from this window. */
  'vizmod.hasMlflowUi': boolean;
  /** Whether the workspace or the settings name at least one store. */
  'vizmod.hasStores': boolean;
  /** Whether a filter is set on the Experiments view. */
  'vizmod.isFiltered': boolean;
  /** Whether the Models view shows only what it is searched for. */
  'vizmod.isSearchingModels': boolean;
  /** Whether a run is active, so that it can be let go. */
  'vizmod.hasActiveRun': boolean;
}

/** Values of `viewItem` in menus; a node may combine several, separated by spaces and matched by regular expression. */
export const contextValues = {
  store: 'store',
  /** Combined with `store`: in the settings, so that it can be edited and removed. */
  storeInSettings: 'store.inSettings',
  /** Combined with `store`: a server. */
  storeServer: 'store.server',
  /** Combined with `store`: a folder that MLflow writes. */
  storeFolder: 'store.folder',
  /** Combined with `store`: a database file. */
  storeDatabase: 'store.database',
  experiment: 'experiment',
  run: 'run',
  /** Launched from this window and running still. */
  runningRun: 'run.running',
  /** Neither ended nor launched from this window. */
  unfinishedRun: 'run.unfinished',
  artifactFile: 'artifact.file',
  artifactFolder: 'artifact.folder',
  modelFolder: 'artifact.folder.model',
  keyValue: 'keyValue',
  tag: 'keyValue.tag',
  loggedModel: 'loggedModel',
  deletedExperiment: 'deletedExperiment',
  deletedRun: 'deletedRun',
  registeredModel: 'registeredModel',
  modelVersion: 'modelVersion',
  visualization: 'visualization',
} as const;

export const panelTypes = {
  experiment: 'vizmod.experimentPanel',
  run: 'vizmod.runPanel',
  visualization: 'vizmod.visualizationPanel',
} as const;
export const taskType = 'vizmod';
export const artifactScheme = 'mlflow-artifact';
/** Notes and descriptions as Markdown texts that can be saved. */
export const noteScheme = 'mlflow-note';
/** Texts that say what is in a version of a registered model. */
export const versionScheme = 'mlflow-version';

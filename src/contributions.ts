/** Every command: its id, and the arguments it takes when a view, menu or link runs it. */
export interface CommandArguments {
  'vizmod.store.refresh': [];
  'vizmod.store.select': [];
  'vizmod.store.openSettings': [];
  'vizmod.log.show': [];
  'vizmod.experiment.open': [node?: unknown];
  'vizmod.experiment.filterRuns': [];
  'vizmod.experiment.clearFilter': [];
  'vizmod.item.copyId': [node?: unknown];
  'vizmod.item.copyUri': [node?: unknown];
  'vizmod.item.copyValue': [node?: unknown];
  'vizmod.artifact.open': [node?: unknown];
  'vizmod.artifact.log': [resource?: unknown, selection?: unknown];
  'vizmod.run.activate': [node?: unknown];
  'vizmod.run.deactivate': [];
  'vizmod.visualization.preview': [resource?: unknown];
  'vizmod.visualization.previewOn': [node?: unknown];
  'vizmod.launch.runFile': [resource?: unknown];
  'vizmod.launch.stop': [node?: unknown];
  'vizmod.registry.register': [node?: unknown];
  'vizmod.registry.setAlias': [node?: unknown];
  'vizmod.registry.deleteAlias': [node?: unknown];
  'vizmod.registry.transitionStage': [node?: unknown];
  'vizmod.registry.editDescription': [node?: unknown];
  'vizmod.registry.deleteVersion': [node?: unknown];
  'vizmod.walkthrough.openSample': [];
}
export type CommandId = keyof CommandArguments;

/** Every setting below `vizmod.`: its key and its type, with the default that package.json states. */
export interface Settings {
  /** Tracking URIs besides those found in the workspace. */
  trackingUris: readonly string[];
  /** Metric keys shown beside a run in the tree; empty: the experiment's first two. */
  'experiments.shownMetrics': readonly string[];
  /** The Python that runs scripts; empty: the Python extension's choice, then the workspace's .venv, then python3. */
  'launch.pythonPath': string;
  /** Workspace files whose values are recorded as params of launched runs. */
  'launch.paramFiles': readonly string[];
}
export type SettingKey = keyof Settings;

export const settingDefaults: Settings = {
  trackingUris: [],
  'experiments.shownMetrics': [],
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
  /** Whether the workspace or the settings name at least one store. */
  'vizmod.hasStores': boolean;
  /** Whether a filter is set on the Experiments view. */
  'vizmod.isFiltered': boolean;
  /** Whether a run is active, so that it can be let go. */
  'vizmod.hasActiveRun': boolean;
}

/** Values of `viewItem` in menus; a node may combine several, separated by spaces and matched by regular expression. */
export const contextValues = {
  store: 'store',
  experiment: 'experiment',
  run: 'run',
  runningRun: 'run.running',
  artifactFile: 'artifact.file',
  artifactFolder: 'artifact.folder',
  modelFolder: 'artifact.folder.model',
  keyValue: 'keyValue',
  registeredModel: 'registeredModel',
  modelVersion: 'modelVersion',
  visualization: 'visualization',
} as const;

export const panelTypes = { experiment: 'vizmod.experimentPanel', visualization: 'vizmod.visualizationPanel' } as const;
export const taskType = 'vizmod';
export const artifactScheme = 'mlflow-artifact';

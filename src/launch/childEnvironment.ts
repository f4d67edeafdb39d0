import type { RunReference } from '../model/references.ts';
import type { TrackingStore } from '../store/trackingStore.ts';

export interface ChildEnvironmentFacts {
  /** The environment of the parent. */
  readonly inherited: NodeJS.ProcessEnv;
  /** What the person added; it wins over everything inherited, and never over the variables that hand the run over. */
  readonly added: Readonly<Record<string, string>>;
  readonly store: Pick<TrackingStore, 'uri' | 'kind'>;
  readonly run: RunReference;
}

/** The environment that makes the first `mlflow.start_run()` of a script resume the given run (MLflow 2.22 and 3.18). */
export function childEnvironment(facts: ChildEnvironmentFacts): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...withoutHostVariables(facts.inherited),
    PYTHONUNBUFFERED: '1',
    // The pipe is read as UTF-8, whatever the locale of the parent is.
    PYTHONIOENCODING: 'utf-8',
    ...facts.added,
    MLFLOW_TRACKING_URI: facts.store.uri,
    MLFLOW_RUN_ID: facts.run.runId,
    MLFLOW_EXPERIMENT_ID: facts.run.experimentId,
    ...(facts.store.kind === 'file' ? { MLFLOW_ALLOW_FILE_STORE: 'true' } : {}),
  };
  // MLflow refuses to start when name and id disagree.
  delete environment['MLFLOW_EXPERIMENT_NAME'];
  return environment;
}

/** What VS Code sets for its own processes would make a script that starts Electron or VS Code behave as one of them. */
export function withoutHostVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isHostVariable(name)));
}

function isHostVariable(name: string): boolean {
  return name.startsWith('VSCODE_') || name === 'ELECTRON_RUN_AS_NODE';
}

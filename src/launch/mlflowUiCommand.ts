import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withoutHostVariables } from './childEnvironment.ts';
import { workFolder, type LocalStore } from './localStore.ts';
import { isAtLeast, type MlflowInterpreter } from './mlflowPython.ts';

/** Only this machine can reach the server. */
export const uiHost = '127.0.0.1';

/** Variables that would make another server of it than the options say (MLflow 3.18). */
const overridingVariables = [
  'MLFLOW_ARTIFACTS_DESTINATION',
  'MLFLOW_ARTIFACTS_ONLY',
  'MLFLOW_READ_REPLICA_BACKEND_STORE_URI',
  'MLFLOW_REGISTRY_STORE_URI',
  'MLFLOW_SERVER_ALLOWED_HOSTS',
  'MLFLOW_STATIC_PREFIX',
  'MLFLOW_WORKSPACE_STORE_URI',
];

/**
 * MLflow's server for one store. `server` and not `ui`, because that one has no `--workers` in MLflow 1.x and 2.x. The default artifact
 * root is named, so that experiments made in the UI keep their artifacts where they can be read without a server.
 */
export function mlflowUiCommand(python: MlflowInterpreter, store: LocalStore, port: number): readonly string[] {
  const root = store.kind === 'file' ? store.uri : pathToFileURL(join(workFolder(store), 'mlruns')).toString();
  const serve = ['server', '--backend-store-uri', store.uri, '--default-artifact-root', root];
  const where = ['--host', uiHost, '--port', String(port), '--workers', '1'];
  return [python.path, ...mlflowModule(python), ...serve, ...where];
}

/** MLflow 1.x cannot be run as a module. */
function mlflowModule({ mlflowVersion }: MlflowInterpreter): readonly string[] {
  return isAtLeast(mlflowVersion, 2, 0) ? ['-m', 'mlflow'] : ['-c', 'from mlflow.cli import cli; cli()'];
}

export function mlflowUiEnvironment(
  inherited: NodeJS.ProcessEnv,
  store: LocalStore,
  python: MlflowInterpreter,
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    // Without its job runners the server starts sooner and needs half the memory; who wants them sets it.
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    ...withoutHostVariables(inherited),
    PYTHONUNBUFFERED: '1',
    PYTHONIOENCODING: 'utf-8',
    // MLflow 1.x looks there for the gunicorn of its own environment; on Windows it has another server.
    ...(process.platform !== 'win32' && { PATH: `${dirname(python.path)}:${inherited['PATH'] ?? ''}` }),
    // MLflow 3.13 and later refuse a folder without it.
    ...(store.kind === 'file' && { MLFLOW_ALLOW_FILE_STORE: 'true' }),
  };
  overridingVariables.forEach((name) => delete environment[name]);
  return environment;
}

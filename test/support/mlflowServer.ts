import { startMlflowServerWith, type MlflowServer } from '../../scripts/lib/mlflowServer.ts';
import { mlflowPython, type MlflowVersion } from './mlflowPython.ts';

/** Starts a real tracking server on a free port and waits until it answers. */
export async function startMlflowServer(
  version: MlflowVersion,
  backendStoreUri: string,
  ...options: readonly string[]
): Promise<MlflowServer> {
  return await startMlflowServerWith({ python: mlflowPython(version), backendStoreUri, options });
}

/** As {@link startMlflowServer}, with a login: `admin` has this password. */
export async function startMlflowServerWithLogin(
  version: MlflowVersion,
  backendStoreUri: string,
  adminPassword: string,
): Promise<MlflowServer> {
  const variables = { MLFLOW_FLASK_SERVER_SECRET_KEY: 'of a test', MLFLOW_AUTH_ADMIN_PASSWORD: adminPassword };
  const options = ['--app-name', 'basic-auth'];
  return await startMlflowServerWith({ python: mlflowPython(version), backendStoreUri, options, variables });
}

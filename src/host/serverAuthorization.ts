import { authorizationOf } from './serverCredentials.ts';

/** The Authorization header that MLflow's own client would send: MLFLOW_TRACKING_TOKEN, else user name and password. */
export function serverAuthorization(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const token = env['MLFLOW_TRACKING_TOKEN'];
  if (token !== undefined && token !== '') {
    return authorizationOf({ kind: 'token', token });
  }
  const user = env['MLFLOW_TRACKING_USERNAME'];
  const password = env['MLFLOW_TRACKING_PASSWORD'];
  return user === undefined || password === undefined ? undefined : authorizationOf({ kind: 'basic', user, password });
}

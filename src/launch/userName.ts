import { userInfo } from 'node:os';

/** As Python's `getpass.getuser()`, which MLflow asks. */
export function userName(environment: NodeJS.ProcessEnv): string {
  const names = ['LOGNAME', 'USER', 'LNAME', 'USERNAME'].map((name) => environment[name]);
  return names.find((name) => name !== undefined && name !== '') ?? userInfo().username;
}

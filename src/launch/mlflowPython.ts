import { MlflowError } from '../model/mlflowError.ts';
import { displayCommand } from './commandLine.ts';
import { findPython, type PythonInterpreter, type PythonSearch } from './pythonInterpreter.ts';

export type MlflowInterpreter = PythonInterpreter & { readonly mlflowVersion: string };

/** The Python of the workspace, with MLflow. @throws MlflowError toolMissing, naming the command that installs it */
export async function findMlflowPython(search: PythonSearch): Promise<MlflowInterpreter> {
  const { mlflowVersion, ...python } = await findPython(search);
  if (mlflowVersion === undefined) {
    const detail = `Python ${python.version} at ${python.path} has none; install it with ${installCommand(python)}`;
    throw new MlflowError('toolMissing', { what: 'MLflow', detail });
  }
  return { ...python, mlflowVersion };
}

/** `requirement` as pip takes it. */
export function installCommand({ path }: PythonInterpreter, requirement = 'mlflow'): string {
  return displayCommand([path, '-m', 'pip', 'install', requirement], process.platform);
}

/** Whether a version like `3.10.1` is that release or a later one. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split('.').map(Number);
  return itsMajor > major || (itsMajor === major && itsMinor >= minor);
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { MlflowError } from '../model/mlflowError.ts';

export interface PythonInterpreter {
  readonly path: string;
  /** As in `3.11.4`. */
  readonly version: string;
  /** Absent when this Python has no MLflow; a script that does not import it runs all the same. */
  readonly mlflowVersion?: string | undefined;
}

export interface PythonSearch {
  /** What the person set; when it does not run, nothing else is tried. */
  readonly configured?: string | undefined;
  /** What another extension offers, before the virtual environments of the folder. */
  readonly offered?: string | undefined;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The first Python that runs: the setting, the offered one, `.venv` and `venv` of the folder, `python3`, `python`. @throws MlflowError toolMissing */
export async function findPython(search: PythonSearch): Promise<PythonInterpreter> {
  const configured = search.configured?.trim() ?? '';
  const candidates = configured === '' ? guesses(search) : [expand(configured, search.folder)];
  for (const candidate of candidates) {
    const interpreter = await probe(candidate, search);
    if (interpreter !== undefined) {
      return interpreter;
    }
  }
  throw configured === ''
    ? new MlflowError('toolMissing', {
        what: 'Python',
        detail: `tried ${candidates.join(', ')}; install Python or name one in the setting vizmod.launch.pythonPath`,
      })
    : new MlflowError('toolMissing', {
        what: configured,
        detail:
          'it is named in the setting vizmod.launch.pythonPath and does not run as Python; correct or clear the setting',
      });
}

function guesses({ offered, folder }: PythonSearch): string[] {
  const inEnvironment = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python');
  const environments = ['.venv', 'venv']
    .map((name) => join(folder, name, inEnvironment))
    .filter((path) => existsSync(path));
  return [...(offered === undefined ? [] : [offered]), ...environments, 'python3', 'python'];
}

function expand(path: string, folder: string): string {
  const expanded = path.replace(/^~(?=[/\\])/, homedir()).replaceAll('${workspaceFolder}', folder);
  return /[/\\]/.test(expanded) ? resolve(folder, expanded) : expanded;
}

/** Looks MLflow up without importing it, which takes seconds, and sees no module of the folder that happens to have such a name. */
const probeScript = `
import sys
sys.path[:] = [path for path in sys.path if path]
import json
from importlib import metadata, util
version = None
if util.find_spec("mlflow") is not None:
    version = "unknown"
    for name in ("mlflow", "mlflow-skinny"):
        try:
            version = metadata.version(name)
            break
        except metadata.PackageNotFoundError:
            pass
print(json.dumps([sys.executable, "%d.%d.%d" % sys.version_info[:3], version]))
`;

async function probe(command: string, search: PythonSearch): Promise<PythonInterpreter | undefined> {
  try {
    const options = { cwd: search.folder, env: search.environment, timeout: 30_000, windowsHide: true };
    const { stdout } = await promisify(execFile)(command, ['-c', probeScript], options);
    const [path, version, mlflowVersion] = JSON.parse(stdout) as [string, string, string | null];
    return { path, version, mlflowVersion: mlflowVersion ?? undefined };
  } catch {
    // Whatever it is, it is not a Python that runs; the next candidate is tried, and the last failure names them all.
    return undefined;
  }
}

import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process';
import { tmpdir } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const variables = { '1.30': 'VIZMOD_PYTHON_130', '2.22': 'VIZMOD_PYTHON_222', '3.18': 'VIZMOD_PYTHON_318' } as const;

export type MlflowVersion = keyof typeof variables;

const environment = { ...process.env, MLFLOW_ALLOW_FILE_STORE: 'true', PYTHONWARNINGS: 'ignore' };
const maxOutput = 256 * 1024 * 1024;

/** The Python with real MLflow of the version. `npm test` installs it; a test run alone needs to be told. */
export function mlflowPython(version: MlflowVersion): string {
  const python = process.env[variables[version]];
  if (python === undefined) {
    throw new Error(
      `${variables[version]} is not set. "npm test" installs MLflow ${version} and sets it; to run one test alone, set it to the Python of a venv with MLflow ${version}.`,
    );
  }
  return python;
}

/** What a script of test/contract/oracle prints, given `input` as JSON on its standard input. */
export function askOracle(version: MlflowVersion, script: string, args: readonly string[], input?: unknown): unknown {
  const output = execFileSync(mlflowPython(version), [oraclePath(script), ...args], {
    // MLflow 3 makes a database where it runs.
    cwd: tmpdir(),
    env: environment,
    encoding: 'utf8',
    input: input === undefined ? '' : JSON.stringify(input),
    maxBuffer: maxOutput,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return JSON.parse(output);
}

/** Starts a script of test/contract/oracle that does what its standard input says, line by line. */
export function startOracle(
  version: MlflowVersion,
  script: string,
  args: readonly string[],
): ChildProcessByStdio<Writable, Readable, null> {
  return spawn(mlflowPython(version), [oraclePath(script), ...args], {
    cwd: tmpdir(),
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

function oraclePath(script: string): string {
  return fileURLToPath(new URL(`../contract/oracle/${script}`, import.meta.url));
}

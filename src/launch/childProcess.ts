import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { MlflowError } from '../model/mlflowError.ts';

export interface ChildOptions {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Output of both streams as it comes, never cut inside a character. */
  readonly onOutput: (text: string) => void;
}

export interface ChildExit {
  /** Absent when a signal ended the process. */
  readonly exitCode?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
}

export interface Child {
  readonly pid: number;
  readonly exit: Promise<ChildExit>;
  /** Reaches the process and everything it started; false when nothing of it is left. */
  kill(signal: StopSignal): boolean;
}

export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
export type StopSignal = (typeof stopSignals)[number];

/** How long output of a process that has ended is waited for: what it started may hold the pipe open for ever. */
const outputGraceMs = 1000;

/** Starts a command in a process group of its own. @throws MlflowError processFailed when it does not start */
export async function startChild(command: readonly string[], options: ChildOptions): Promise<Child> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd: options.folder,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', options.onOutput);
  }
  const exit = exitOf(child);
  try {
    await once(child, 'spawn');
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new MlflowError('processFailed', { what: file, detail }, { cause: error });
  }
  const { pid } = child;
  if (pid === undefined) {
    throw new MlflowError('processFailed', { what: file });
  }
  return { pid, exit, kill: (signal) => killGroup(pid, signal) };
}

function exitOf(child: ChildProcess): Promise<ChildExit> {
  return new Promise((resolve) => {
    const finish = (): void => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ exitCode: child.exitCode ?? undefined, signal: child.signalCode ?? undefined });
    };
    child.once('close', finish);
    // In the turn after the timer, so that output which waited for a busy extension host is read first.
    child.once('exit', () => setTimeout(() => setImmediate(finish), outputGraceMs));
  });
}

function killGroup(pid: number, signal: StopSignal): boolean {
  if (process.platform === 'win32') {
    // Windows has no signal that asks a process without a console to end.
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => undefined);
    return true;
  }
  try {
    return process.kill(-pid, signal);
  } catch {
    // ESRCH: the group is gone, which is what was asked for.
    return false;
  }
}

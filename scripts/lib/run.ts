import { spawn } from 'node:child_process';
import { basename } from 'node:path';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface RunResult {
  /** undefined: ended by a signal. */
  readonly code: number | undefined;
  readonly stdout: string;
  /** stdout and stderr as they came, interleaved. */
  readonly output: string;
}

/** Runs to the end and tells how it ended; rejects only when the command cannot be started. */
export async function tryRun(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return await new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? undefined, stdout, output });
    });
  });
}

/** Runs and returns stdout; an exit code other than 0 is an error that carries the command's last words. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await tryRun(command, args, options);
  if (result.code === 0) {
    return result.stdout;
  }
  throw new Error(
    `${[basename(command), ...args].join(' ')} failed (${result.code ?? 'killed'}):\n${lastLines(result.output, 15)}`,
  );
}

/** npm of this machine, on the Node that runs this script. */
export async function npm(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const npmCli = process.env['npm_execpath'];
  return npmCli?.endsWith('npm-cli.js') === true
    ? await run(process.execPath, [npmCli, ...args], options)
    : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

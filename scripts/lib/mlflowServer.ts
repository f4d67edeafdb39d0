import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export interface MlflowServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const startDeadline = 150_000;

export interface MlflowServerOptions {
  /** Of a virtual environment with MLflow. */
  readonly python: string;
  readonly backendStoreUri: string;
  readonly options: readonly string[];
  /** Environment variables besides this process's own. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts a real tracking server on a free port and waits until it answers. */
export async function startMlflowServerWith({
  python,
  backendStoreUri,
  options,
  variables,
}: MlflowServerOptions): Promise<MlflowServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'vizmod-server-'));
  const where = ['--backend-store-uri', backendStoreUri, '--host', '127.0.0.1', '--port', String(port)];
  const server = spawn(python, ['-m', 'mlflow', 'server', ...where, '--workers', '1', ...options], {
    cwd: folder,
    // The server's children are in its group, and end with it.
    detached: true,
    env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', PYTHONWARNINGS: 'ignore', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null && server.pid !== undefined) {
      const exited = once(server, 'exit');
      process.kill(-server.pid, 'SIGKILL');
      await exited;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const prefix = options[options.indexOf('--static-prefix') + 1];
  const url = `http://127.0.0.1:${port}${options.includes('--static-prefix') ? prefix : ''}`;
  const deadline = performance.now() + startDeadline;
  while (!(await isHealthy(url))) {
    if (server.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`The MLflow server of ${python} did not start:\n${output}`);
    }
    await setTimeout(200);
  }
  return { url, stop };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('no port');
  }
  return address.port;
}

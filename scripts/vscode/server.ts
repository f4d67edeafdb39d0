import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib/run.ts';
import { ensureVscodeServer } from '../setup/vscodeServer.ts';
import type { Profile } from './profile.ts';

export interface ServerOptions {
  readonly profile: Profile;
  /** undefined: every folder is trusted without a question. */
  readonly workspaceTrust?: boolean;
  /**
   * VS Code's own automation: extensions under development and their tests run only with it, but it hides
   * notifications and refuses modal dialogs.
   */
  readonly driver?: boolean;
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  readonly env?: NodeJS.ProcessEnv;
}

export interface VscodeServer {
  readonly port: number;
  readonly logFile: string;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface WorkbenchTarget {
  /** A folder or a .code-workspace file; undefined: an empty window. */
  readonly folder?: string | undefined;
  readonly extensionDevelopmentPaths?: readonly string[];
  readonly extensionTestsPath?: string | undefined;
}

const startLimitMs = 60_000;
const stopLimitMs = 5_000;

export async function startServer(options: ServerOptions): Promise<VscodeServer> {
  const script = await ensureVscodeServer();
  const logFile = join(options.profile.serverDataDir, 'server.log');
  const child = spawn(process.execPath, [script, ...serverArguments(options)], {
    env: { ...process.env, ...options.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(() => undefined);
  const stop = async (): Promise<void> => {
    await stopChild(child, ended);
  };
  try {
    return { port: await listeningPort(child, logFile), logFile, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Installs a .vsix into the profile's extensions. */
export async function installVsix(profile: Profile, vsix: string): Promise<void> {
  const { extensionsDir, serverDataDir } = profile;
  const dirs = ['--extensions-dir', extensionsDir, '--server-data-dir', serverDataDir];
  const script = await ensureVscodeServer();
  await run(process.execPath, [script, '--accept-server-license-terms', ...dirs, '--install-extension', vsix]);
}

/** The address at which the server shows a window on the target. */
export function workbenchUrl(port: number, target: WorkbenchTarget): string {
  // VS Code compares the authority with the page's own host.
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  const { folder, extensionDevelopmentPaths = [], extensionTestsPath } = target;
  const payload: [string, string][] = [
    ...extensionDevelopmentPaths.map((path): [string, string] => ['extensionDevelopmentPath', remote(path)]),
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (extensionTestsPath !== undefined) {
    payload.push(['extensionTestsPath', remote(extensionTestsPath)]);
  }
  const query = new URLSearchParams();
  if (folder === undefined) {
    query.set('ew', 'true');
  } else {
    query.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  }
  query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}

function serverArguments({ profile, workspaceTrust = false, driver = false, port = 0 }: ServerOptions): string[] {
  const valued = {
    host: '127.0.0.1',
    port: String(port),
    'telemetry-level': 'off',
    'user-data-dir': profile.userDataDir,
    'extensions-dir': profile.extensionsDir,
    'server-data-dir': profile.serverDataDir,
  };
  return [
    ...Object.entries(valued).flatMap(([name, value]) => [`--${name}`, value]),
    '--without-connection-token',
    '--accept-server-license-terms',
    '--disable-experiments',
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
    ...(driver ? ['--enable-smoke-test-driver'] : []),
  ];
}

async function listeningPort(child: ChildProcess, logFile: string): Promise<number> {
  const log = createWriteStream(logFile);
  child.stderr?.pipe(log, { end: false });
  child.stdout?.pipe(log, { end: false });
  return await new Promise((resolve, reject) => {
    let output = '';
    const limit = setTimeout(() => {
      reject(new Error(`The VS Code server did not start within ${startLimitMs / 1000} s:\n${output}`));
    }, startLimitMs);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`The VS Code server ended (${code ?? 'killed'}):\n${output}`));
    });
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const match = /Extension host agent listening on (\d+)/.exec(output);
      if (match === null) {
        return;
      }
      clearTimeout(limit);
      resolve(Number(match[1]));
    });
  });
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return;
  }
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await ended;
  clearTimeout(force);
}

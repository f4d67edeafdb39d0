import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../lib/run.ts';
import { installOnce } from './cache.ts';

/** code-server carries a complete VS Code web server, and npm reaches machines that VS Code's own download does not. */
const codeServerVersion = '4.139.1';

/** The script that starts VS Code's server, to be run with this project's Node. */
export async function ensureVscodeServer(): Promise<string> {
  const dir = await installOnce({
    name: 'vscode-server',
    recipe: { codeServerVersion, platform: process.platform, arch: process.arch, node: process.versions.modules },
    install: installCodeServer,
  });
  return join(vscodeDir(dir), 'out', 'server-main.js');
}

async function installCodeServer(dir: string): Promise<void> {
  const manifest = { private: true, dependencies: { 'code-server': codeServerVersion } };
  await writeFile(join(dir, 'package.json'), JSON.stringify(manifest));
  // Install scripts would compile native modules; the ones that matter (node-pty, @parcel/watcher, ripgrep) come prebuilt.
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await npm(['install', '--no-package-lock', ...flags], { cwd: dir });
  await npm(['install', '--omit=dev', ...flags], { cwd: vscodeDir(dir) });
}

function vscodeDir(dir: string): string {
  return join(dir, 'node_modules', 'code-server', 'lib', 'vscode');
}

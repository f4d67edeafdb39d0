// Runs a script of this project with the project's own Node 24, after making sure that its npm packages are there:
//   node scripts/bootstrap.mjs <script> [arguments]
// Plain JavaScript without dependencies, because it runs first, on whatever Node (18 or newer) the machine has.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants } from 'node:os';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const ownNode = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');
const ownBin = join(root, 'node_modules', '.bin');

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

/** npm writes node_modules/.package-lock.json when an installation is complete: it says what really is there. */
function isInstalled() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined || !existsSync(ownNode)) {
    return false;
  }
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (optional && !(path in present)) || present[path]?.version === version,
  );
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function install() {
  console.log('Installing npm packages (once, about a minute) ...');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    shell: windows,
  });
  if (result.error?.code === 'ENOENT') {
    fail('npm was not found. Install Node.js with npm (https://nodejs.org), then run this again.');
  }
  if (result.status !== 0) {
    // npm says what is wrong first, then how it is used.
    const reason = result.stderr.trim().split('\n').slice(0, 15).join('\n');
    fail(`npm ci failed in ${root}. Is the npm registry reachable from this machine? What npm says:\n${reason}`);
  }
  if (!existsSync(ownNode)) {
    fail(
      `npm ci did not install ${ownNode}. If npm's "ignore-scripts" is on, run: npm rebuild node --ignore-scripts=false`,
    );
  }
}

function runWithOwnNode([script, ...args]) {
  const env = { ...process.env };
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [ownBin, dirname(ownNode), env[pathName]].filter(Boolean).join(delimiter);
  const child = spawn(ownNode, [script, ...args], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child itself; a second one would mean "force".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) {
        child.kill(signal);
      }
    });
  }
  child.on('error', (error) => fail(`${ownNode} cannot be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? ''] ?? 1)));
}

if (process.argv.length < 3) {
  fail('usage: node scripts/bootstrap.mjs <script> [arguments]');
}
if (!isInstalled()) {
  install();
}
runWithOwnNode(process.argv.slice(2));

// Opens VS Code with this extension on a fresh copy of the sample project.
//   npm run demo                 desktop VS Code where `code` is on PATH, else a VS Code server and its address
//   npm run demo -- --server     the VS Code server in any case
//   npm run demo -- --check      no person needed: clicks through the demo scenario in a headless browser
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { layDemoProject } from './demo/layDemoProject.ts';
import { repoRoot } from './lib/paths.ts';
import { run, tryRun } from './lib/run.ts';
import { untilInterrupted } from './lib/untilInterrupted.ts';
import { vsixPath } from './package.ts';
import { ensureMlflowVenv } from './setup/mlflowVenv.ts';
import { createProfile, type Profile } from './vscode/profile.ts';
import { installVsix, startServer, workbenchUrl } from './vscode/server.ts';

const { values: flags } = parseArgs({ options: { check: { type: 'boolean' }, server: { type: 'boolean' } } });

async function packed(): Promise<string> {
  await run(process.execPath, [join(repoRoot, 'scripts', 'package.ts')]);
  return await vsixPath();
}

/** Only the training task needs Python: a machine without it gets the rest of the demo. */
async function pythonForTraining(): Promise<string | undefined> {
  try {
    return await ensureMlflowVenv('mlflow-3.18');
  } catch (error) {
    console.warn(`The training task "Train flowers" will not run here; everything else works. Why:\n${String(error)}`);
    return undefined;
  }
}

async function openDesktop(profile: Profile, folder: string, vsix: string): Promise<void> {
  const { userDataDir, extensionsDir } = profile;
  const dirs = ['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  await run('code', [...dirs, '--install-extension', vsix]);
  console.log(`VS Code opens on ${folder}. Close its window to end the demo.`);
  await run('code', [...dirs, '--disable-workspace-trust', '--new-window', '--wait', folder]);
}

async function openServer(profile: Profile, folder: string, vsix: string): Promise<void> {
  await installVsix(profile, vsix);
  const server = await startServer({ profile });
  console.log(
    `\nOpen this address in a browser (Ctrl-C ends the demo):\n\n  ${workbenchUrl(server.port, { folder })}\n`,
  );
  await Promise.race([untilInterrupted(), server.ended]);
  await server.stop();
}

/** `node test/ui/demoScenario.ts <project folder> [python]` exits with 0 when every step of the scenario was seen. */
async function check(folder: string, python: string | undefined): Promise<void> {
  const scenario = join(repoRoot, 'test', 'ui', 'demoScenario.ts');
  const args = python === undefined ? [folder] : [folder, python];
  const child = spawn(process.execPath, [scenario, ...args], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  process.exitCode = code === 0 ? 0 : 1;
}

async function hasDesktopCode(): Promise<boolean> {
  const result = await tryRun('code', ['--version']).catch(() => undefined);
  return result?.code === 0;
}

const dir = await mkdtemp(join(tmpdir(), 'vizmod-demo-'));
try {
  console.log('Preparing the demo ...');
  const [vsix, python] = await Promise.all([packed(), pythonForTraining()]);
  const folder = join(dir, 'flowers');
  await layDemoProject(folder);
  if (flags.check === true) {
    await check(folder, python);
  } else {
    // In the person's settings, not the project's: a changed file would make every run of the demo a "dirty" one.
    const profile = await createProfile(dir, python === undefined ? {} : { 'vizmod.launch.pythonPath': python });
    const open = flags.server !== true && (await hasDesktopCode()) ? openDesktop : openServer;
    await open(profile, folder, vsix);
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}

#!/usr/bin/env node
// Stands in for desktop VS Code's executable: takes the arguments that @vscode/test-electron passes, runs the VS Code
// server with a headless browser as its window, and exits with the status of the tests. Needs this project's Node 24.
import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { createProfile } from './profile.ts';
import { startServer, workbenchUrl, type VscodeServer, type WorkbenchTarget } from './server.ts';
import { writeUserSettings } from './userSettings.ts';

const limitMs = 10 * 60_000;

/** Lines that VS Code itself writes in such a window and that say nothing about the tests (the last two: optional native modules). */
const noise =
  /^(\[(AgentHost|RemoteAgentHost|ChatModelSelection|AccountPolicyGate|Service Worker|reconnection-grace-time)|Creating a socket|Resolv(ing|ed) connection token|Updating additional builtin|Ignoring fetching additional builtin|Canceled: Canceled|Error: Could not locate the bindings file|Cannot find module '\.\/build\/Release\/watchdog')/;

interface LaunchArguments {
  readonly target: WorkbenchTarget;
  readonly userDataDir: string | undefined;
  readonly extensionsDir: string | undefined;
}

function parseLaunchArguments(argv: readonly string[]): LaunchArguments {
  const values = (name: string): string[] =>
    argv.filter((argument) => argument.startsWith(`--${name}=`)).map((argument) => argument.slice(name.length + 3));
  return {
    target: {
      folder: argv.find((argument) => !argument.startsWith('--') && isFolderOrWorkspace(argument)),
      extensionDevelopmentPaths: values('extensionDevelopmentPath'),
      extensionTestsPath: values('extensionTestsPath')[0],
    },
    userDataDir: values('user-data-dir')[0],
    extensionsDir: values('extensions-dir')[0],
  };
}

function isFolderOrWorkspace(path: string): boolean {
  return path.endsWith('.code-workspace') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The exit code that the tests report, or 1 when server, page or time run out before. */
async function testStatus(server: VscodeServer, page: Page, target: WorkbenchTarget): Promise<number> {
  const status = new Promise<number>((resolve, reject) => {
    let ended = false;
    const end = (code: number, why?: string): void => {
      if (!ended && why !== undefined) {
        console.error(`VS Code launcher: ${why}`);
      }
      ended = true;
      resolve(code);
    };
    const show = (_kind: string, values: readonly unknown[]): void => {
      if (!ended && !noise.test(String(values[0]))) {
        console.log(...values);
      }
    };
    setTimeout(() => end(1, `no result within ${limitMs / 60_000} minutes`), limitMs).unref();
    void server.ended.then(() => end(1, 'the server ended'));
    page.on('crash', () => end(1, 'the page crashed'));
    page.exposeFunction('codeAutomationLog', show).catch(reject);
    page
      .exposeFunction('codeAutomationExit', (code: unknown) => end(typeof code === 'number' ? code : 1))
      .catch(reject);
  });
  await page.goto(workbenchUrl(server.port, target));
  return await status;
}

async function launch({ target, userDataDir, extensionsDir }: LaunchArguments): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'vizmod-launch-'));
  const own = await createProfile(dir);
  const profile = {
    ...own,
    userDataDir: userDataDir ?? own.userDataDir,
    extensionsDir: extensionsDir ?? own.extensionsDir,
  };
  await writeUserSettings(profile.userDataDir, { 'git.enabled': false });
  let server: VscodeServer | undefined;
  let browser: Browser | undefined;
  try {
    server = await startServer({ profile, driver: true });
    browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    return await testStatus(server, page, target);
  } finally {
    await browser?.close();
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

process.exitCode = await launch(parseLaunchArguments(process.argv.slice(2)));

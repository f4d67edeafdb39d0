import { deepEqual, equal, match } from 'node:assert/strict';
import { chmodSync, existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { diagnosisOf } from '../../src/commands/diagnose.ts';
import { showMlflowUi, startMlflowUi } from '../../src/commands/mlflowUi.ts';
import { moveStore } from '../../src/commands/moveStore.ts';
import { openItemInBrowser, type OpenInBrowserParts } from '../../src/commands/openInBrowser.ts';
import { diagnoseStore } from '../../src/host/diagnoseStore.ts';
import { MlflowUis } from '../../src/launch/mlflowUis.ts';
import { isServerHealthy } from '../../src/store/rest/serverHealth.ts';
import { MlflowUiStatus } from '../../src/views/mlflowUiStatus.ts';
import { MlflowUiTerminals } from '../../src/views/mlflowUiTerminals.ts';
import { scriptedPrompts, type Answer } from './support/scriptedPrompts.ts';
import {
  copySampleStore,
  openRealStore,
  openTestWindow,
  QuietMessages,
  realStoreEnvironment,
  type StoreCopy,
  type TestWindow,
} from './support/testWindow.ts';

let copy: StoreCopy;
let window: TestWindow;

beforeEach(() => {
  copy = copySampleStore();
});

afterEach(() => {
  window.dispose();
  copy.dispose();
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('Diagnose Connection', () => {
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer((_, response) => response.writeHead(403).end('Invalid Host header')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });

  after(() => server.close());

  async function diagnose(target: unknown, ...answers: readonly Answer[]): Promise<string> {
    window = openTestWindow([copy.uri, url]);
    const environment = realStoreEnvironment();
    const report = await diagnosisOf(
      {
        ...window,
        prompts: scriptedPrompts(...answers),
        diagnose: async (uri, options) => await diagnoseStore(uri, environment, options),
        version: '1.2.3',
      },
      target,
    );
    return report ?? '';
  }

  it('tells of a folder what is in it and what MLflow thinks of it', async () => {
    const report = await diagnose({ storeUri: copy.uri });
    match(report, /No problem was found\./);
    match(report, /\*\*OK\*\* · Experiments: \d+, deleted ones included/);
    match(report, /MLFLOW_ALLOW_FILE_STORE=true/);
    match(report, /Vizmod 1\.2\.3 · VS Code \d/);
  });

  it('finds the server of an address that a message names, and tells what to do', async () => {
    const report = await diagnose(`${url}/api/2.0/mlflow/runs/search`);
    match(report, new RegExp(`\\*\\*Problem\\*\\* · Answer: .*\n  → .*--allowed-hosts "${new URL(url).host},`));
  });

  it('opens as a document that can be copied whole', async () => {
    window = openTestWindow([]);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
    const storeUri = vscode.Uri.joinPath(folder, 'mlruns').toString();
    await vscode.commands.executeCommand('vizmod.store.diagnose', { storeUri });
    const document = vscode.window.activeTextEditor?.document;
    match(document?.getText() ?? '', /^# MLflow connection: mlruns\n\nNo problem was found\./);
    deepEqual([document?.languageId, document?.isUntitled], ['markdown', true]);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

/** Answers as a Python with MLflow does when it is looked for, and runs `mlflow` as a shell script. */
const shellPython = `#!/bin/sh
if [ "$1" = -c ]; then echo '["'"$0"'", "3.11.0", "3.18.0"]'; else shift; exec /bin/sh "$@"; fi
`;
const fakeMlflow = `exec '${process.execPath}' -e "require('http').createServer((_, r) => r.end('OK')).listen(+process.argv[1], '127.0.0.1')" "$9"\n`;

function writeMlflow(script: string): void {
  writeFileSync(join(copy.folder, '..', 'mlflow'), script);
}

function terminalNames(): readonly string[] {
  return vscode.window.terminals.map(({ name }) => name).filter((name) => name.startsWith('MLflow UI'));
}

async function databricksUrl(): Promise<string> {
  return await Promise.reject(new Error('no workspace here'));
}

describe('the MLflow UI of a store', () => {
  let uis: MlflowUis;
  let terminals: MlflowUiTerminals;
  let status: MlflowUiStatus;
  let folder: string;
  let opened: string[];
  let upgradingVersion: string | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vizmod-ui-'));
    opened = [];
    upgradingVersion = undefined;
    uis = new MlflowUis();
    window = openTestWindow([copy.uri]);
    const configured = join(folder, 'python');
    writeFileSync(configured, shellPython);
    chmodSync(configured, 0o755);
    const environment = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const describeError = (error: unknown): string => window.messages.describe(error);
    terminals = new MlflowUiTerminals({
      uis,
      isHealthy: async (url, signal) => await isServerHealthy(url, globalThis.fetch, signal),
      pythonSearchFor: async () => await Promise.resolve({ configured, folder, environment }),
      describeError,
    });
    status = new MlflowUiStatus({ uis, labelOf: () => 'sample', describeError });
  });

  afterEach(() => {
    status.dispose();
    terminals.dispose();
    uis.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openInBrowser(address: string): Promise<void> {
    await Promise.resolve(opened.push(address));
  }

  async function schemaUpgradeBy(): Promise<string | undefined> {
    return await Promise.resolve(upgradingVersion);
  }

  function parts(...answers: readonly Answer[]): OpenInBrowserParts {
    return {
      ...window,
      uis,
      terminals,
      schemaUpgradeBy,
      databricksUrl,
      openInBrowser,
      prompts: scriptedPrompts(...answers),
    };
  }

  it('starts once, leads to the pages of things, and ends with its terminal when it is stopped', async function () {
    this.timeout(60_000);
    writeMlflow(fakeMlflow);
    const run = { storeUri: copy.uri, experimentId: '1', runId: 'ab' };
    const first = startMlflowUi(parts(), { storeUri: copy.uri });
    await until(() => uis.all.length === 1);
    match(status.texts.join(), /MLflow UI starts, \d+ s/);
    await openItemInBrowser(parts(), run);
    await first;
    const address = uis.addressOf(copy.uri);
    deepEqual(status.texts, ['$(globe) MLflow UI']);
    deepEqual(window.said, [`The MLflow UI of ${window.stores.places[0]?.label} answers at ${address}.`]);
    await startMlflowUi(parts(), { storeUri: copy.uri });
    deepEqual(opened, [`${address}/#/experiments/1/runs/ab`, `${address}/#/experiments`]);
    equal(terminalNames().length, 1);
    await showMlflowUi(parts({ pick: 'Stop' }), undefined);
    await until(() => uis.all.length === 0);
    deepEqual(status.texts, []);
    await until(() => terminalNames().length === 0);
  });

  it('that fails says why, and can be dismissed', async function () {
    this.timeout(60_000);
    writeMlflow('echo "out of date" >&2\nexit 2\n');
    const error: unknown = await startMlflowUi(parts(), { storeUri: copy.uri }).catch((thrown: unknown) => thrown);
    match(window.messages.describe(error), /^mlflow server failed \(exit code 2: out of date\)\.$/);
    deepEqual(status.texts, ['$(error) MLflow UI failed']);
    await showMlflowUi(parts({ pick: 'Dismiss' }), { storeUri: copy.uri });
    deepEqual(status.texts, []);
    await until(() => terminalNames().length === 0);
  });

  it('does not upgrade a database without a yes', async () => {
    upgradingVersion = '3.18.0';
    await startMlflowUi(parts({ confirm: false }), { storeUri: copy.uri });
    deepEqual(uis.all, []);
  });

  it('is offered when a thing of the store is to be opened, and not started without a yes', async () => {
    await openItemInBrowser(parts({ confirm: false }), { storeUri: copy.uri, experimentId: '1' });
    deepEqual([opened, uis.all.length], [[], 0]);
  });
});

describe('Move This Store to a Database', () => {
  it('makes a database with all that is in the folder, and makes it the active store', async function () {
    this.timeout(120_000);
    const python = process.env['VIZMOD_PYTHON_318'];
    const databaseFile = join(copy.folder, '..', 'moved.db');
    const uri = `sqlite:///${databaseFile}`;
    window = openTestWindow([copy.uri, uri]);
    const said: string[] = [];
    const messages = new (class extends QuietMessages {
      override async offer(message: string): Promise<boolean> {
        said.push(message);
        return await Promise.resolve(true);
      }
    })(said);
    const prompts = scriptedPrompts({ saveFile: vscode.Uri.file(databaseFile) }, { confirm: true });
    const search = { configured: python, folder: copy.folder, environment: process.env };
    await moveStore(
      {
        ...window,
        messages,
        prompts,
        openStore: openRealStore,
        pythonSearchFor: async () => await Promise.resolve(search),
        onOutput: () => undefined,
      },
      { storeUri: copy.uri },
    );
    // Other tests of this window have launched runs.
    const runFolders = globSync('{,.trash/}*/*/meta.yaml', { cwd: copy.folder }).filter((path) =>
      /[/\\][0-9a-f]{32}[/\\]meta\.yaml$/.test(path),
    );
    match(prompts.asked[1] ?? '', /The folder stays as it is\. Artifacts are not copied/);
    deepEqual(said, [
      `${databaseFile} is made. Experiments: 4, runs: ${runFolders.length}, registered models: 3. Metric points that were logged more than once are in it once: 14 were left out.`,
    ]);
    deepEqual([window.stores.active?.uri, existsSync(databaseFile)], [uri, true]);
  });
});

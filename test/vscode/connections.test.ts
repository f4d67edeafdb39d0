import { deepEqual, equal, match } from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { add, edit, remove } from '../../src/commands/connection.ts';
import { forgetCredentials, setCredentials } from '../../src/commands/credentials.ts';
import { goToOrigin } from '../../src/commands/goToOrigin.ts';
import { pickStore } from '../../src/commands/pickStore.ts';
import { describeOrigin } from '../../src/host/describeOrigin.ts';
import { watchForStores } from '../../src/host/storeWatcher.ts';
import { openConnectionWindow, type ConnectionWindow } from './support/connectionWindow.ts';
import { startRecordingServer, type RecordingServer } from './support/recordingServer.ts';
import { until } from './support/until.ts';

let project: string;
let outside: string;
let window: ConnectionWindow;
/** What the test wrote, and what was there before. */
let written: Map<string, string | undefined>;

beforeEach(() => {
  project = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  outside = mkdtempSync(join(tmpdir(), 'vizmod-connections-'));
  written = new Map();
  window = openConnectionWindow();
});

afterEach(async () => {
  window.dispose();
  for (const [path, before] of written) {
    if (before === undefined) {
      rmSync(path, { recursive: true, force: true });
    } else {
      writeFileSync(path, before);
    }
  }
  rmSync(outside, { recursive: true, force: true });
  const configuration = vscode.workspace.getConfiguration('vizmod');
  for (const target of [vscode.ConfigurationTarget.Workspace, vscode.ConfigurationTarget.Global]) {
    await configuration.update('trackingUris', undefined, target);
    await configuration.update('servers', undefined, target);
  }
});

/** Writes a file into the opened folder, until the test is over. */
function put(path: string, text: string): void {
  const file = join(project, path);
  if (!written.has(file)) {
    written.set(file, existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  }
  writeFileSync(file, text);
}

/** A folder that MLflow would take for an empty store. */
function makeStore(folder: string): string {
  mkdirSync(join(folder, '0'), { recursive: true });
  const meta = 'artifact_location: x\nexperiment_id: "0"\nlifecycle_stage: active\nname: Default\n';
  writeFileSync(join(folder, '0', 'meta.yaml'), meta);
  return pathToFileURL(folder).toString();
}

function shown(): readonly string[] {
  return window.stores.places.map(({ label, origins }) => `${label}: ${origins.map(describeOrigin).join(', ')}`);
}

const entries = (level: 'workspaceValue' | 'globalValue'): unknown =>
  vscode.workspace.getConfiguration('vizmod').inspect('trackingUris')?.[level];

const onDisk = ['mlruns: found on disk', 'archive/mlflow.db: found on disk'];

describe('stores that are found by themselves', () => {
  it('say where they were found, and are one however often they are named', async () => {
    put('.env', 'MLFLOW_TRACKING_URI=mlruns\n');
    put(
      'remote.py',
      'import mlflow\nmlflow.set_tracking_uri("http://127.0.0.1:5999")\nmlflow.set_tracking_uri("gone")\n',
    );
    const cells = [{ cell_type: 'code', source: 'mlflow.set_tracking_uri("mlruns")' }];
    put('look.ipynb', JSON.stringify({ cells }));
    window.dispose();
    window = openConnectionWindow({ MLFLOW_TRACKING_URI: 'http://ana:secret@127.0.0.1:5998/team/' });
    await window.code.search([project]);
    await window.stores.collect();
    deepEqual(shown(), [
      'mlruns: found on disk, .env, look.ipynb, cell 1',
      'archive/mlflow.db: found on disk',
      '127.0.0.1:5998/team: MLFLOW_TRACKING_URI',
      '127.0.0.1:5999: remote.py:2',
    ]);
    equal(window.stores.active?.uri, 'http://127.0.0.1:5998/team');
    equal(JSON.stringify(window.stores.places).includes('secret'), false);
  });

  it('come and go while files are written and deleted', async () => {
    const watcher = watchForStores(window.stores, window.code);
    await until('the first look', () => window.stores.isReady);
    put('.env', 'MLFLOW_TRACKING_URI=http://127.0.0.1:5998\n');
    put('remote.py', 'mlflow.set_tracking_uri("http://127.0.0.1:5999")\n');
    await until('both servers are found', () => shown().length === 4);
    deepEqual(shown(), [...onDisk, '127.0.0.1:5998: .env', '127.0.0.1:5999: remote.py:1']);
    put('team.env', 'MLFLOW_TRACKING_URI=archive/mlflow.db\n');
    put('.vscode/settings.json', '{ "python.envFile": "${workspaceFolder}/team.env" }');
    await until('the file of python.envFile is read', () =>
      shown().includes('archive/mlflow.db: found on disk, team.env'),
    );
    equal(shown().length, 4);
    put('.vscode/settings.json', '{}');
    rmSync(join(project, 'remote.py'));
    rmSync(join(project, '.env'));
    await until('both servers are gone', () => shown().length === 2);
    deepEqual(shown(), onDisk);
    watcher.dispose();
  });

  it('are offered with their origin, and lead to the place that names them', async () => {
    put('remote.py', '\n\nmlflow.set_tracking_uri("http://127.0.0.1:5999")\n');
    await window.code.search([project]);
    await window.stores.collect();
    const parts = window.answering({ pick: '127.0.0.1:5999' });
    const place = await pickStore(parts, 'Store');
    if (place !== undefined) {
      await goToOrigin(parts, place);
    }
    const { document, selection } = vscode.window.activeTextEditor ?? {};
    deepEqual([document?.uri.fsPath, selection?.active.line], [join(project, 'remote.py'), 2]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await remove(window.answering(), { storeUri: 'http://127.0.0.1:5999' });
    deepEqual(window.said, ['127.0.0.1:5999 is not from the settings, but: remote.py:3.']);
  });
});

describe('a connection', () => {
  it('to a folder is added, changed and removed again', async () => {
    // Only what is called mlruns is found without being named.
    const [inside, other] = [makeStore(join(project, 'old', 'runs')), makeStore(join(outside, 'mlruns'))];
    written.set(join(project, 'old'), undefined);
    const folder = vscode.Uri.parse(inside);
    await add(window.answering({ pick: 'Folder' }, { files: [folder] }, { pick: 'Workspace Settings' }));
    deepEqual(entries('workspaceValue'), ['old/runs']);
    deepEqual(shown(), [...onDisk, 'old/runs: workspace settings']);
    deepEqual(window.said.slice(-1), [`${inside} answers. Experiments: 1.`]);

    await edit(window.answering({ type: join(outside, 'mlruns') }), { storeUri: inside });
    deepEqual(entries('workspaceValue'), [join(outside, 'mlruns')]);
    deepEqual(window.said.slice(-1), [`${other} answers. Experiments: 1.`]);
    equal(shown().length, 3);

    await remove(window.answering(), { storeUri: other });
    equal(entries('workspaceValue'), undefined);
    deepEqual(shown(), onDisk);
    equal(existsSync(join(outside, 'mlruns', '0', 'meta.yaml')), true);
  });

  it('to a database outside goes to the user’s settings if they like, beside those of the workspace', async () => {
    const database = vscode.Uri.file(join(outside, 'mlflow.db'));
    writeFileSync(database.fsPath, readFileSync(join(project, 'archive', 'mlflow.db')));
    await vscode.workspace
      .getConfiguration('vizmod')
      .update('trackingUris', ['http://127.0.0.1:5997'], vscode.ConfigurationTarget.Workspace);
    await add(window.answering({ pick: 'Database file' }, { files: [database] }, { pick: 'User Settings' }));
    deepEqual(entries('globalValue'), [database.fsPath]);
    deepEqual(shown().slice(2), [
      '127.0.0.1:5997: workspace settings',
      `${outside.split('/').at(-1)}/mlflow.db: user settings`,
    ]);
  });

  it('to what is no store says so, and is kept only if the person wants it', async () => {
    const asked = window.answering(
      { pick: 'Folder' },
      { files: [vscode.Uri.file(join(outside, 'none'))] },
      { pick: '' },
    );
    await add(asked).catch(() => undefined);
    match(asked.prompts.asked.at(-1) ?? '', /none was not found.*: Keep It Anyway$/);
    equal(entries('workspaceValue'), undefined);
    const profile = [{ pick: 'Databricks profile' }, { pick: 'prod' }, { pick: 'Keep It Anyway' }] as const;
    await add(window.answering(...profile, { pick: 'User Settings' }));
    deepEqual(entries('globalValue'), ['databricks://prod']);
  });
});

describe('credentials', () => {
  let server: RecordingServer;

  beforeEach(async () => {
    server = await startRecordingServer();
  });

  afterEach(async () => await server.close());

  const basic = `Basic ${Buffer.from('ana:secret').toString('base64')}`;
  const read = async (): Promise<unknown> =>
    await (await window.stores.open(server.url)).tracking.experiments('active');
  const sent = (): unknown => server.requests.at(-1)?.authorization;

  it('in an address go to secret storage and with requests, never to settings', async () => {
    server.authorization = basic;
    const address = server.url.replace('http://', 'http://ana:secret@');
    await add(window.answering({ pick: 'Tracking server' }, { type: address }, { pick: 'User Settings' }));
    deepEqual(entries('globalValue'), [server.url]);
    const credentials = { kind: 'basic', user: 'ana', password: 'secret' };
    deepEqual([...window.secrets.values], [[`credentials:${server.url}`, JSON.stringify(credentials)]]);
    await read();
    equal(sent(), basic);
    await remove(window.answering(), { storeUri: server.url });
    equal(window.secrets.values.size, 0);
  });

  it('that were written into settings by hand work, are not shown, and move to secret storage with an edit', async () => {
    server.authorization = basic;
    const address = server.url.replace('http://', 'http://ana:secret@');
    await vscode.workspace
      .getConfiguration('vizmod')
      .update('trackingUris', [address], vscode.ConfigurationTarget.Workspace);
    await window.stores.collect();
    const { label, detail } = window.stores.place(server.url) ?? {};
    deepEqual([label, detail], [server.url.slice('http://'.length), server.url]);
    deepEqual(await read(), []);
    await edit(window.answering({ type: server.url }), { storeUri: server.url });
    deepEqual([entries('workspaceValue'), window.secrets.values.size], [[server.url], 1]);
    await edit(window.answering({ type: 'http://127.0.0.1:1' }, { pick: 'Keep It Anyway' }), { storeUri: server.url });
    deepEqual([entries('workspaceValue'), window.secrets.values.size], [['http://127.0.0.1:1'], 1]);
  });

  it('are asked for when the server wants them, and tried at once', async () => {
    server.authorization = 'Bearer t';
    const login = [{ pick: 'No login' }, { pick: 'Set Credentials…' }, { pick: 'Token' }, { type: 't' }] as const;
    await add(window.answering({ pick: 'Tracking server' }, { type: server.url }, ...login, { pick: 'User Settings' }));
    deepEqual(window.said, [`${server.url} answers. Experiments: 0.`]);
    await read();
    equal(sent(), 'Bearer t');
  });

  it('are asked for once by a server that refuses, set, used, and forgotten', async () => {
    server.authorization = basic;
    await vscode.workspace
      .getConfiguration('vizmod')
      .update('trackingUris', [server.url], vscode.ConfigurationTarget.Workspace);
    await window.stores.collect();
    await Promise.allSettled([read(), read()]);
    deepEqual(window.said.length, 1);
    match(window.said[0] ?? '', /^http:\/\/127\.0\.0\.1:\d+ asks for a login/);
    const login = [{ pick: 'User name and password' }, { type: 'ana' }, { type: 'secret' }] as const;
    await setCredentials(window.answering(...login), server.url);
    deepEqual(await read(), []);
    await forgetCredentials(window.answering(), { storeUri: server.url });
    equal(window.secrets.values.size, 0);
    await Promise.allSettled([read()]);
    equal(sent(), undefined);
  });

  it('of the environment go to the server that the environment names, with the headers of the settings', async () => {
    window.dispose();
    window = openConnectionWindow({ MLFLOW_TRACKING_URI: server.url, MLFLOW_TRACKING_TOKEN: 't' });
    const servers = { [server.url]: { headers: { 'X-Team': 'vision' } } };
    await vscode.workspace.getConfiguration('vizmod').update('servers', servers, vscode.ConfigurationTarget.Global);
    await read();
    deepEqual([sent(), server.requests.at(-1)?.['x-team']], ['Bearer t', 'vision']);
  });

  it('of the environment do not go to a server that nothing but code names', async () => {
    window.dispose();
    window = openConnectionWindow({ MLFLOW_TRACKING_TOKEN: 't' });
    put('remote.py', `mlflow.set_tracking_uri("${server.url}")\n`);
    await window.code.search([project]);
    await window.stores.collect();
    await read();
    equal(sent(), undefined);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LocalStore } from '../../../src/launch/localStore.ts';
import { MlflowUi, type MlflowUiParts, type MlflowUiState } from '../../../src/launch/mlflowUi.ts';
import { MlflowUis } from '../../../src/launch/mlflowUis.ts';
import { processStart } from '../../../src/launch/runningProcess.ts';
import { describeError } from '../../../src/model/describeError.ts';
import { isServerHealthy } from '../../../src/store/rest/serverHealth.ts';
import { english } from '../../../src/util/l10n.ts';
import { writeShellPython } from './shellPython.ts';
import { temporaryFolder } from './temporaryFolder.ts';

interface Started {
  readonly ui: MlflowUi;
  readonly states: readonly MlflowUiState[];
  readonly output: () => string;
  readonly ended: Promise<void>;
}

/** A store whose Python runs `mlflow` as this shell script; the server's port is its eighth argument. */
function start(script: string, parts: Partial<MlflowUiParts> = {}, mlflowVersion: string | null = '3.18.0'): Started {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mlflow'), script);
  const path = join(folder, 'mlruns');
  const store: LocalStore = { kind: 'file', uri: `file://${path}`, path };
  const configured = writeShellPython(join(folder, 'python'), '3.11.0', mlflowVersion);
  let output = '';
  const ui = new MlflowUi({
    store,
    python: {
      configured,
      folder,
      environment: { ...process.env, MLFLOW_STATIC_PREFIX: '/elsewhere', VSCODE_PID: '1' },
    },
    isHealthy: async (url, signal) => await isServerHealthy(url, globalThis.fetch, signal),
    pollMs: 20,
    stopGraceMs: [200, 200],
    onWillStart: () => undefined,
    onOutput: (text) => {
      output += text;
    },
    ...parts,
  });
  onTestFinished(() => ui.kill());
  const states: MlflowUiState[] = [];
  ui.onDidChange((state) => states.push(state));
  return { ui, states, output: () => output, ended: ui.run() };
}

const server = `
sleep 1000 &
echo "background $! allowed=$MLFLOW_ALLOW_FILE_STORE prefix=$MLFLOW_STATIC_PREFIX code=$VSCODE_PID"
exec '${process.execPath}' -e "require('http').createServer((_, r) => r.end('OK')).listen(+process.argv[1], '127.0.0.1')" "$9"
`;

describe.skipIf(process.platform === 'win32')('MLflow’s own UI for a store', () => {
  test('is ready when it answers, and its stop ends all that it started', async () => {
    const { ui, states, output, ended } = start(server);
    await expect.poll(() => ui.state.kind, { timeout: 20_000 }).toBe('ready');
    const [, background = ''] = /^background (\d+) allowed=true prefix= code=$/m.exec(output()) ?? [];
    expect(await processStart(Number(background))).toBeDefined();
    ui.stop();
    await ended;
    expect(states).toEqual([
      { kind: 'ready', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string },
      { kind: 'stopping' },
      { kind: 'stopped' },
    ]);
    await expect.poll(async () => await processStart(Number(background)), { timeout: 20_000 }).toBeUndefined();
  });

  test('ends with the window that started it', async () => {
    const { ui, output, ended } = start(server);
    const uis = new MlflowUis();
    uis.add(ui);
    await expect.poll(() => uis.addressOf(ui.store.uri), { timeout: 20_000 }).toMatch(/^http:/);
    const [, background = ''] = /^background (\d+)/m.exec(output()) ?? [];
    uis.dispose();
    await ended;
    await expect.poll(async () => await processStart(Number(background)), { timeout: 20_000 }).toBeUndefined();
  });

  test('can be stopped before it is ready, even when it does not want to', async () => {
    const { ui, states, output, ended } = start("trap '' INT TERM\necho waits\nwhile :; do sleep 0.1; done\n");
    await expect.poll(output, { timeout: 20_000 }).toBe('waits\n');
    ui.stop();
    await ended;
    expect(states).toEqual([{ kind: 'stopping' }, { kind: 'stopped' }]);
  });

  test('that fails says so in its own last words', async () => {
    const { ui, ended } = start('echo Traceback\necho "MlflowException: the schema is out of date" >&2\nexit 3\n');
    await ended;
    expect(ui.state).toMatchObject({
      kind: 'failed',
      error: {
        reason: 'processFailed',
        details: { detail: 'exit code 3: MlflowException: the schema is out of date' },
      },
    });
  });

  test('needs MLflow, and says how to get it', async () => {
    const { ui, ended } = start(server, {}, null);
    await ended;
    const sentence = ui.state.kind === 'failed' ? describeError(ui.state.error, english) : '';
    expect(sentence).toMatch(
      /^MLflow was not found on this machine \(Python 3\.11\.0 at .* -m pip install mlflow\)\.$/,
    );
  });
});

import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

/** Folders of runs in the sample's store, by run id. */
function runFolders(): ReadonlyMap<string, string> {
  const store = join(folder, 'mlruns');
  const experiments = readdirSync(store).filter((name) => /^\d+$/.test(name));
  const runs = experiments.flatMap((experiment) =>
    readdirSync(join(store, experiment))
      .filter((run) => existsSync(join(store, experiment, run, 'meta.yaml')))
      .map((run): [string, string] => [run, join(store, experiment, run)]),
  );
  return new Map(runs);
}

async function until<T>(find: () => T | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The folder of the one run that was not there before. */
function newRun(before: ReadonlyMap<string, string>): string | undefined {
  return [...runFolders()].find(([run]) => !before.has(run))?.[1];
}

function tagOf(run: string, tag: string): string {
  return readFileSync(join(run, 'tags', tag), 'utf8');
}

/** As MLflow numbers states: 3 is FINISHED, 5 is KILLED. */
function statusOf(run: string): number {
  return Number(/^status: (\d)$/m.exec(readFileSync(join(run, 'meta.yaml'), 'utf8'))?.[1]);
}

function endOf(name: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name === name) {
        subscription.dispose();
        resolve(exitCode);
      }
    });
  });
}

function terminalsOf(task: string): readonly vscode.Terminal[] {
  return vscode.window.terminals.filter(({ name }) => name.includes(task));
}

describe('launching', () => {
  const settings = vscode.workspace.getConfiguration('vizmod');

  before(async () => {
    const python = process.env['VIZMOD_PYTHON_318'];
    assert.ok(python, 'VIZMOD_PYTHON_318 must name a Python with mlflow 3.18; npm test sets it up');
    await settings.update('launch.pythonPath', python, vscode.ConfigurationTarget.Global);
  });

  after(() => settings.update('launch.pythonPath', undefined, vscode.ConfigurationTarget.Global));

  it('a task of tasks.json becomes a finished run with its commit and its params', async function () {
    this.timeout(180_000);
    const tasks = await vscode.tasks.fetchTasks({ type: 'vizmod' });
    const task = tasks.find(({ name }) => name === 'Train flowers');
    assert.ok(task);
    const before = runFolders();
    const ended = endOf('Train flowers');
    await vscode.tasks.executeTask(task);
    assert.equal(await ended, 0);
    const run = newRun(before);
    assert.ok(run);
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
    assert.deepEqual(
      {
        status: statusOf(run),
        source: tagOf(run, 'mlflow.source.name'),
        commit: tagOf(run, 'mlflow.source.git.commit'),
        epochs: readFileSync(join(run, 'params', 'epochs'), 'utf8'),
        hasLoss: existsSync(join(run, 'metrics', 'loss')),
      },
      { status: 3, source: 'train.py', commit, epochs: '40', hasLoss: true },
    );
  });

  describe('of a file', () => {
    const script = join(folder, 'waits.py');

    beforeEach(() => writeFileSync(script, 'import time\nprint("ready")\ntime.sleep(1000)\n'));
    afterEach(() => rmSync(script));

    async function stopBy(stop: () => unknown): Promise<void> {
      const before = runFolders();
      const ended = endOf('waits.py');
      await vscode.commands.executeCommand('vizmod.launch.runFile', vscode.Uri.file(script));
      const run = await until(() => newRun(before));
      // Stopping does nothing before the script runs, which is a little later than its run is there.
      const stopping = setInterval(stop, 500);
      const exitCode = await ended.finally(() => clearInterval(stopping));
      assert.notEqual(exitCode, 0);
      assert.equal(statusOf(run), 5);
      assert.equal(tagOf(run, 'mlflow.source.name'), 'waits.py');
    }

    it('stopped by the command, it is killed', async function () {
      this.timeout(60_000);
      await stopBy(() => void vscode.commands.executeCommand('vizmod.launch.stop'));
    });

    it('stopped by Ctrl-C in its terminal, it is killed', async function () {
      this.timeout(60_000);
      await stopBy(() => terminalsOf('waits.py').forEach((terminal) => terminal.sendText('\u0003', false)));
    });

    it('with a params file that is not there, nothing starts and no run is made', async function () {
      this.timeout(60_000);
      await settings.update('launch.paramFiles', ['gone.yaml'], vscode.ConfigurationTarget.Global);
      try {
        const before = runFolders();
        const ended = endOf('waits.py');
        await vscode.commands.executeCommand('vizmod.launch.runFile', vscode.Uri.file(script));
        assert.equal(await ended, 1);
        assert.equal(newRun(before), undefined);
      } finally {
        await settings.update('launch.paramFiles', undefined, vscode.ConfigurationTarget.Global);
      }
    });
  });
});

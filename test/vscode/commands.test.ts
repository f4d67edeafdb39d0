import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { logArtifact, type LogArtifactParts } from '../../src/commands/logArtifact.ts';
import {
  deleteAlias,
  deleteVersion,
  editDescription,
  setAlias,
  transitionStage,
  type RegistryCommandParts,
} from '../../src/commands/registry.ts';
import { registerRunModel } from '../../src/commands/registerRunModel.ts';
import { isRunReference, type ModelVersionReference, type RunReference } from '../../src/model/references.ts';
import { childNamed } from './support/outline.ts';
import { scriptedPrompts, type Answer, type ScriptedPrompts } from './support/scriptedPrompts.ts';
import { copySampleStore, openTestWindow, type StoreCopy, type TestWindow } from './support/testWindow.ts';

let copy: StoreCopy;
let window: TestWindow;
let files: string;

async function runNamed(label: string): Promise<RunReference> {
  const sweep = await childNamed(window.experiments, 'flowers-sweep');
  const run = await childNamed(window.experiments, label, sweep);
  return isRunReference(run) ? run : await Promise.reject(new Error(`${label} is not a run`));
}

async function artifacts(run: RunReference, folder: string): Promise<readonly string[]> {
  const { tracking } = await window.stores.open(copy.uri);
  const entries = await (await tracking.artifacts(run.runId)).list(folder);
  return entries.map(({ path }) => path);
}

function version(number: string): ModelVersionReference {
  return { storeUri: copy.uri, modelName: 'flowers-classifier', version: number };
}

/** Aliases and stage of each version. */
async function versions(): Promise<Readonly<Record<string, unknown>>> {
  const { registry } = await window.stores.open(copy.uri);
  const all = await registry.modelVersions('flowers-classifier');
  return Object.fromEntries(all.map(({ version: number, aliases, stage }) => [number, [...aliases, stage].join(' ')]));
}

describe('a copied sample store', () => {
  beforeEach(() => {
    copy = copySampleStore();
    window = openTestWindow([copy.uri]);
    files = mkdtempSync(join(tmpdir(), 'vizmod-logged-'));
    writeFileSync(join(files, 'a b#1.csv'), 'x,y\n1,2\n');
    mkdirSync(join(files, 'plots'));
    writeFileSync(join(files, 'plots', 'roc.svg'), '<svg/>');
  });

  afterEach(() => {
    window.dispose();
    copy.dispose();
    rmSync(files, { recursive: true, force: true });
  });

  describe('Log Artifact', () => {
    let logged: RunReference[];
    let prompts: ScriptedPrompts;

    beforeEach(() => {
      logged = [];
    });

    async function log(resource: unknown, selection: unknown, ...answers: readonly Answer[]): Promise<void> {
      prompts = scriptedPrompts(...answers);
      const parts: LogArtifactParts = {
        ...window,
        prompts,
        reveal: async () => await Promise.resolve(),
        onDidLog: (run) => logged.push(run),
      };
      await logArtifact(parts, resource, selection);
    }

    it('copies the files and folders of the explorer’s selection into a new folder of the picked run', async () => {
      const run = await runNamed('grid');
      const [csv, plots] = [vscode.Uri.file(join(files, 'a b#1.csv')), vscode.Uri.file(join(files, 'plots'))];
      await log(csv, [csv, plots], { pick: 'grid' }, { pick: 'New folder…' }, { type: 'inputs/raw/' });
      deepEqual(await artifacts(run, 'inputs/raw'), ['inputs/raw/plots', 'inputs/raw/a b#1.csv']);
      deepEqual(await artifacts(run, 'inputs/raw/plots'), ['inputs/raw/plots/roc.svg']);
      deepEqual(
        logged.map(({ runId }) => runId),
        [run.runId],
      );
      equal(window.activeRun.last?.runId, run.runId);
      deepEqual(window.said, ['Logged 2 files.']);
    });

    it('asks once before it overwrites, and leaves all as it was when told to', async () => {
      const run = await runNamed('grid');
      const csv = vscode.Uri.file(join(files, 'a b#1.csv'));
      const root = { pick: 'Artifacts (root)' };
      await log(run, [csv], root);
      writeFileSync(csv.fsPath, 'x,y\n3,4\n');
      await log(run, [csv], root, { confirm: false });
      match(prompts.asked.at(-1) ?? '', /a b#1\.csv/);
      const stored = join(copy.folder, run.experimentId, run.runId, 'artifacts', 'a b#1.csv');
      equal(readFileSync(stored, 'utf8'), 'x,y\n1,2\n');
      await log(run, [csv], root, { confirm: true });
      equal(readFileSync(stored, 'utf8'), 'x,y\n3,4\n');
    });

    it('offers the active run first, then the one that was logged to last', async () => {
      const [active, last] = [await runNamed('no scaling'), await runNamed('grid')];
      await window.activeRun.set(active);
      await window.activeRun.setLast(last);
      const csv = vscode.Uri.file(join(files, 'a b#1.csv'));
      await log(csv, undefined, { pick: 'no scaling' }, { pick: 'Artifacts (root)' });
      match(prompts.asked[0] ?? '', /: no scaling \| grid \| /);
      deepEqual(
        logged.map(({ runId }) => runId),
        [active.runId],
      );
    });

    it('refuses a folder that would leave the run’s artifacts', async () => {
      const run = await runNamed('grid');
      const csv = vscode.Uri.file(join(files, 'a b#1.csv'));
      await log(run, [csv], { pick: 'New folder…' }, { type: '../../params' }).then(
        () => equal('logged', 'refused'),
        (error: unknown) => match(String(error), /without \. or \.\./),
      );
      deepEqual(logged, []);
    });
  });

  describe('registry commands', () => {
    let changes: number;
    let prompts: ScriptedPrompts;

    function parts(...answers: readonly Answer[]): RegistryCommandParts {
      prompts = scriptedPrompts(...answers);
      return { ...window, prompts, onDidChangeRegistry: () => changes++ };
    }

    beforeEach(() => {
      changes = 0;
    });

    it('moves an alias from a version to another and deletes it, from the tree and from the palette', async () => {
      await setAlias(parts({ pick: 'New alias…' }, { type: 'champion' }), version('1'));
      match(String((await versions())['1']), /champion/);
      const palette = [{ pick: 'flowers-classifier' }, { pick: 'Version 3' }, { pick: '@champion' }] as const;
      await setAlias(parts(...palette), undefined);
      deepEqual(
        [/champion/.test(String((await versions())['1'])), /champion/.test(String((await versions())['3']))],
        [false, true],
      );
      match(window.said.at(-1) ?? '', /moved from version 1 to version 3/);
      await deleteAlias(parts({ pick: '@champion' }), version('3'));
      equal(/champion/.test(JSON.stringify(await versions())), false);
      equal(changes, 3);
    });

    it('refuses alias names that MLflow reserves', async () => {
      for (const alias of ['latest', 'v2', 'two words', '']) {
        await setAlias(parts({ pick: 'New alias…' }, { type: alias }), version('1')).then(
          () => equal(alias, 'refused'),
          (error: unknown) => match(String(error), /neither/),
        );
      }
      equal(changes, 0);
    });

    it('asks about versions that hold a stage only when there are some', async () => {
      await transitionStage(parts({ pick: 'None' }), version('1')).catch(() => undefined);
      await transitionStage(parts({ pick: 'None' }), version('2')).catch(() => undefined);
      await transitionStage(parts({ pick: 'None' }), version('3')).catch(() => undefined);
      await transitionStage(parts({ pick: 'Production' }), version('1'));
      await transitionStage(parts({ pick: 'Production' }, { pick: 'Archive v1' }), version('2'));
      const stages = Object.values(await versions()).map((text) => String(text).split(' ').at(-1));
      deepEqual(stages, ['Archived', 'Production', 'None']);
    });

    it('opens the description of a model and of a version in an editor, whose save writes it', async () => {
      const model = { storeUri: copy.uri, modelName: 'flowers-classifier' };
      for (const reference of [model, version('1')]) {
        await editDescription(parts(), reference);
        const document = vscode.window.activeTextEditor?.document;
        const edit = new vscode.WorkspaceEdit();
        edit.replace(document?.uri ?? vscode.Uri.parse('none:'), new vscode.Range(0, 0, 999, 0), '# All\n\nflowers');
        await vscode.workspace.applyEdit(edit);
        equal(await document?.save(), true);
      }
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const { registry } = await window.stores.open(copy.uri);
      const stored = await registry.registeredModel('flowers-classifier');
      const first = (await registry.modelVersions('flowers-classifier')).find((candidate) => candidate.version === '1');
      deepEqual([stored.description, first?.description], ['# All\n\nflowers', '# All\n\nflowers']);
    });

    it('names what points at a version before it deletes it', async () => {
      await setAlias(parts({ pick: 'New alias…' }, { type: 'champion' }), version('2'));
      await deleteVersion(parts({ confirm: false }), version('2'));
      match(prompts.asked[0] ?? '', /@champion/);
      equal(Object.keys(await versions()).length, 3);
      await deleteVersion(parts({ confirm: true }), version('2'));
      deepEqual(Object.keys(await versions()), ['1', '3']);
    });

    it('registers a model folder of a run under a new name', async () => {
      const { runId, experimentId } = await runNamed('grid');
      const folder = join(copy.folder, experimentId, runId, 'artifacts', 'model');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'MLmodel'), 'flavors: {}\n');
      const node = { storeUri: copy.uri, experimentId, runId };
      await registerRunModel(parts({ pick: 'New registered model…' }, { type: 'tulips' }), node);
      const { registry } = await window.stores.open(copy.uri);
      const [first] = await registry.modelVersions('tulips');
      deepEqual([first?.version, first?.runId, first?.source.endsWith(`${runId}/artifacts/model`)], ['1', runId, true]);
    });
  });
});

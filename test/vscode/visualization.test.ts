import { deepEqual, equal, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { preview, previewOn } from '../../src/commands/visualization.ts';
import { dataJobHandlers } from '../../src/data/dataJobHandlers.ts';
import type { DataJobs } from '../../src/data/dataJobs.ts';
import { EditorDataDocument } from '../../src/host/editorDataDocument.ts';
import { inlineJobs } from '../../src/store/inlineJobs.ts';
import type { Event } from '../../src/util/events.ts';
import { collectVisualizations } from '../../src/vizmod/listVisualizations.ts';
import { scriptedPrompts, type Answer, type ScriptedPrompts } from './support/scriptedPrompts.ts';
import { copySampleStore, openTestWindow, type StoreCopy, type TestWindow } from './support/testWindow.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vizmod-visualization-'));
});

afterEach(async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  rmSync(folder, { recursive: true, force: true });
});

async function next(event: Event<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
}

describe('data of a visualization', () => {
  let data: EditorDataDocument;
  let uri: vscode.Uri;

  beforeEach(() => {
    uri = vscode.Uri.file(join(folder, 'a [1].csv'));
    writeFileSync(uri.fsPath, 'x\n1\n');
    data = new EditorDataDocument(uri);
  });

  afterEach(() => data.dispose());

  it('is the file while no editor has it, and the unsaved text of its editor', async () => {
    deepEqual(
      [data.name, data.isUnsaved, await data.source()],
      ['a [1].csv', false, { kind: 'file', path: uri.fsPath }],
    );

    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(1, 0, 1, 1), '99');
    const changed = next(data.onDidChange);
    await vscode.workspace.applyEdit(edit);
    await changed;
    deepEqual([data.isUnsaved, await data.source()], [true, { kind: 'text', text: 'x\n99\n', what: 'a [1].csv' }]);

    const saved = next(data.onDidChange);
    await document.save();
    await saved;
    equal(data.isUnsaved, false);
  });

  it('announces that the file was written by somebody else', async () => {
    // VS Code does not say when it has begun to watch.
    let value = 2;
    const writing = setInterval(() => writeFileSync(uri.fsPath, `x\n${value++}\n`), 100);
    await next(data.onDidChange).finally(() => clearInterval(writing));
    deepEqual(await data.source(), { kind: 'file', path: uri.fsPath });
  });
});

describe('previewing a visualization', () => {
  let copy: StoreCopy;
  let window: TestWindow;
  let prompts: ScriptedPrompts;
  let opened: string[];

  beforeEach(() => {
    copy = copySampleStore();
    window = openTestWindow([copy.uri]);
    opened = [];
  });

  afterEach(() => {
    window.dispose();
    copy.dispose();
  });

  function parts(...answers: readonly Answer[]) {
    prompts = scriptedPrompts(...answers);
    return {
      stores: window.stores,
      prompts,
      reader: inlineJobs<DataJobs>(dataJobHandlers()),
      openPanel: ({ visualization, data }: { visualization: { modelUri: string }; data: vscode.Uri }): void => {
        opened.push(`${visualization.modelUri} on ${data.path.split('/').at(-1)}`);
      },
      useColumn: () => Promise.resolve(),
    };
  }

  it('offers those that the data suits first', async () => {
    const uri = vscode.Uri.file(join(folder, 'widths.csv'));
    writeFileSync(join(folder, 'widths.csv'), 'petal_length,petal_width,species\n1,2,setosa\n');
    await preview(parts({ pick: 'petals-json' }), uri);
    deepEqual(prompts.asked, ['Visualization model: petals | petals | petals-json | Type a model URI…']);
    deepEqual(opened, ['models:/petals-json@current on widths.csv']);
  });

  it('offers what the settings name for the data first, and takes a typed URI', async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(folder);
    const settings = vscode.workspace.getConfiguration('vizmod');
    const defaults = { 'data/**/a*.csv': 'models:/petals@current', 'data/b.csv': 'models:/gone/1' };
    await settings.update('visualization.defaults', defaults, vscode.ConfigurationTarget.Workspace);
    try {
      await preview(parts({ pick: 'models:/petals@current' }), vscode.Uri.joinPath(root, 'data', 'a.csv'));
      equal(prompts.asked[0]?.startsWith('Visualization model: models:/petals@current | '), true);
      await rejects(preview(parts({ pick: 'models:/gone/1' }), vscode.Uri.joinPath(root, 'data', 'b.csv')));
    } finally {
      await settings.update('visualization.defaults', undefined, vscode.ConfigurationTarget.Workspace);
    }
    const typed = parts({ pick: 'Type a model URI…' }, { type: ' models:/petals-json/99 ' });
    await rejects(preview(typed, vscode.Uri.joinPath(root, 'data', 'b.csv')));
    const alias = parts({ pick: 'Type a model URI…' }, { type: 'models:/petals-json@current' });
    await preview(alias, vscode.Uri.joinPath(root, 'data', 'b.csv'));
    deepEqual(opened, ['models:/petals@current on a.csv', 'models:/petals-json@current on b.csv']);
  });

  it('takes the CSV of the active editor, and a visualization of the tree to data of the workspace', async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(folder);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(root, 'data', 'b.csv'));
    await preview(parts({ pick: 'petals-json' }), undefined);
    const [petals] = await collectVisualizations(await window.stores.open(copy.uri));
    await previewOn(parts({ pick: 'a.csv' }), petals);
    deepEqual(prompts.asked, ['CSV or TSV file: b.csv | a.csv | field-notes.csv']);
    deepEqual(opened, ['models:/petals-json@current on b.csv', 'models:/petals@current on a.csv']);
  });
});

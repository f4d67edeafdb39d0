import * as vscode from 'vscode';
import { MlflowError } from '../model/mlflowError.ts';
import { toWireError } from '../model/wireError.ts';
import type { SavedView, SavedViews } from '../protocol/savedView.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter } from '../util/events.ts';
import { readSavedViews, withoutSavedView, withSavedView } from './savedViewsText.ts';

const path = ['.vscode', 'vizmod-views.json'] as const;

/** The views of the workspace, in a file of its first folder that is made to be shared by git. */
export class SavedViewsFile implements vscode.Disposable {
  readonly #disposables = new Disposables();
  readonly #onDidChange = new Emitter<void>();
  /** Fires when the file may have changed, whoever changed it. */
  readonly onDidChange = this.#onDidChange.event;

  constructor() {
    const watcher = this.#disposables.add(vscode.workspace.createFileSystemWatcher(`**/${path.join('/')}`));
    const changed = (): void => this.#onDidChange.fire();
    this.#disposables.add(watcher.onDidChange(changed));
    this.#disposables.add(watcher.onDidCreate(changed));
    this.#disposables.add(watcher.onDidDelete(changed));
    this.#disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(changed));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async read(): Promise<SavedViews> {
    const canSave = fileUri() !== undefined;
    try {
      const { views, problem } = readSavedViews(await readText());
      return { views, canSave, problem: problem && toWireError(problem) };
    } catch (error) {
      return { views: [], canSave, problem: toWireError(error) };
    }
  }

  /** Adds the view, or puts it in the place of the one with its name. @throws MlflowError malformed */
  async save(view: SavedView): Promise<void> {
    await write(withSavedView(await readText(), view));
  }

  /** @throws MlflowError malformed */
  async delete(name: string): Promise<void> {
    await write(withoutSavedView(await readText(), name));
  }

  async show(): Promise<void> {
    const uri = fileUri();
    if (uri !== undefined) {
      await vscode.window.showTextDocument(uri);
    }
  }
}

function fileUri(): vscode.Uri | undefined {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder && vscode.Uri.joinPath(folder, ...path);
}

/** Empty where there is no file. */
async function readText(): Promise<string> {
  const uri = fileUri();
  if (uri === undefined) {
    return '';
  }
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      return '';
    }
    throw error;
  }
}

async function write(text: string): Promise<void> {
  const uri = fileUri();
  if (uri === undefined) {
    throw new MlflowError('unsupported', { what: vscode.l10n.t('Saving a view without a folder that is open') });
  }
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

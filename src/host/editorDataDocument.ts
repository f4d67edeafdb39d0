import * as vscode from 'vscode';
import type { DataDocument } from '../data/dataDocument.ts';
import type { DataSource } from '../data/dataJobs.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter } from '../util/events.ts';

/** Larger documents VS Code (1.101) keeps from extensions. */
const maxSharedBytes = 50 * 1024 * 1024;

/**
 * Data by its URI: the text of its editor while one is open, unsaved edits included, else what is on disk. VS Code does not hand files of
 * more than 50 MB to extensions; those are read from disk, and their edits show when they are saved.
 */
export class EditorDataDocument implements DataDocument {
  readonly uri: string;
  readonly name: string;
  readonly #uri: vscode.Uri;
  readonly #onDidChange = new Emitter<void>();
  readonly onDidChange = this.#onDidChange.event;
  readonly #disposables = new Disposables();
  #hidesEdits = false;

  constructor(uri: vscode.Uri) {
    this.#uri = uri;
    this.uri = uri.toString();
    this.name = uri.path.split('/').at(-1) ?? uri.path;
    this.#watchEditors();
    this.#watchFile();
  }

  get isUnsaved(): boolean {
    return this.#document()?.isDirty ?? false;
  }

  get hidesEdits(): boolean {
    return this.#hidesEdits;
  }

  async source(): Promise<DataSource> {
    const document = this.#document();
    this.#hidesEdits = document === undefined && (await this.#isTooLarge());
    if (document !== undefined) {
      return { kind: 'text', text: document.getText(), what: this.name };
    }
    if (this.#uri.scheme === 'file') {
      return { kind: 'file', path: this.#uri.fsPath };
    }
    const bytes = await vscode.workspace.fs.readFile(this.#uri);
    return { kind: 'text', text: new TextDecoder().decode(bytes), what: this.name };
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#onDidChange.dispose();
  }

  async #isTooLarge(): Promise<boolean> {
    try {
      const { size } = await vscode.workspace.fs.stat(this.#uri);
      return size > maxSharedBytes;
    } catch {
      // Who reads the file says why it cannot be read.
      return false;
    }
  }

  #document(): vscode.TextDocument | undefined {
    return vscode.workspace.textDocuments.find((document) => this.#isMine(document) && !document.isClosed);
  }

  #isMine(document: vscode.TextDocument): boolean {
    return document.uri.toString() === this.uri;
  }

  #watchEditors(): void {
    const changed = (document: vscode.TextDocument): void => {
      if (this.#isMine(document)) {
        this.#onDidChange.fire();
      }
    };
    const { workspace } = vscode;
    this.#disposables.add(workspace.onDidChangeTextDocument(({ document }) => changed(document)));
    this.#disposables.add(workspace.onDidOpenTextDocument(changed));
    this.#disposables.add(workspace.onDidCloseTextDocument(changed));
    this.#disposables.add(workspace.onDidSaveTextDocument(changed));
  }

  #watchFile(): void {
    const folder = vscode.Uri.joinPath(this.#uri, '..');
    // A name may hold what patterns are made of.
    const siblings = new vscode.RelativePattern(folder, '*');
    const watcher = this.#disposables.add(vscode.workspace.createFileSystemWatcher(siblings));
    const changed = (file: vscode.Uri): void => {
      // An open document hears of the file by itself.
      if (file.toString() === this.uri && this.#document() === undefined) {
        this.#onDidChange.fire();
      }
    };
    this.#disposables.add(watcher.onDidChange(changed));
    this.#disposables.add(watcher.onDidCreate(changed));
    this.#disposables.add(watcher.onDidDelete(changed));
  }
}

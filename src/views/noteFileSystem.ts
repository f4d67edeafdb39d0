import * as vscode from 'vscode';
import { noteScheme } from '../contributions.ts';
import { parseNoteUri } from '../host/noteUri.ts';
import type { UserMessages } from '../host/userMessages.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { readNote, writeNote, type Noted } from '../store/notes.ts';

export interface NoteFileSystemParts {
  readonly stores: { open(uri: string): Promise<MlflowStore> };
  readonly messages: Pick<UserMessages, 'describe'>;
}

interface SeenNote {
  readonly text: string;
  readonly mtime: number;
}

/** Notes and descriptions as Markdown files, so that an editor tab opens, keeps and saves them. */
export class NoteFileSystem implements vscode.FileSystemProvider {
  readonly #parts: NoteFileSystemParts;
  /** A note has no time of its own: a text that is another one than before counts as changed, which makes VS Code ask before it overwrites it. */
  readonly #seen = new Map<string, SeenNote>();
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = () => ({ dispose: () => undefined });

  constructor(parts: NoteFileSystemParts) {
    this.#parts = parts;
  }

  static register(parts: NoteFileSystemParts): vscode.Disposable {
    const options = { isCaseSensitive: true };
    return vscode.workspace.registerFileSystemProvider(noteScheme, new NoteFileSystem(parts), options);
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return await this.#answer(uri, async (store, noted) => {
      const { text, mtime } = this.#see(uri, await readNote(store, noted));
      const isReadOnly = (await store.tracking.readOnlyReason()) !== undefined;
      const size = new TextEncoder().encode(text).length;
      const file = { type: vscode.FileType.File, ctime: 0, mtime, size };
      return isReadOnly ? { ...file, permissions: vscode.FilePermission.Readonly } : file;
    });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const text = await this.#answer(uri, async (store, noted) => await readNote(store, noted));
    return new TextEncoder().encode(this.#see(uri, text).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const text = new TextDecoder().decode(content);
    await this.#answer(uri, async (store, noted) => await writeNote(store, noted, text));
    this.#see(uri, text);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #see(uri: vscode.Uri, text: string): SeenNote {
    const key = uri.toString();
    const before = this.#seen.get(key);
    const seen = before?.text === text ? before : { text, mtime: Math.max(Date.now(), (before?.mtime ?? 0) + 1) };
    this.#seen.set(key, seen);
    return seen;
  }

  async #answer<T>(uri: vscode.Uri, ask: (store: MlflowStore, noted: Noted) => Promise<T>): Promise<T> {
    const noted = parseNoteUri(uri);
    if (noted === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    try {
      return await ask(await this.#parts.stores.open(noted.storeUri), noted);
    } catch (error) {
      throw MlflowError.is(error, 'notFound')
        ? vscode.FileSystemError.FileNotFound(uri)
        : vscode.FileSystemError.Unavailable(this.#parts.messages.describe(error));
    }
  }
}

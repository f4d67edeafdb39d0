import * as vscode from 'vscode';

/** Secrets as VS Code keeps them, for as long as a test runs: only an activated extension gets the real storage. */
export class MemorySecrets implements vscode.SecretStorage {
  readonly values = new Map<string, string>();
  readonly #onDidChange = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();

  readonly onDidChange = this.#onDidChange.event;

  get(key: string): Thenable<string | undefined> {
    return Promise.resolve(this.values.get(key));
  }

  store(key: string, value: string): Thenable<void> {
    this.values.set(key, value);
    this.#onDidChange.fire({ key });
    return Promise.resolve();
  }

  delete(key: string): Thenable<void> {
    this.values.delete(key);
    this.#onDidChange.fire({ key });
    return Promise.resolve();
  }
}

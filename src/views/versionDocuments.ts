import * as vscode from 'vscode';
import { versionScheme } from '../contributions.ts';
import type { OpenStores } from '../host/openStores.ts';
import type { UserMessages } from '../host/userMessages.ts';
import { parseVersionUri } from '../host/versionUri.ts';

/** The texts of model versions, for VS Code's diff editor. */
export class VersionDocuments implements vscode.TextDocumentContentProvider {
  readonly #stores: Pick<OpenStores, 'open'>;
  readonly #messages: Pick<UserMessages, 'describe'>;

  constructor(stores: Pick<OpenStores, 'open'>, messages: Pick<UserMessages, 'describe'>) {
    this.#stores = stores;
    this.#messages = messages;
  }

  static register(stores: Pick<OpenStores, 'open'>, messages: Pick<UserMessages, 'describe'>): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(versionScheme, new VersionDocuments(stores, messages));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { storeUri, modelName, version } = parseVersionUri(uri);
    try {
      // Loaded with the first comparison: it brings the YAML reader with it.
      const { readVersionFacts, versionSummary } = await import('../registry/versionSummary.ts');
      const store = await this.#stores.open(storeUri);
      return versionSummary(await readVersionFacts(store, modelName, version));
    } catch (error) {
      // A rejection would leave an empty editor without a word.
      return this.#messages.describe(error);
    }
  }
}

import * as vscode from 'vscode';
import { viewIds } from '../contributions.ts';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import type { OpenStores } from '../host/openStores.ts';

export interface WalkthroughCommandParts {
  readonly stores: OpenStores;
  readonly extensionUri: vscode.Uri;
  readonly storageUri: vscode.Uri;
}

export function registerWalkthroughCommands(commands: CommandRegistry, parts: WalkthroughCommandParts): void {
  commands.register('vizmod.walkthrough.openSample', async () => await openSample(parts));
}

/** Shows the store that comes with the extension, as a copy that a person may change. */
async function openSample({ stores, extensionUri, storageUri }: WalkthroughCommandParts): Promise<void> {
  const original = vscode.Uri.joinPath(extensionUri, 'samples', 'walkthrough');
  const copy = vscode.Uri.joinPath(storageUri, 'sample');
  await vscode.workspace.fs.delete(copy, { recursive: true }).then(undefined, ignoreMissing);
  await vscode.workspace.fs.copy(original, copy);
  const storeUri = vscode.Uri.joinPath(copy, 'mlruns').toString();
  stores.addSample(storeUri);
  await stores.setActive(storeUri);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(copy, 'measurements.csv'), { preserveFocus: true });
  await vscode.commands.executeCommand(`${viewIds.experiments}.focus`);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) {
    throw error;
  }
}

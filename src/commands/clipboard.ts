import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import type { OpenStores } from '../host/openStores.ts';
import { pythonSnippet } from '../model/pythonSnippet.ts';
import { isKeyValueReference, isStoreReference } from '../model/references.ts';
import { idOf, uriOf } from '../model/referenceText.ts';
import type { CommandParts } from './commandParts.ts';

/** Commands that copy what names a thing. */
export function registerClipboardCommands(commands: CommandRegistry, { stores }: Pick<CommandParts, 'stores'>): void {
  commands.register('vizmod.item.copyId', async (node) => await copyText(idOf(node)));
  commands.register('vizmod.item.copyUri', async (node) => await copyText(uriOf(node)));
  commands.register('vizmod.item.copySnippet', async (node) => await copyText(await snippetOf(stores, node)));
  commands.register('vizmod.item.copyValue', async (node) => await copyText(await valueOf(stores, node)));
}

/** The value of a param, metric or tag, with all its digits and lines. */
async function valueOf(stores: OpenStores, node: unknown): Promise<string | undefined> {
  if (!isKeyValueReference(node)) {
    return undefined;
  }
  const { tracking } = await stores.open(node.storeUri);
  const run = await tracking.run(node.runId);
  return node.group === 'metrics' ? run.metrics.get(node.key)?.value.toString() : run[node.group].get(node.key);
}

/** Python that gets the thing. */
async function snippetOf(stores: OpenStores, node: unknown): Promise<string | undefined> {
  if (!isStoreReference(node)) {
    return undefined;
  }
  const { uri } = await stores.open(node.storeUri);
  return pythonSnippet(node, uri);
}

export async function copyText(text: string | undefined): Promise<void> {
  if (text === undefined) {
    return;
  }
  await vscode.env.clipboard.writeText(text);
  // The status bar has one line.
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', text.trimEnd().split('\n').at(-1) ?? ''), 3000);
}

import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import type { OpenStores } from '../host/openStores.ts';
import { isKeyValueReference } from '../model/references.ts';
import { idOf, uriOf } from '../model/referenceText.ts';
import type { CommandParts } from './commandParts.ts';

/** Commands that copy what names a thing. */
export function registerClipboardCommands(commands: CommandRegistry, { stores }: Pick<CommandParts, 'stores'>): void {
  commands.register('vizmod.item.copyId', async (node) => await copy(idOf(node)));
  commands.register('vizmod.item.copyUri', async (node) => await copy(uriOf(node)));
  commands.register('vizmod.item.copyValue', async (node) => await copy(await valueOf(stores, node)));
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

async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) {
    return;
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', text), 3000);
}

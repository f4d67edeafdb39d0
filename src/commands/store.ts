import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { isStoreReference } from '../model/references.ts';
import type { CommandParts } from './commandParts.ts';
import { pickStore } from './pickStore.ts';

export interface StoreCommandParts extends CommandParts {
  readonly log: Pick<vscode.LogOutputChannel, 'show'>;
  /** Reads everything that is on show anew. */
  readonly refreshViews: () => void;
}

export function registerStoreCommands(commands: CommandRegistry, parts: StoreCommandParts): void {
  const { stores, log, refreshViews } = parts;
  commands.register('vizmod.store.refresh', async () => {
    await stores.refresh();
    refreshViews();
  });
  commands.register('vizmod.store.select', async () => {
    const place = await pickStore(parts, vscode.l10n.t('Select the Active Store'));
    if (place !== undefined) {
      await stores.setActive(place.uri);
    }
  });
  commands.register('vizmod.store.activate', async (node) => {
    if (isStoreReference(node)) {
      await stores.setActive(node.storeUri);
    }
  });
  commands.register('vizmod.log.show', () => log.show());
}

import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { isRunReference } from '../model/references.ts';
import type { CommandParts } from './commandParts.ts';
import { pickRun } from './pickRun.ts';

export function registerRunCommands(commands: CommandRegistry, parts: CommandParts): void {
  commands.register('vizmod.run.activate', async (node) => {
    const run = isRunReference(node) ? node : await pickRun(parts, vscode.l10n.t('Set as Active Run'));
    if (run !== undefined) {
      await parts.activeRun.set(run);
    }
  });
  commands.register('vizmod.run.deactivate', async () => await parts.activeRun.set(undefined));
}

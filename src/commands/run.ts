import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { isRunReference } from '../model/references.ts';
import type { RunPanelState } from '../protocol/runPanel.ts';
import { deleteRuns, endRuns, renameRun } from './editRun.ts';
import { pickRun } from './pickRun.ts';
import type { TrashCommandParts } from './restore.ts';

export interface RunCommandParts extends TrashCommandParts {
  readonly openPanel: (panel: RunPanelState) => Promise<void> | void;
}

export function registerRunCommands(commands: CommandRegistry, parts: RunCommandParts): void {
  commands.register('vizmod.run.open', async (node) => await openRun(parts, node));
  commands.register('vizmod.run.activate', async (node) => {
    const run = isRunReference(node) ? node : await pickRun(parts, vscode.l10n.t('Set as Active Run'));
    if (run !== undefined) {
      await parts.activeRun.set(run);
    }
  });
  commands.register('vizmod.run.deactivate', async () => await parts.activeRun.set(undefined));
  commands.register('vizmod.run.rename', async (node) => await renameRun(parts, node));
  commands.register('vizmod.run.delete', async (node, nodes) => await deleteRuns(parts, node, nodes));
  commands.register('vizmod.run.end', async (node, nodes) => await endRuns(parts, node, nodes));
}

async function openRun(parts: RunCommandParts, node: unknown): Promise<void> {
  const run = isRunReference(node) ? node : await pickRun(parts, vscode.l10n.t('Open Run'));
  if (run !== undefined) {
    const { storeUri, experimentId, runId } = run;
    const { tracking } = await parts.stores.open(storeUri);
    const { info } = await tracking.run(runId);
    await parts.openPanel({ storeUri, experimentId, runId, title: info.runName || runId.slice(0, 8) });
  }
}

import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import { showCommit } from '../host/showCommit.ts';
import { workspaceFile } from '../host/workspaceFile.ts';
import { datasetPath } from '../model/datasetFacts.ts';
import type { RunReference } from '../model/references.ts';
import type { RunPageAction, RunPanelState } from '../protocol/runPanel.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';

const artifactCommands = {
  open: 'vizmod.artifact.open',
  download: 'vizmod.artifact.download',
  copyPath: 'vizmod.artifact.copyPath',
  copyUri: 'vizmod.item.copyUri',
  copySnippet: 'vizmod.item.copySnippet',
  delete: 'vizmod.artifact.delete',
} as const;

export interface RunActionParts {
  readonly openStore: (storeUri: string) => Promise<MlflowStore>;
  readonly openRun: (panel: RunPanelState) => void;
}

/** Does what the page asks: mostly by the commands that the trees have, too. */
export async function performRunAction(
  action: RunPageAction,
  panel: RunPanelState,
  parts: RunActionParts,
): Promise<void> {
  const { storeUri, experimentId, runId } = panel;
  const run: RunReference = { storeUri, experimentId, runId };
  switch (action.kind) {
    case 'copy':
      await vscode.env.clipboard.writeText(action.text);
      break;
    case 'openExperiment':
      await runCommand('vizmod.experiment.open', { storeUri, experimentId });
      break;
    case 'editNote':
      await runCommand('vizmod.item.editNote', run);
      break;
    case 'openRun':
      parts.openRun({ storeUri, experimentId, runId: action.runId, title: action.title });
      break;
    case 'showCommit':
      await showOrCopyCommit(action.commit);
      break;
    case 'openDataset':
      await openDataset(await parts.openStore(storeUri), runId, action.place);
      break;
    case 'copyModelUri':
      await runCommand('vizmod.item.copyUri', { storeUri, experimentId, modelId: action.modelId });
      break;
    case 'artifact': {
      const { command, path, isDirectory } = action;
      await runCommand(artifactCommands[command], { ...run, artifactPath: path, isDirectory });
      break;
    }
  }
}

async function runCommand(id: CommandId, reference: object): Promise<void> {
  await vscode.commands.executeCommand(id, reference);
}

async function showOrCopyCommit(commit: string): Promise<void> {
  if (!(await showCommit(commit))) {
    await vscode.env.clipboard.writeText(commit);
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('No repository of this workspace has the commit {0}: copied it instead.', commit.slice(0, 8)),
      5000,
    );
  }
}

async function openDataset({ tracking }: MlflowStore, runId: string, place: number): Promise<void> {
  const { datasets } = await tracking.lineage(runId);
  const dataset = datasets[place]?.dataset;
  const file = workspaceFile(dataset && datasetPath(dataset));
  if (file !== undefined) {
    await vscode.commands.executeCommand('vscode.open', file);
  }
}

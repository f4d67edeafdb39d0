import * as vscode from 'vscode';
import { artifactUri } from '../host/artifactUri.ts';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { isArtifactReference } from '../model/references.ts';
import { copyArtifactPath, deleteArtifacts, downloadArtifacts } from './artifactFiles.ts';
import { logArtifact, type LogArtifactParts } from './logArtifact.ts';

export function registerArtifactCommands(commands: CommandRegistry, parts: LogArtifactParts): void {
  commands.register('vizmod.artifact.open', async (node) => await openArtifact(parts, node));
  commands.register(
    'vizmod.artifact.log',
    async (resource, selection) => await logArtifact(parts, resource, selection),
  );
  commands.register('vizmod.artifact.copyPath', async (node) => await copyArtifactPath(parts, node));
  commands.register('vizmod.artifact.download', async (node, nodes) => await downloadArtifacts(parts, node, nodes));
  commands.register('vizmod.artifact.delete', async (node, nodes) => await deleteArtifacts(parts, node, nodes));
}

/** Opens an artifact in the editor that VS Code has for it: the very file where it is local, else a read-only copy. */
async function openArtifact({ stores }: LogArtifactParts, node: unknown): Promise<void> {
  if (!isArtifactReference(node) || node.isDirectory) {
    return;
  }
  const { tracking } = await stores.open(node.storeUri);
  const repository = await tracking.artifacts(node.runId);
  const localPath = repository.localPath(node.artifactPath);
  const uri = localPath === undefined ? artifactUri(node) : vscode.Uri.file(localPath);
  await vscode.commands.executeCommand('vscode.open', uri, { preview: true });
}

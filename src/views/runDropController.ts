import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { ExperimentsNode } from './treeNodes.ts';

const uriList = 'text/uri-list';

/** Files dropped on a run are logged to it. */
export class RunDropController implements vscode.TreeDragAndDropController<ExperimentsNode> {
  readonly dropMimeTypes = [uriList];
  readonly dragMimeTypes = [];

  async handleDrop(target: ExperimentsNode | undefined, dropped: vscode.DataTransfer): Promise<void> {
    const list = await dropped.get(uriList)?.asString();
    if (list === undefined || target === undefined || !('runId' in target)) {
      return;
    }
    const files = list.split('\r\n').filter((line) => line !== '' && !line.startsWith('#'));
    const logArtifact: CommandId = 'vizmod.artifact.log';
    await vscode.commands.executeCommand(
      logArtifact,
      target,
      files.map((file) => vscode.Uri.parse(file, true)),
    );
  }
}

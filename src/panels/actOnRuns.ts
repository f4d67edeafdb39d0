import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { RunReference } from '../model/references.ts';
import type { RunAction } from '../protocol/experimentPanel.ts';
import type { PanelMemory, RunMark } from './panelMemory.ts';

type MarkAction = 'star' | 'unstar' | 'hide' | 'unhide';

const marks: Readonly<Record<MarkAction, { readonly mark: RunMark; readonly isMarked: boolean }>> = {
  star: { mark: 'starred', isMarked: true },
  unstar: { mark: 'starred', isMarked: false },
  hide: { mark: 'hidden', isMarked: true },
  unhide: { mark: 'hidden', isMarked: false },
};

const commands: Readonly<Record<Exclude<RunAction, MarkAction>, CommandId>> = {
  open: 'vizmod.run.open',
  setTag: 'vizmod.item.setTag',
  delete: 'vizmod.run.delete',
  restore: 'vizmod.item.restore',
  end: 'vizmod.run.end',
};

/** Does to runs what the same command does from the tree, which also tells the person what came of it. */
export async function actOnRuns(memory: PanelMemory, action: RunAction, runs: readonly RunReference[]): Promise<void> {
  const [first] = runs;
  if (first === undefined) {
    return;
  }
  if (isMarkAction(action)) {
    const { mark, isMarked } = marks[action];
    const runIds = runs.map(({ runId }) => runId);
    await memory.mark(first.storeUri, mark, runIds, isMarked);
  } else {
    await vscode.commands.executeCommand(commands[action], first, runs);
  }
}

function isMarkAction(action: RunAction): action is MarkAction {
  return action in marks;
}

import * as vscode from 'vscode';
import type { UserMessages } from '../host/userMessages.ts';

/** Says what was done, and takes it back when told to. */
export async function offerUndo(messages: UserMessages, message: string, undo: () => Promise<void>): Promise<void> {
  try {
    if (await messages.offer(message, vscode.l10n.t('Undo'))) {
      await undo();
    }
  } catch (error) {
    // The command that did it is over: nobody else hears of this.
    messages.showError(error);
  }
}

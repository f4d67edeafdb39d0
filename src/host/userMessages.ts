import * as vscode from 'vscode';
import { describeError } from '../model/describeError.ts';
import { MlflowError } from '../model/mlflowError.ts';

/** What of the log channel is needed here. */
export type MessageLog = Pick<vscode.LogOutputChannel, 'error' | 'info' | 'show'>;

/** Tells people what happened: one sentence each, with the whole story in the log. */
export class UserMessages {
  readonly #log: MessageLog;

  constructor(log: MessageLog) {
    this.#log = log;
  }

  describe(error: unknown): string {
    return describeError(error, vscode.l10n);
  }

  /** Logs the error and shows it once; a cancellation is what the person wanted, so it stays silent. */
  showError(error: unknown): void {
    if (isCancellation(error)) {
      return;
    }
    this.#log.error(error instanceof Error ? error : String(error));
    if (MlflowError.is(error, 'untrusted')) {
      void this.#offerAction(this.describe(error), vscode.l10n.t('Manage Workspace Trust'), manageTrust);
    } else {
      void this.#offerAction(this.describe(error), vscode.l10n.t('Show Log'), () => this.#log.show());
    }
  }

  showInfo(message: string): void {
    this.#log.info(message);
    void vscode.window.showInformationMessage(message);
  }

  /** Says something that has one natural next step. @returns whether the person took it */
  async offer(message: string, action: string): Promise<boolean> {
    this.#log.info(message);
    return (await vscode.window.showInformationMessage(message, action)) === action;
  }

  async #offerAction(message: string, action: string, act: () => void): Promise<void> {
    if ((await vscode.window.showErrorMessage(message, action)) === action) {
      act();
    }
  }
}

function manageTrust(): void {
  void vscode.commands.executeCommand('workbench.trust.manage');
}

export function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || MlflowError.is(error, 'cancelled');
}

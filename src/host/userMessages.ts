import * as vscode from 'vscode';
import type { CommandId } from '../contributions.ts';
import { describeError } from '../model/describeError.ts';
import { MlflowError, type ErrorReason } from '../model/mlflowError.ts';
import { serverOriginOf } from './trackingUris.ts';

/** What of the log channel is needed here. */
export type MessageLog = Pick<vscode.LogOutputChannel, 'error' | 'info' | 'show'>;

/** Tells people what happened: one sentence each, with the whole story in the log. */
export class UserMessages {
  readonly #log: MessageLog;
  readonly #loginOffers = new Set<string>();

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
    if (MlflowError.is(error, 'unauthorized')) {
      void this.#offerLogin(error);
    } else if (MlflowError.is(error, 'untrusted')) {
      void this.#offerAction(this.describe(error), vscode.l10n.t('Manage Workspace Trust'), manageTrust);
    } else if (isServerTrouble(error)) {
      const diagnose: CommandId = 'vizmod.store.diagnose';
      void this.#offerAction(this.describe(error), vscode.l10n.t('Diagnose'), () => {
        void vscode.commands.executeCommand(diagnose, error.details.what);
      });
    } else {
      void this.#offerAction(this.describe(error), vscode.l10n.t('Show Log'), () => this.#log.show());
    }
  }

  showInfo(message: string): void {
    this.#log.info(message);
    void vscode.window.showInformationMessage(message);
  }

  /** Says what went wrong beside what went well. */
  showWarning(message: string): void {
    this.#log.error(message);
    void vscode.window.showWarningMessage(message);
  }

  /** Says something that has one natural next step. @returns whether the person took it */
  async offer(message: string, action: string): Promise<boolean> {
    this.#log.info(message);
    return (await vscode.window.showInformationMessage(message, action)) === action;
  }

  /** Many requests fail for the same want of a login: one message for each server stands at a time. */
  async #offerLogin(error: MlflowError): Promise<void> {
    const server = serverOriginOf(error.details.what) ?? error.details.what;
    if (this.#loginOffers.has(server)) {
      return;
    }
    this.#loginOffers.add(server);
    const setCredentials: CommandId = 'vizmod.connection.setCredentials';
    await this.#offerAction(this.describe(error), vscode.l10n.t('Set Credentials…'), () => {
      void vscode.commands.executeCommand(setCredentials, server);
    });
    this.#loginOffers.delete(server);
  }

  async #offerAction(message: string, action: string, act: () => void): Promise<void> {
    if ((await vscode.window.showErrorMessage(message, action)) === action) {
      act();
    }
  }
}

const serverTroubles: ReadonlySet<ErrorReason> = new Set([
  'unreachable',
  'timedOut',
  'forbidden',
  'notMlflow',
  'serverError',
]);

/** Whether a look at the connection may tell more than the message; `what` is then the address that was asked. */
function isServerTrouble(error: unknown): error is MlflowError {
  return MlflowError.is(error) && serverTroubles.has(error.reason) && serverOriginOf(error.details.what) !== undefined;
}

function manageTrust(): void {
  void vscode.commands.executeCommand('workbench.trust.manage');
}

export function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || MlflowError.is(error, 'cancelled');
}

import * as vscode from 'vscode';
import type { CommandArguments, CommandId } from '../contributions.ts';
import { Disposables } from '../util/disposables.ts';
import type { UserMessages } from './userMessages.ts';

/** Registers our commands; whatever goes wrong in one is told to the person who ran it. */
export class CommandRegistry implements vscode.Disposable {
  readonly #messages: UserMessages;
  readonly #registrations = new Disposables();

  constructor(messages: UserMessages) {
    this.#messages = messages;
  }

  register<Id extends CommandId>(id: Id, handler: (...args: CommandArguments[Id]) => unknown): void {
    const run = async (...args: CommandArguments[Id]): Promise<void> => {
      try {
        await handler(...args);
      } catch (error) {
        this.#messages.showError(error);
      }
    };
    this.#registrations.add(vscode.commands.registerCommand(id, run));
  }

  dispose(): void {
    this.#registrations.dispose();
  }
}

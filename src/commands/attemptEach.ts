import * as vscode from 'vscode';
import { throwIfAborted } from '../model/mlflowError.ts';
import type { CommandParts } from './commandParts.ts';

export interface Attempt<T> {
  /** What is being done, as a title. */
  readonly title: string;
  readonly act: (item: T) => Promise<void>;
  /** What people know the item by, asked only for what fails. */
  readonly nameOf: (item: T) => Promise<string>;
}

/**
 * Does the same to each of several things, one after the other; one that fails does not keep the rest from it. All failures are told
 * in one message, which names them.
 *
 * @returns what it was done to
 * @throws the error itself when there is but one thing
 */
export async function attemptEach<T>(
  { prompts, messages }: Pick<CommandParts, 'prompts' | 'messages'>,
  items: readonly T[],
  { title, act, nameOf }: Attempt<T>,
): Promise<readonly T[]> {
  const [only] = items;
  if (only !== undefined && items.length === 1) {
    await act(only);
    return items;
  }
  const done: T[] = [];
  const failures: string[] = [];
  await prompts.progress(title, async (report, signal) => {
    for (const [index, item] of items.entries()) {
      report(`${index + 1} / ${items.length}`, index / items.length);
      try {
        throwIfAborted(signal, title);
        await act(item);
        done.push(item);
      } catch (error) {
        if (signal.aborted) {
          break;
        }
        failures.push(`${await nameOf(item)}: ${messages.describe(error)}`);
      }
    }
  });
  if (failures.length > 0) {
    messages.showWarning(
      vscode.l10n.t('{0}: {1} of {2} failed. {3}', title, failures.length, items.length, failures.join(' ')),
    );
  }
  return done;
}

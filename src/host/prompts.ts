import * as vscode from 'vscode';
import { Disposables } from '../util/disposables.ts';

export interface Choice<T> {
  readonly label: string;
  readonly description?: string | undefined;
  readonly detail?: string | undefined;
  readonly icon?: vscode.ThemeIcon | undefined;
  readonly value: T;
}

export interface PickOptions {
  readonly title: string;
  readonly placeholder: string;
}

export interface InputOptions {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string | undefined;
  readonly placeholder?: string | undefined;
  /** Whether the text is a secret, which is not shown while it is typed. */
  readonly isSecret?: boolean | undefined;
  /** What is wrong with the text, in a sentence; absent when it may be taken. */
  readonly validate?: ((text: string) => string | undefined) | undefined;
}

export interface FilesOptions {
  readonly title: string;
  readonly action: string;
  /** Absent: any number of files. */
  readonly selects?: 'folder' | 'file' | undefined;
  /** Endings of file names by what they are called. Absent: any file. */
  readonly filters?: Readonly<Record<string, string[]>> | undefined;
}

export interface SaveFileOptions {
  readonly title: string;
  readonly action: string;
  readonly suggested: vscode.Uri;
  /** Endings of file names by what they are called. Absent: any file. */
  readonly filters?: Readonly<Record<string, string[]>> | undefined;
}

/** A task's way of saying how far it is: a message, and how much of the whole (0 to 1) is done. */
export type ReportProgress = (message: string, done?: number) => void;

/** Questions that commands ask a person. Every answer may be `undefined`: the person changed their mind. */
export interface Prompts {
  /** The list may still be on its way. */
  pick<T>(choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>, options: PickOptions): Promise<T | undefined>;
  input(options: InputOptions): Promise<string | undefined>;
  /** For what cannot be undone: modal, saying what will happen. */
  confirm(message: string, detail: string, action: string): Promise<boolean>;
  files(options: FilesOptions): Promise<readonly vscode.Uri[] | undefined>;
  /** Where a new file goes. */
  saveFile(options: SaveFileOptions): Promise<vscode.Uri | undefined>;
  progress<T>(title: string, task: (report: ReportProgress, signal: AbortSignal) => Promise<T>): Promise<T>;
}

export const windowPrompts: Prompts = { pick, input, confirm, files, saveFile, progress };

async function pick<T>(
  choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
  { title, placeholder }: PickOptions,
): Promise<T | undefined> {
  const items = Promise.resolve(choices).then((loaded) => loaded.map(toItem));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: placeholder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.value;
}

function toItem<T>(choice: Choice<T>): vscode.QuickPickItem & { readonly value: T } {
  return {
    label: choice.label,
    value: choice.value,
    ...(choice.description !== undefined && { description: choice.description }),
    ...(choice.detail !== undefined && { detail: choice.detail }),
    ...(choice.icon !== undefined && { iconPath: choice.icon }),
  };
}

async function input({
  title,
  prompt,
  value,
  placeholder,
  isSecret = false,
  validate,
}: InputOptions): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    title,
    prompt,
    ignoreFocusOut: true,
    password: isSecret,
    ...(value !== undefined && { value }),
    ...(placeholder !== undefined && { placeHolder: placeholder }),
    ...(validate !== undefined && { validateInput: validate }),
  });
}

async function confirm(message: string, detail: string, action: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) === action;
}

async function files({ title, action, selects, filters }: FilesOptions): Promise<readonly vscode.Uri[] | undefined> {
  return await vscode.window.showOpenDialog({
    title,
    openLabel: action,
    canSelectMany: selects === undefined,
    canSelectFiles: selects !== 'folder',
    canSelectFolders: selects === 'folder',
    ...(filters !== undefined && { filters }),
  });
}

async function saveFile({ title, action, suggested, filters }: SaveFileOptions): Promise<vscode.Uri | undefined> {
  return await vscode.window.showSaveDialog({
    title,
    saveLabel: action,
    defaultUri: suggested,
    ...(filters !== undefined && { filters }),
  });
}

async function progress<T>(
  title: string,
  task: (report: ReportProgress, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return await vscode.window.withProgress(options, async (bar, token) => {
    const controller = new AbortController();
    const subscriptions = new Disposables();
    subscriptions.add(token.onCancellationRequested(() => controller.abort()));
    let reached = 0;
    const report: ReportProgress = (message, done = reached) => {
      // A step that begins anew does not take the bar back.
      bar.report({ message, increment: Math.max(0, done - reached) * 100 });
      reached = Math.max(reached, done);
    };
    try {
      return await task(report, controller.signal);
    } finally {
      subscriptions.dispose();
    }
  });
}

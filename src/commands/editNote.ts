import * as vscode from 'vscode';
import { noteUri } from '../host/noteUri.ts';
import type { Noted } from '../store/notes.ts';
import { chooseWritableItems } from './chooseItem.ts';
import type { CommandParts } from './commandParts.ts';
import { readTaggedItem } from './taggedItem.ts';

/** Opens the note of an experiment or run, or the description of a model or version, in an editor whose Save writes it. */
export async function editNote(parts: CommandParts, node: unknown): Promise<void> {
  const [noted] = await chooseWritableItems(parts, node, undefined, vscode.l10n.t('Edit Note'));
  if (noted !== undefined) {
    await openNote(parts, noted);
  }
}

export async function openNote({ stores }: CommandParts, noted: Noted): Promise<void> {
  const { name } = await readTaggedItem(stores, noted);
  const document = await vscode.workspace.openTextDocument(noteUri(noted, name));
  await vscode.window.showTextDocument(document, { preview: false });
}

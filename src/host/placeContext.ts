import * as vscode from 'vscode';
import type { PlaceContext } from './storePlaces.ts';

/** The window as it is now. */
export function placeContext(): PlaceContext {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return {
    folders: folders.map(({ name, uri }) => ({ name, path: uri.fsPath })),
    isTrusted: vscode.workspace.isTrusted,
  };
}

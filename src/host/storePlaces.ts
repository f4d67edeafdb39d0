import { basename, dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { findStores } from './findStores.ts';
import { readSetting } from './settings.ts';
import { localPathOf, resolveTrackingUri, trackingUriOf } from './trackingUris.ts';

/** Where a store is, before anything of it is read. */
export interface StorePlace {
  readonly uri: string;
  /** As short as it can be told: a path within the workspace, or a server's address. */
  readonly label: string;
  /** The folder or server in full, for tooltips. */
  readonly detail: string;
  readonly origin: 'workspace' | 'setting' | 'sample';
}

/** Every store that the workspace and its settings name, each once, in the order of folders, nearest first. */
export async function collectStorePlaces(): Promise<readonly StorePlace[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const collected = await Promise.all(folders.map(placesOfFolder));
  const places = folders.length === 0 ? placesOfSetting(undefined) : collected.flat();
  return [...new Map(places.toReversed().map((place) => [place.uri, place])).values()].toReversed();
}

async function placesOfFolder(folder: vscode.WorkspaceFolder): Promise<readonly StorePlace[]> {
  const found = folder.uri.scheme === 'file' ? await findStores(folder.uri.fsPath) : [];
  const uris = found.map(trackingUriOf);
  return [...uris.map((uri) => storePlace(uri, 'workspace')), ...placesOfSetting(folder)];
}

function placesOfSetting(folder: vscode.WorkspaceFolder | undefined): readonly StorePlace[] {
  // Settings of an untrusted workspace name paths and servers that its author chose.
  const uris = vscode.workspace.isTrusted ? readSetting('trackingUris', folder?.uri) : [];
  const base = folder?.uri.fsPath ?? '';
  return uris.filter((uri) => uri.trim() !== '').map((uri) => storePlace(resolveTrackingUri(uri, base), 'setting'));
}

export function storePlace(uri: string, origin: StorePlace['origin']): StorePlace {
  const path = localPathOf(uri);
  return { uri, origin, label: path === undefined ? serverLabel(uri) : pathLabel(path), detail: path ?? uri };
}

function serverLabel(uri: string): string {
  return uri.replace(/^https?:\/\/(?:[^@/]*@)?/, '');
}

function pathLabel(path: string): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.find(({ uri }) => `${path}${sep}`.startsWith(`${uri.fsPath}${sep}`));
  if (folder === undefined) {
    return `${basename(dirname(path))}/${basename(path)}`;
  }
  const inside = relative(folder.uri.fsPath, path).replaceAll(sep, '/');
  return folders.length > 1 ? `${folder.name}/${inside}` : inside;
}

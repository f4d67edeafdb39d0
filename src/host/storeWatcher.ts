import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { OpenStores } from './openStores.ts';
import { changesSetting } from './settings.ts';
import { localPathOf } from './trackingUris.ts';

const settleMilliseconds = 400;

/** Looks for stores again when one may have come to the workspace or left it, or when the settings name others. */
export function watchForStores(stores: OpenStores): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void stores.collect(), settleMilliseconds);
  };
  const paths = (): readonly string[] => stores.places.flatMap(({ uri }) => localPathOf(uri) ?? []);
  const onCreate = ({ fsPath }: vscode.Uri): void => {
    // A known store gets experiments all the time.
    if (!paths().some((path) => isInside(fsPath, path))) {
      look();
    }
  };
  const onDelete = ({ fsPath }: vscode.Uri): void => {
    if (paths().some((path) => isInside(path, fsPath))) {
      look();
    }
  };
  // An mlruns folder becomes a store with its first experiment; one that is moved here is a single event.
  const storePattern = '**/{mlflow.db,mlruns,mlruns/*/meta.yaml}';
  const appearing = vscode.workspace.createFileSystemWatcher(storePattern, false, true, true);
  // Of a deleted folder only the folder itself is announced, whatever was in it.
  const vanishing = vscode.workspace.createFileSystemWatcher('**', true, true, false);
  return vscode.Disposable.from(
    appearing,
    vanishing,
    appearing.onDidCreate(onCreate),
    vanishing.onDidDelete(onDelete),
    vscode.workspace.onDidChangeWorkspaceFolders(look),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (changesSetting(event, 'trackingUris')) {
        look();
      }
    }),
    { dispose: () => clearTimeout(timer) },
  );
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`);
}

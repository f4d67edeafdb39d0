import * as vscode from 'vscode';
import type { CodeStores } from './codeStores.ts';
import type { OpenStores } from './openStores.ts';
import { changesSetting } from './settings.ts';
import { isInside } from './storePlaces.ts';
import { localPathOf } from './trackingUris.ts';

const settleMilliseconds = 400;

/**
 * Looks for stores again when one may have come to the workspace or left it, or when settings, environment files or code name others.
 * The code is searched once, when all else is known.
 */
export function watchForStores(stores: OpenStores, code: CodeStores): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void stores.collect(), settleMilliseconds);
  };
  const searchCode = (): void => void code.search(folderPaths());
  void stores.collect().then(searchCode);
  return vscode.Disposable.from(
    watchStoreFiles(stores, look),
    watchDeletions(stores, code, look),
    watchNamingFiles(code, look),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      look();
      searchCode();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (changesSetting(event, 'trackingUris') || event.affectsConfiguration('python.envFile')) {
        look();
      }
    }),
    { dispose: () => clearTimeout(timer) },
  );
}

function folderPaths(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

function watchStoreFiles(stores: OpenStores, look: () => void): vscode.Disposable {
  // An mlruns folder becomes a store with its first experiment; one that is moved here is a single event.
  const storePattern = '**/{*.db,mlruns,mlruns/*/meta.yaml}';
  const appearing = vscode.workspace.createFileSystemWatcher(storePattern, false, true, true);
  return vscode.Disposable.from(
    appearing,
    appearing.onDidCreate(({ fsPath }) => {
      // A known store gets experiments all the time.
      if (!localPaths(stores).some((path) => isInside(fsPath, path))) {
        look();
      }
    }),
  );
}

function watchDeletions(stores: OpenStores, code: CodeStores, look: () => void): vscode.Disposable {
  // Of a deleted folder only the folder itself is announced, whatever was in it.
  const vanishing = vscode.workspace.createFileSystemWatcher('**', true, true, false);
  return vscode.Disposable.from(
    vanishing,
    vanishing.onDidDelete(({ fsPath }) => {
      void code.update(fsPath, folderPaths());
      if (localPaths(stores).some((path) => isInside(path, fsPath))) {
        look();
      }
    }),
  );
}

function localPaths(stores: OpenStores): readonly string[] {
  return stores.places.flatMap(({ uri }) => localPathOf(uri) ?? []);
}

/** Files count when they are written, not while they are typed. */
function watchNamingFiles(code: CodeStores, look: () => void): vscode.Disposable {
  const codeFiles = vscode.workspace.createFileSystemWatcher('**/*.{py,ipynb}', false, false, true);
  const envFiles = vscode.workspace.createFileSystemWatcher('**/{.env,*.env}');
  const update = ({ fsPath }: vscode.Uri): void => void code.update(fsPath, folderPaths());
  return vscode.Disposable.from(
    codeFiles,
    envFiles,
    codeFiles.onDidCreate(update),
    codeFiles.onDidChange(update),
    envFiles.onDidCreate(look),
    envFiles.onDidChange(look),
    envFiles.onDidDelete(look),
    code.onDidChange(look),
  );
}

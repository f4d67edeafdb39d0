import * as vscode from 'vscode';

/** The file of a path, if it lies in the workspace: what a store names elsewhere is not opened with a click. */
export function workspaceFile(path: string | undefined): vscode.Uri | undefined {
  const uri = path === undefined ? undefined : vscode.Uri.file(path);
  return uri !== undefined && vscode.workspace.getWorkspaceFolder(uri) !== undefined ? uri : undefined;
}

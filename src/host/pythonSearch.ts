import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { PythonSearch } from '../launch/pythonInterpreter.ts';
import { chosenPython } from './pythonExtension.ts';
import { readSetting } from './settings.ts';

/** Where the Python for a store on this machine is looked for: as for scripts of the workspace folder that it lies in, else of the first. */
export async function pythonSearchFor(storePath: string): Promise<PythonSearch> {
  const store = vscode.Uri.file(storePath);
  const folder = (vscode.workspace.getWorkspaceFolder(store) ?? vscode.workspace.workspaceFolders?.[0])?.uri;
  const from = folder ?? vscode.Uri.file(dirname(storePath));
  return {
    configured: readSetting('launch.pythonPath', from),
    offered: await chosenPython(from),
    folder: from.fsPath,
    environment: process.env,
  };
}

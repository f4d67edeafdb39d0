import { deepEqual, ok } from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('the extension', () => {
  it('activates and registers every command that package.json names', async () => {
    const extension = vscode.extensions.getExtension('vizmod.vizmod');
    const exports: unknown = await extension?.activate();
    ok(typeof exports === 'object' && exports !== null && 'activationMilliseconds' in exports);
    const manifest = extension?.packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.map(({ command }) => command).filter((id) => !registered.has(id));
    deepEqual(missing, []);
  });

  it('opens remote artifacts read-only and says what is wrong with an address that is none', async () => {
    const uri = vscode.Uri.parse('mlflow-artifact:/notes.md');
    await vscode.workspace.fs.readFile(uri).then(
      () => ok(false, 'an address without a run was read'),
      (error: unknown) => deepEqual(error instanceof vscode.FileSystemError && error.code, 'FileNotFound'),
    );
    deepEqual(vscode.workspace.fs.isWritableFileSystem('mlflow-artifact'), false);
  });
});

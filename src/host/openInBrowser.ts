import * as vscode from 'vscode';

/** Opens an address in the person's browser; one of this machine is forwarded to theirs when they work from another. */
export async function openInBrowser(address: string): Promise<void> {
  await vscode.env.openExternal(await vscode.env.asExternalUri(vscode.Uri.parse(address)));
}

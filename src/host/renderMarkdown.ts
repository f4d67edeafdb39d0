import * as vscode from 'vscode';

/** HTML as VS Code's own Markdown preview has it. Raw HTML comes through: whoever shows it has to sanitize it. */
export async function renderMarkdown(text: string): Promise<string> {
  return await vscode.commands.executeCommand<string>('markdown.api.render', text);
}

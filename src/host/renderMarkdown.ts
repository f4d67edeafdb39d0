import * as vscode from 'vscode';

/** HTML as VS Code's own Markdown preview has it. Raw HTML comes through: whoever shows it has to sanitize it. */
export async function renderMarkdown(text: string): Promise<string> {
  try {
    return await vscode.commands.executeCommand<string>('markdown.api.render', text);
  } catch {
    // VS Code's Markdown extension may be switched off: then the text stands as it was written.
    return `<pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`;
  }
}

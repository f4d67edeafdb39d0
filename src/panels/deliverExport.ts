import * as vscode from 'vscode';
import type { Prompts } from '../host/prompts.ts';
import type { ExportFormat, ExportTarget } from '../protocol/experimentPanel.ts';
import { exportEndings } from './exportRuns.ts';

export interface ExportDelivery {
  /** Of the experiments, for the name of a file. */
  readonly title: string;
  readonly format: ExportFormat;
  readonly target: ExportTarget;
}

/** Languages that VS Code knows without another extension. */
const languages: Readonly<Record<ExportFormat, string>> = {
  csv: 'plaintext',
  tsv: 'plaintext',
  json: 'json',
  markdown: 'markdown',
  latex: 'latex',
};

/** Puts an export where the person wants it. @param makeText is called once the place is known */
export async function deliverExport(
  prompts: Prompts,
  { title, format, target }: ExportDelivery,
  makeText: () => Promise<string>,
): Promise<void> {
  switch (target) {
    case 'clipboard':
      await vscode.env.clipboard.writeText(await makeText());
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the runs of {0}', title), 5000);
      return;
    case 'editor': {
      const content = await makeText();
      const document = await vscode.workspace.openTextDocument({ content, language: languages[format] });
      await vscode.window.showTextDocument(document);
      return;
    }
    case 'file': {
      const file = await prompts.saveFile({
        title: vscode.l10n.t('Export Runs'),
        action: vscode.l10n.t('Export'),
        suggested: suggestedFile(title, format),
        filters: { [format.toUpperCase()]: [exportEndings[format]] },
      });
      if (file !== undefined) {
        await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(await makeText()));
      }
    }
  }
}

function suggestedFile(title: string, format: ExportFormat): vscode.Uri {
  // What a file name cannot hold on one system or another.
  const name = `${title.replaceAll(/[\\/:*?"<>|]/g, '-')}.${exportEndings[format]}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name);
}

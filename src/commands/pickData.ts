import * as vscode from 'vscode';
import type { Choice, Prompts } from '../host/prompts.ts';

const dataGlob = '**/*.{csv,tsv}';
const excluded = '**/{node_modules,.venv,venv,.git,mlruns,mlartifacts}/**';
const maxFiles = 500;

/** Asks for data: what is open comes first, then what is in the workspace. */
export async function pickData(prompts: Prompts): Promise<vscode.Uri | undefined> {
  return await prompts.pick(dataChoices(), {
    title: vscode.l10n.t('Preview on Data'),
    placeholder: vscode.l10n.t('CSV or TSV file'),
  });
}

async function dataChoices(): Promise<Choice<vscode.Uri>[]> {
  const open = openData();
  const known = new Set(open.map(String));
  const files = await vscode.workspace.findFiles(dataGlob, excluded, maxFiles);
  const others = files.filter((file) => !known.has(file.toString())).toSorted((a, b) => a.path.localeCompare(b.path));
  const opened = vscode.l10n.t('open');
  return [...open.map((uri) => dataChoice(uri, opened)), ...others.map((uri) => dataChoice(uri, undefined))];
}

/** The active editor's first. */
function openData(): vscode.Uri[] {
  const active = vscode.window.activeTextEditor?.document.uri;
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const open = tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? input.uri : []));
  const uris = [...(active === undefined ? [] : [active]), ...open].filter((uri) => /\.(?:csv|tsv)$/i.test(uri.path));
  return [...new Map(uris.map((uri) => [uri.toString(), uri])).values()];
}

function dataChoice(uri: vscode.Uri, description: string | undefined): Choice<vscode.Uri> {
  return {
    label: uri.path.split('/').at(-1) ?? uri.path,
    detail: vscode.workspace.asRelativePath(uri),
    icon: new vscode.ThemeIcon('table'),
    value: uri,
    ...(description !== undefined && { description }),
  };
}

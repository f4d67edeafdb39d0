import * as vscode from 'vscode';
import { workspaceFile } from '../host/workspaceFile.ts';
import { datasetContextTag, type DatasetInput } from '../model/dataset.ts';
import { datasetColumns, datasetPath, datasetProfile, datasetSource } from '../model/datasetFacts.ts';
import { appendFacts, appendKeys, titledTooltip } from './tooltipParts.ts';
import { command } from './treeItems.ts';

/** A dataset that a run used; a click opens its file where that lies in the workspace. */
export function datasetItem(input: DatasetInput | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(input?.dataset.name ?? '', vscode.TreeItemCollapsibleState.None);
  if (input === undefined) {
    return item;
  }
  const context = input.tags.get(datasetContextTag);
  item.description = [...(context === undefined ? [] : [context]), input.dataset.digest].join(' · ');
  item.iconPath = new vscode.ThemeIcon('table');
  const file = workspaceFile(datasetPath(input.dataset));
  if (file !== undefined) {
    item.command = command('vscode.open', vscode.l10n.t('Open Dataset File'), file);
  }
  return item;
}

export function datasetTooltip({ dataset, tags }: DatasetInput): vscode.MarkdownString {
  const tooltip = titledTooltip(dataset.name);
  appendFacts(tooltip, [
    [vscode.l10n.t('Digest'), dataset.digest],
    [vscode.l10n.t('Context'), tags.get(datasetContextTag)],
    [vscode.l10n.t('Source type'), dataset.sourceType],
    [vscode.l10n.t('Source'), datasetSource(dataset)],
    ...datasetProfile(dataset),
  ]);
  appendKeys(tooltip, vscode.l10n.t('Schema'), datasetColumns(dataset));
  return tooltip;
}

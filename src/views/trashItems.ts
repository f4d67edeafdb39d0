import * as vscode from 'vscode';
import { contextValues } from '../contributions.ts';
import type { Experiment } from '../model/experiment.ts';
import { formatAge } from '../model/formatTime.ts';
import type { RunInfo } from '../model/run.ts';
import { folderItem } from './treeItems.ts';

export function trashItem(): vscode.TreeItem {
  return folderItem(vscode.l10n.t('Trash'), 'trash');
}

export function deletedExperimentItem(experiment: Experiment | undefined, experimentId: string): vscode.TreeItem {
  const item = new vscode.TreeItem(experiment?.name ?? experimentId, vscode.TreeItemCollapsibleState.None);
  item.description = vscode.l10n.t('experiment');
  item.iconPath = new vscode.ThemeIcon('beaker');
  item.contextValue = contextValues.deletedExperiment;
  item.tooltip = vscode.l10n.t('Restoring an experiment brings back all runs in it.');
  return item;
}

export function deletedRunsItem(experiment: Experiment | undefined, experimentId: string): vscode.TreeItem {
  return folderItem(vscode.l10n.t('Runs of {0}', experiment?.name ?? experimentId), 'beaker');
}

export function deletedRunItem(info: RunInfo | undefined, runId: string): vscode.TreeItem {
  const name = info?.runName ?? '';
  const item = new vscode.TreeItem(name === '' ? runId : name, vscode.TreeItemCollapsibleState.None);
  item.description = formatAge(info?.startTime, Date.now());
  item.iconPath = new vscode.ThemeIcon('circle-outline');
  item.contextValue = contextValues.deletedRun;
  item.tooltip = runId;
  return item;
}

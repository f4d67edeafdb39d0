import * as vscode from 'vscode';
import { artifactScheme, contextValues, type CommandId } from '../contributions.ts';
import type { Experiment } from '../model/experiment.ts';
import { formatNumber } from '../model/formatNumber.ts';
import type { Run } from '../model/run.ts';
import { artifactName } from './artifactNodes.ts';
import type {
  ArtifactNode,
  KeyValueGroup,
  KeyValueNode,
  KeyValuesNode,
  ProblemNode,
  ShowMoreNode,
} from './treeNodes.ts';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/** The internal command behind "Show more"; it exists in the tree only. */
export const showMoreCommand = 'vizmod.view.showMore';

export function command(
  id: CommandId | typeof showMoreCommand | 'vscode.open',
  title: string,
  ...args: readonly unknown[]
): vscode.Command {
  return { command: id, title, arguments: [...args] };
}

export function experimentItem(
  experiment: Experiment | undefined,
  experimentId: string,
  node: unknown,
): vscode.TreeItem {
  const item = new vscode.TreeItem(experiment?.name ?? experimentId, Collapsed);
  item.iconPath = new vscode.ThemeIcon('beaker');
  item.contextValue = contextValues.experiment;
  item.command = command('vizmod.experiment.open', vscode.l10n.t('Open Experiment'), node);
  return item;
}

/** A folder of the tree itself, not of a store. */
export function folderItem(label: string, icon: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, Collapsed);
  item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}

const groupIcons: Record<KeyValueGroup, string> = { params: 'symbol-parameter', metrics: 'graph-line', tags: 'tag' };

function groupTitle(group: KeyValueGroup): string {
  switch (group) {
    case 'params':
      return vscode.l10n.t('Params');
    case 'metrics':
      return vscode.l10n.t('Metrics');
    case 'tags':
      return vscode.l10n.t('Tags');
  }
}

export function keyValuesItem({ group }: KeyValuesNode, run: Run | undefined): vscode.TreeItem {
  const item = folderItem(groupTitle(group), groupIcons[group]);
  item.description = String(run?.[group].size ?? 0);
  return item;
}

export function keyValueItem({ group, key }: KeyValueNode, run: Run | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(key, None);
  item.contextValue = group === 'tags' ? contextValues.tag : contextValues.keyValue;
  const point = run?.metrics.get(key);
  if (group === 'metrics' && point !== undefined) {
    item.description = formatNumber(point.value);
    item.tooltip = vscode.l10n.t('{0} = {1} (step {2})', key, point.value, point.step);
  } else if (group !== 'metrics') {
    const value = run?.[group].get(key) ?? '';
    item.description = value.replaceAll(/\s+/g, ' ').slice(0, 200);
    item.tooltip = `${key} = ${value.slice(0, 2000)}`;
  }
  return item;
}

export function artifactItem(node: ArtifactNode): vscode.TreeItem {
  if (node.artifactPath === '') {
    const root = new vscode.TreeItem(vscode.l10n.t('Artifacts'), Collapsed);
    root.iconPath = new vscode.ThemeIcon('archive');
    root.contextValue = contextValues.artifactFolder;
    return root;
  }
  const item = new vscode.TreeItem(artifactName(node.artifactPath), node.isDirectory ? Collapsed : None);
  // With a resource VS Code chooses the icon by file type; a name such as confusionmatrix.png/ must stay a folder.
  item.resourceUri = vscode.Uri.from({ scheme: artifactScheme, path: `/${node.artifactPath}` });
  item.iconPath = node.isModel
    ? new vscode.ThemeIcon('package')
    : node.isDirectory
      ? vscode.ThemeIcon.Folder
      : vscode.ThemeIcon.File;
  item.tooltip = node.artifactPath;
  item.contextValue = artifactContext(node);
  if (node.size !== undefined) {
    item.description = formatBytes(node.size);
  }
  if (!node.isDirectory) {
    item.command = command('vizmod.artifact.open', vscode.l10n.t('Open Artifact'), node);
  }
  return item;
}

function artifactContext({ isModel, isDirectory }: ArtifactNode): string {
  if (isModel) {
    return contextValues.modelFolder;
  }
  return isDirectory ? contextValues.artifactFolder : contextValues.artifactFile;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}

export function showMoreItem(node: ShowMoreNode): vscode.TreeItem {
  const count = node.hiddenCount.toLocaleString(vscode.env.language);
  const item = new vscode.TreeItem(vscode.l10n.t('Show more ({0})', count), None);
  item.iconPath = new vscode.ThemeIcon('more');
  item.command = command(showMoreCommand, vscode.l10n.t('Show More'), node);
  return item;
}

export function problemItem({ label, detail }: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(label, None);
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.tooltip = detail;
  if (label !== detail) {
    item.description = detail.replaceAll('\n', ' ');
  }
  item.command = command('vizmod.log.show', vscode.l10n.t('Show Log'));
  return item;
}

import * as vscode from 'vscode';
import { contextValues } from '../contributions.ts';
import { formatNumber } from '../model/formatNumber.ts';
import type { LoggedModel } from '../model/loggedModel.ts';
import type { ShownLoggedModel } from './nodeFacts.ts';
import { appendFacts, appendKeys, dateText, titledTooltip } from './tooltipParts.ts';
import type { LoggedModelNode } from './treeNodes.ts';

export function loggedModelItem(node: LoggedModelNode, model: ShownLoggedModel | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(model?.name ?? node.modelId, vscode.TreeItemCollapsibleState.None);
  item.description = [...roleOf(node, model), node.modelId].join(' · ');
  item.iconPath = new vscode.ThemeIcon(node.role === 'input' ? 'arrow-right' : 'package');
  item.contextValue = contextValues.loggedModel;
  return item;
}

/** What the model is to the run; step 0 is where every run starts. */
function roleOf({ role }: LoggedModelNode, model: ShownLoggedModel | undefined): readonly string[] {
  if (role === 'input') {
    return [vscode.l10n.t('input')];
  }
  return model?.step === undefined || model.step === 0 ? [] : [vscode.l10n.t('step {0}', model.step)];
}

export function loggedModelTooltip(model: LoggedModel): vscode.MarkdownString {
  const tooltip = titledTooltip(model.name, ` · ${model.status}`);
  appendFacts(tooltip, [
    [vscode.l10n.t('Model ID'), model.modelId],
    [vscode.l10n.t('Type'), model.modelType],
    [vscode.l10n.t('Created'), dateText(model.creationTime)],
    [vscode.l10n.t('Run ID'), model.sourceRunId],
    [vscode.l10n.t('Message'), model.statusMessage],
  ]);
  appendKeys(
    tooltip,
    vscode.l10n.t('Metrics'),
    model.metrics.map(({ key, value, datasetName }) => [
      datasetName === undefined ? key : `${key} (${datasetName})`,
      formatNumber(value),
    ]),
  );
  appendKeys(tooltip, vscode.l10n.t('Params'), [...model.params]);
  appendKeys(tooltip, vscode.l10n.t('Tags'), [...model.tags]);
  return tooltip;
}

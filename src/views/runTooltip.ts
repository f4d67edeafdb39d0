import * as vscode from 'vscode';
import { formatNumber } from '../model/formatNumber.ts';
import { formatDuration } from '../model/formatTime.ts';
import { mlflowTags, type Run } from '../model/run.ts';
import { runLabel } from './runItem.ts';
import { appendFacts, appendKeys, dateText, titledTooltip } from './tooltipParts.ts';

/** What is worth knowing of a run at a glance. */
export function runTooltip(run: Run): vscode.MarkdownString {
  const { info, tags } = run;
  const { startTime, endTime } = info;
  const tooltip = titledTooltip(runLabel(run), ` · ${info.status}`);
  appendFacts(tooltip, [
    [vscode.l10n.t('Started'), dateText(startTime)],
    [
      vscode.l10n.t('Duration'),
      formatDuration(startTime === undefined || endTime === undefined ? undefined : endTime - startTime),
    ],
    [vscode.l10n.t('User'), info.userId === '' ? tags.get(mlflowTags.user) : info.userId],
    [vscode.l10n.t('Source'), tags.get(mlflowTags.sourceName)],
    [vscode.l10n.t('Commit'), tags.get(mlflowTags.gitCommit)?.slice(0, 10)],
    [vscode.l10n.t('Run ID'), info.runId],
  ]);
  appendKeys(
    tooltip,
    vscode.l10n.t('Metrics'),
    [...run.metrics].map(([key, point]) => [key, formatNumber(point.value)]),
  );
  appendKeys(tooltip, vscode.l10n.t('Params'), [...run.params]);
  return tooltip;
}

import * as vscode from 'vscode';
import { formatNumber } from '../model/formatNumber.ts';
import { formatDuration } from '../model/formatTime.ts';
import { mlflowTags, type Run } from '../model/run.ts';
import { runLabel } from './runItem.ts';

/** A hover is read at a glance: so many params and metrics, the rest is counted. */
const listedKeys = 12;
const longestValue = 80;

/** What is worth knowing of a run at a glance. Everything that the store says goes in as text, never as markup. */
export function runTooltip(run: Run): vscode.MarkdownString {
  const { info, tags } = run;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown('**').appendText(runLabel(run)).appendMarkdown(`** · ${info.status}\n\n`);
  appendFacts(tooltip, [
    [vscode.l10n.t('Started'), info.startTime === undefined ? undefined : new Date(info.startTime).toLocaleString()],
    [
      vscode.l10n.t('Duration'),
      formatDuration(
        info.startTime === undefined || info.endTime === undefined ? undefined : info.endTime - info.startTime,
      ),
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

type Fact = readonly [name: string, value: string | undefined];

function appendFacts(tooltip: vscode.MarkdownString, facts: readonly Fact[]): void {
  for (const [name, value] of facts) {
    if (value !== undefined && value !== '') {
      tooltip.appendMarkdown(`${name}: `).appendText(shorten(value)).appendMarkdown('  \n');
    }
  }
}

function appendKeys(
  tooltip: vscode.MarkdownString,
  title: string,
  entries: readonly (readonly [string, string])[],
): void {
  if (entries.length === 0) {
    return;
  }
  tooltip.appendMarkdown(`\n\n**${title}**\n\n`);
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, value] of sorted.slice(0, listedKeys)) {
    tooltip.appendText(`${shorten(key)} = ${shorten(value)}`).appendMarkdown('  \n');
  }
  if (entries.length > listedKeys) {
    tooltip.appendMarkdown(vscode.l10n.t('and {0} more', entries.length - listedKeys));
  }
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > longestValue ? `${line.slice(0, longestValue)}…` : line;
}

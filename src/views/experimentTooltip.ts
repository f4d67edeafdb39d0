import * as vscode from 'vscode';
import type { Experiment } from '../model/experiment.ts';
import { mlflowTags } from '../model/run.ts';
import { appendFacts, dateText, titledTooltip } from './tooltipParts.ts';

const longestNote = 500;

/** @param traceCount absent where the store cannot tell */
export function experimentTooltip(
  experiment: Experiment | undefined,
  experimentId: string,
  traceCount: number | undefined,
): vscode.MarkdownString {
  const tooltip = titledTooltip(experiment?.name ?? experimentId);
  appendFacts(tooltip, [
    [vscode.l10n.t('Experiment ID'), experimentId],
    [vscode.l10n.t('Created'), dateText(experiment?.creationTime)],
    [vscode.l10n.t('Artifacts'), experiment?.artifactLocation],
    [vscode.l10n.t('Traces'), traceCount === 0 ? undefined : traceCount?.toLocaleString(vscode.env.language)],
  ]);
  const note = experiment?.tags.get(mlflowTags.note);
  if (note !== undefined) {
    tooltip.appendMarkdown('\n\n').appendText(note.slice(0, longestNote));
  }
  return tooltip;
}

import type { DataDocument } from '../data/dataDocument.ts';
import type { BoundVisualization, FindingText } from '../protocol/visualizationPanel.ts';
import type { L10n } from '../util/l10n.ts';

/** What a chart does not show of its data, and what to do about it. */
export function dataLimits(
  { name, hidesEdits }: Pick<DataDocument, 'name' | 'hidesEdits'>,
  bound: Pick<BoundVisualization, 'reduced' | 'table' | 'matchingRows'> | undefined,
  l10n: L10n,
): FindingText[] {
  const notes: string[] = [];
  if (bound !== undefined && bound.reduced === undefined && bound.table.rowCount < bound.matchingRows) {
    const [drawn, all] = [bound.table.rowCount, bound.matchingRows].map((count) => count.toLocaleString('en'));
    notes.push(
      l10n.t(
        'Only the first {0} of {1} rows are drawn, because the chart draws a mark for each: filter the rows, or let the chart aggregate them',
        drawn ?? '',
        all ?? '',
      ),
    );
  }
  if (hidesEdits === true) {
    notes.push(l10n.t('`{0}` is larger than 50 MB: edits in an editor show here once they are saved', name));
  }
  return notes.map((text) => ({ text, isBlocking: false }));
}

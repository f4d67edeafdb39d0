import type { RunRows } from '../../src/protocol/experimentPanel.ts';
import type { RunColumn } from '../../src/protocol/runColumn.ts';
import { columnTitle, copiedText } from './columnText.ts';
import { readColumn } from './rowWindows.ts';

/** Runs as lines of cells between tabs, with a line of titles; cells that need quotes have them as in CSV. */
export function tabSeparated(columns: readonly RunColumn[], { runs, columns: windows }: RunRows): string {
  const values = windows.map(readColumn);
  const lines = runs.names.map((name, row) => [
    name,
    ...columns.map((column, index) => copiedText(column, values[index]?.get(row))),
  ]);
  const titles = ['Run', ...columns.map(columnTitle)];
  return [titles, ...lines].map((cells) => cells.map(quoted).join('\t')).join('\n');
}

function quoted(text: string): string {
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

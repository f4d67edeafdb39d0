import * as vscode from 'vscode';

/** A hover is read at a glance: so many keys, the rest is counted. */
const listedKeys = 12;
const longestValue = 80;

export type Fact = readonly [name: string, value: string | number | undefined];

/** A tooltip with a title in bold. What a store says goes in as text, never as markup. */
export function titledTooltip(title: string, note = ''): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  return tooltip.appendMarkdown('**').appendText(title).appendMarkdown('**').appendText(note).appendMarkdown('\n\n');
}

/** One line each; what is absent or empty is left out. */
export function appendFacts(tooltip: vscode.MarkdownString, facts: readonly Fact[]): void {
  for (const [name, value] of facts) {
    if (value !== undefined && value !== '') {
      tooltip
        .appendMarkdown(`${name}: `)
        .appendText(shorten(String(value)))
        .appendMarkdown('  \n');
    }
  }
}

/** The first keys in alphabetical order, below a title; nothing when there are none. */
export function appendKeys(
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

export function dateText(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toLocaleString();
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > longestValue ? `${line.slice(0, longestValue)}…` : line;
}

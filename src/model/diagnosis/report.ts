import type { L10n } from '../../util/l10n.ts';

/** `notChecked`: something before it failed, or there is nothing of the kind. */
export type Verdict = 'ok' | 'note' | 'problem' | 'notChecked';

/** One line of a report: what was looked at, what was found, and what to do about it. Plain text. */
export interface ReportLine {
  readonly title: string;
  readonly verdict: Verdict;
  readonly finding: string;
  /** Absent when there is nothing to do. */
  readonly advice?: string | undefined;
}

export interface ReportHeader {
  /** The store as people call it. */
  readonly name: string;
  /** When it was looked at, milliseconds since 1970. */
  readonly time: number;
  /** The versions of what looked, as in `Vizmod 0.1.0`. */
  readonly tools: readonly string[];
}

/** The report as Markdown that also reads well as the text it is. */
export function formatReport(header: ReportHeader, lines: readonly ReportLine[], l10n: L10n): string {
  const time = new Date(header.time).toISOString().replace(/\.\d+Z$/, 'Z');
  return [
    `# ${l10n.t('MLflow connection: {0}', plain(header.name))}`,
    '',
    summary(lines, l10n),
    '',
    ...lines.flatMap((line) => formatLine(line, l10n)),
    '',
    `${time} · ${header.tools.map(plain).join(' · ')}`,
    '',
  ].join('\n');
}

function summary(lines: readonly ReportLine[], l10n: L10n): string {
  const problems = lines.filter(({ verdict }) => verdict === 'problem');
  const [first] = problems;
  if (first === undefined) {
    return l10n.t('No problem was found.');
  }
  return problems.length === 1
    ? l10n.t('One problem was found: {0}.', first.title)
    : l10n.t('{0} problems were found, the first: {1}.', problems.length, first.title);
}

function formatLine({ title, verdict, finding, advice }: ReportLine, l10n: L10n): readonly string[] {
  const line = `- **${verdictWord(verdict, l10n)}** · ${title}: ${plain(finding)}`;
  return advice === undefined ? [line] : [line, `  → ${plain(advice)}`];
}

function verdictWord(verdict: Verdict, l10n: L10n): string {
  switch (verdict) {
    case 'ok':
      return l10n.t('OK');
    case 'note':
      return l10n.t('Note');
    case 'problem':
      return l10n.t('Problem');
    case 'notChecked':
      return l10n.t('Not checked');
  }
}

/** Names and answers come from outside: one line of it, in which nothing can pass for our own markup. */
function plain(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').replaceAll(/[<>[\]]/g, (character) => `\\${character}`);
}

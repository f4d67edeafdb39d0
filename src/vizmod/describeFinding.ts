import type { DataFinding, FindingSource } from '../model/dataFinding.ts';
import type { L10n } from '../util/l10n.ts';

/** A sentence for people about a finding; names of columns and values stand in backticks. */
export function describeFinding(finding: DataFinding, l10n: L10n): string {
  switch (finding.kind) {
    case 'missingColumn':
      return `${missingColumn(finding, l10n)}${inferredNote(finding.source, l10n)}`;
    case 'mistyped': {
      const { column, expected, count, rowCount, first } = finding;
      const examples = first.map(({ line, text }) => l10n.t('line {0}: `{1}`', line, shortened(text))).join(', ');
      const rest = count > first.length ? ', …' : '';
      const sentence = l10n.t(
        '`{0}` should hold {1}, but {2} of {3} values do not ({4})',
        column,
        kindName(expected, l10n),
        count,
        rowCount,
        examples + rest,
      );
      return `${sentence}${inferredNote(finding.source, l10n)}`;
    }
    case 'emptyValues': {
      const lines = finding.first.join(', ') + (finding.count > finding.first.length ? ', …' : '');
      return finding.count === 1
        ? l10n.t('`{0}` has an empty value (line {1})', finding.column, lines)
        : l10n.t('`{0}` has {1} empty values (lines {2})', finding.column, finding.count, lines);
    }
    case 'lossyType':
      return l10n.t(
        '`{0}` is drawn, but pandas reads it so that MLflow would refuse it where the signature says {1}',
        finding.column,
        finding.expected,
      );
    case 'ragged': {
      const rows = finding.first.map(({ line, cells }) => l10n.t('line {0}: {1}', line, cells)).join(', ');
      const rest = finding.count > finding.first.length ? ', …' : '';
      return l10n.t(
        '{0} rows do not have {1} cells as the header has ({2})',
        finding.count,
        finding.cells,
        rows + rest,
      );
    }
  }
}

function missingColumn(finding: DataFinding & { readonly kind: 'missingColumn' }, l10n: L10n): string {
  const { column, suggestion, isOptional } = finding;
  if (suggestion !== undefined) {
    return l10n.t('`{0}` is missing. Did you mean `{1}`?', column, suggestion);
  }
  return isOptional ? l10n.t('`{0}` is missing, which the model allows', column) : l10n.t('`{0}` is missing', column);
}

function inferredNote(source: FindingSource, l10n: L10n): string {
  return source === 'inferred' ? ` ${l10n.t('(inferred from the chart)')}` : '';
}

function kindName(expected: string, l10n: L10n): string {
  switch (expected) {
    case 'number':
    case 'double':
    case 'float':
      return l10n.t('numbers');
    case 'long':
    case 'integer':
      return l10n.t('whole numbers');
    case 'time':
    case 'datetime':
      return l10n.t('times');
    case 'boolean':
      return l10n.t('true or false');
    default:
      return expected;
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

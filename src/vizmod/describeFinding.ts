import type { DataFinding, FindingSource, FoundValue } from '../model/dataFinding.ts';
import type { L10n } from '../util/l10n.ts';

/** Values that a sentence names; a finding knows of more. */
const maxValuesNamed = 3;

/** A sentence for people about a finding; names of columns and values stand in backticks. */
export function describeFinding(finding: DataFinding, l10n: L10n): string {
  switch (finding.kind) {
    case 'missingColumn':
      return `${missingColumn(finding, l10n)}${inferredNote(finding.source, l10n)}`;
    case 'mistyped':
      return `${mistyped(finding, l10n)}${inferredNote(finding.source, l10n)}`;
    case 'emptyValues': {
      const name = columnName(finding, l10n);
      const lines = listed(finding.first.map(String), finding.count);
      return finding.count === 1
        ? l10n.t('{0} has an empty value (line {1})', name, lines)
        : l10n.t('{0} has {1} empty values (lines {2})', name, finding.count, lines);
    }
    case 'unlikeExample': {
      const [name, kind] = [columnName(finding, l10n), kindName(finding.expected, l10n)];
      return l10n.t(
        '{0} holds {1} in the example stored with the model, but here {2} values are others ({3})',
        name,
        kind,
        finding.count,
        values(finding, l10n),
      );
    }
    case 'refused':
      return l10n.t(
        '{0} is drawn, but pandas reads it as {1}, which MLflow refuses where the signature says {2}',
        columnName(finding, l10n),
        finding.actual,
        finding.expected,
      );
    case 'refusedFrame':
      return l10n.t(
        'The chart is drawn, but MLflow would refuse the data: they make {0}, and the signature says {1}',
        finding.actual,
        finding.expected,
      );
    case 'tooFewColumns':
      return l10n.t(
        'The model takes {0} columns by their order, but the data have {1}',
        finding.expected,
        finding.actual,
      );
    case 'ragged': {
      const rows = finding.first.map(({ line, cells }) => l10n.t('line {0}: {1}', line, cells));
      return l10n.t(
        '{0} rows do not have {1} cells as the header has ({2})',
        finding.count,
        finding.cells,
        listed(rows, finding.count),
      );
    }
  }
}

/** The model's name of a column, and the data's if it is another. */
function columnName(
  { column, dataColumn }: { readonly column: string; readonly dataColumn?: string | undefined },
  l10n: L10n,
): string {
  return dataColumn === undefined ? `\`${column}\`` : l10n.t('`{0}` (here `{1}`)', column, dataColumn);
}

function listed(texts: readonly string[], count: number): string {
  const named = texts.slice(0, maxValuesNamed);
  return named.join(', ') + (count > named.length ? ', …' : '');
}

function values(
  { first, count }: { readonly first: readonly FoundValue[]; readonly count: number },
  l10n: L10n,
): string {
  return listed(
    first.slice(0, maxValuesNamed).map(({ line, text }) => l10n.t('line {0}: `{1}`', line, shortened(text))),
    count,
  );
}

function mistyped(finding: DataFinding & { readonly kind: 'mistyped' }, l10n: L10n): string {
  const { expected, count, rowCount } = finding;
  return l10n.t(
    '{0} should hold {1}, but {2} of {3} values do not ({4})',
    columnName(finding, l10n),
    kindName(expected, l10n),
    count,
    rowCount,
    values(finding, l10n),
  );
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

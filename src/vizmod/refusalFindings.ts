import type { DataFinding } from '../model/dataFinding.ts';
import type { DataTable } from '../model/dataTable.ts';
import type { ModelSignature } from '../model/modelSignature.ts';
import { enforceSignature } from './enforcement.ts';
import { pandasColumns } from './pandasColumn.ts';
import type { Refusal } from './refusal.ts';

/**
 * What MLflow's own enforcement has against the data, beside what was found already. Only what it refuses with pandas 2 and pandas 3 alike:
 * of the rest it depends on somebody's Python.
 */
export function refusalFindings(
  table: DataTable,
  signature: ModelSignature | undefined,
  known: readonly DataFinding[],
): DataFinding[] {
  if (signature === undefined) {
    return [];
  }
  const later = new Set(enforceSignature(signature, pandasColumns(table, 3)).map(subject));
  const refusals = enforceSignature(signature, pandasColumns(table, 2)).filter((refusal) =>
    later.has(subject(refusal)),
  );
  const told = new Set(known.flatMap((finding) => (isAboutType(finding) ? finding.column : [])));
  return refusals.flatMap((refusal) => refusalFinding(refusal, told));
}

function subject(refusal: Refusal): string {
  return 'column' in refusal ? `column ${refusal.column}` : refusal.kind;
}

function isAboutType(finding: DataFinding): finding is DataFinding & { readonly kind: 'missingColumn' | 'mistyped' } {
  return finding.kind === 'missingColumn' || finding.kind === 'mistyped';
}

function refusalFinding(refusal: Refusal, told: ReadonlySet<string>): DataFinding[] {
  switch (refusal.kind) {
    case 'missingColumn':
      // Found as a requirement, with what may be meant.
      return [];
    case 'type': {
      const { column, expected, actual } = refusal;
      return told.has(column) ? [] : [{ kind: 'refused', source: 'signature', column, expected, actual }];
    }
    case 'tooFewColumns':
      return [refusal];
    case 'shape': {
      const { expected, actual } = refusal;
      return [{ kind: 'refusedFrame', expected, actual }];
    }
  }
}

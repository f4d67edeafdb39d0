import type { DataType } from './dataTable.ts';

/** A value of the data that a finding points at: its line in the file, from 1, and how it is written. */
export interface FoundValue {
  readonly line: number;
  readonly text: string;
}

/** Who asks for the column: the model's signature, or the chart's own fields where there is no signature. */
export type FindingSource = 'signature' | 'inferred';

interface ColumnFinding {
  readonly source: FindingSource;
  readonly column: string;
}

/**
 * What stands between a visualization model and the data.
 * `missingColumn` and `mistyped` keep marks from being drawn (`isOptional`: the model says it can do without);
 * `emptyValues` are left out where the chart reads the column;
 * `lossyType`: drawn, but MLflow itself would refuse the column as pandas reads it;
 * `ragged`: rows with more or fewer cells than the header.
 */
export type DataFinding =
  | (ColumnFinding & {
      readonly kind: 'missingColumn';
      readonly isOptional: boolean;
      /** The column of the data that may be meant. */
      readonly suggestion?: string | undefined;
    })
  | (ColumnFinding & {
      readonly kind: 'mistyped';
      /** `double`, `datetime`, …: MLflow's type name, or `number` or `time` for what the chart needs. */
      readonly expected: string;
      readonly count: number;
      readonly rowCount: number;
      readonly first: readonly FoundValue[];
    })
  | (ColumnFinding & { readonly kind: 'emptyValues'; readonly count: number; readonly first: readonly number[] })
  | (ColumnFinding & { readonly kind: 'lossyType'; readonly expected: string; readonly actual: DataType })
  | { readonly kind: 'ragged'; readonly count: number; readonly cells: number; readonly first: readonly FoundRow[] };

export interface FoundRow {
  readonly line: number;
  readonly cells: number;
}

/** Whether the chart cannot be drawn as meant. */
export function isBlocking(finding: DataFinding): boolean {
  return (finding.kind === 'missingColumn' && !finding.isOptional) || finding.kind === 'mistyped';
}

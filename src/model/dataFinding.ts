/** A value of the data that a finding points at: its line in the file, from 1, and how it is written. */
export interface FoundValue {
  readonly line: number;
  readonly text: string;
}

/** Who asks for the column: the model's signature, or one inferred from the chart's own fields and the stored example. */
export type FindingSource = 'signature' | 'inferred';

interface ColumnFinding {
  readonly source: FindingSource;
  /** By the model's name for it. */
  readonly column: string;
  /** What the data calls it, where it was mapped to a column of another name. */
  readonly dataColumn?: string | undefined;
}

/** A column of the data that may be meant by a name that it lacks. */
export interface ColumnFix {
  readonly name: string;
  readonly dataColumn: string;
}

/** How many of the values a finding is about, and the first of them. */
interface FoundValues {
  readonly count: number;
  readonly rowCount: number;
  readonly first: readonly FoundValue[];
}

/**
 * What stands between a visualization model and the data.
 * `missingColumn` and `mistyped` keep marks from being drawn (`isOptional`: the model says it can do without);
 * `emptyValues` are left out where the chart reads the column;
 * `unlikeExample`: drawn, but the example stored with the model holds values of another kind;
 * `refused`: drawn, but MLflow itself would refuse the column as pandas reads it; `refusedFrame`: it would refuse the data as a whole, whose
 * tensor has another type or shape; `tooFewColumns`: it goes by their order and wants more;
 * `ragged`: rows with more or fewer cells than the header.
 */
export type DataFinding =
  | (ColumnFinding & {
      readonly kind: 'missingColumn';
      readonly isOptional: boolean;
      /** The column of the data that may be meant. */
      readonly suggestion?: string | undefined;
    })
  | (ColumnFinding &
      FoundValues & {
        readonly kind: 'mistyped';
        /** `double`, `datetime`, …: MLflow's type name, or `number` or `time` for what the chart needs. */
        readonly expected: string;
      })
  | (ColumnFinding & { readonly kind: 'emptyValues'; readonly count: number; readonly first: readonly number[] })
  | (ColumnFinding & FoundValues & { readonly kind: 'unlikeExample'; readonly expected: 'number' | 'boolean' })
  | (ColumnFinding & {
      readonly kind: 'refused';
      /** MLflow's type name, or for a tensor numpy's with its shape. */
      readonly expected: string;
      /** pandas' type of the column: `int64`. */
      readonly actual: string;
    })
  | { readonly kind: 'refusedFrame'; readonly expected: string; readonly actual: string }
  | { readonly kind: 'tooFewColumns'; readonly expected: number; readonly actual: number }
  | { readonly kind: 'ragged'; readonly count: number; readonly cells: number; readonly first: readonly FoundRow[] };

export interface FoundRow {
  readonly line: number;
  readonly cells: number;
}

/** Whether the chart cannot be drawn as meant. */
export function isBlocking(finding: DataFinding): boolean {
  return (finding.kind === 'missingColumn' && !finding.isOptional) || finding.kind === 'mistyped';
}

/** Absent where no other column would do. */
export function columnFix(finding: DataFinding): ColumnFix | undefined {
  return finding.kind === 'missingColumn' && finding.suggestion !== undefined
    ? { name: finding.column, dataColumn: finding.suggestion }
    : undefined;
}

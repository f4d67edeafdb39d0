import type { JsonValue } from './json.ts';
import type { TextColumnData } from './columns.ts';

interface ReducedColumnFacts {
  readonly name: string;
  /** Rows whose value is JavaScript's `undefined`, such as the mean of nothing. */
  readonly absent: Uint32Array<ArrayBuffer>;
  /** Rows whose value is null. */
  readonly nulls: Uint32Array<ArrayBuffer>;
}

/** Numbers, times (milliseconds since 1970 that stand for a Date) or truth values (1 and 0). */
export interface ReducedNumbers extends ReducedColumnFacts {
  readonly kind: 'number' | 'time' | 'boolean';
  readonly values: Float64Array<ArrayBuffer>;
}

export interface ReducedTexts extends ReducedColumnFacts {
  readonly kind: 'text';
  readonly texts: TextColumnData;
}

export type ReducedColumn = ReducedNumbers | ReducedTexts;

/** The rows of one data set of a Vega spec, after the transforms that the reader did in Vega's place. */
export interface ReducedSet {
  readonly name: string;
  readonly rowCount: number;
  readonly columns: readonly ReducedColumn[];
}

/** What the reader computed of a table in Vega's place. Structured-cloneable. */
export interface ReducedData {
  readonly sets: readonly ReducedSet[];
  /** Values of the signals that the replaced transforms would have set: extents and bins. */
  readonly signals: readonly { readonly name: string; readonly value: JsonValue }[];
}

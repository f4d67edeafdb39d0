import type { ColumnType, DataTable } from '../model/dataTable.ts';
import type { ChartRows, ReducedChart } from './pushdown/reduceChart.ts';
import type { ReadProgress } from './tableRequest.ts';

/** Where a table comes from: the text of an open document, or a file on this machine. */
export type DataSource =
  | { readonly kind: 'text'; readonly text: string; readonly what: string }
  | { readonly kind: 'file'; readonly path: string };

/** Jobs of the data worker; see `JobMap`. */
export interface DataJobs {
  /** Reads the named columns, or all when none are named, of the rows that a filter holds for. */
  readonly readTable: {
    readonly params: {
      readonly source: DataSource;
      readonly columns?: readonly string[] | undefined;
      /** As `parseColumnFilter` reads it; absent: all rows. */
      readonly rows?: string | undefined;
    };
    /** While a file is read. */
    readonly progress: ReadProgress;
    readonly result: DataTable;
  };
  /** Does in a chart's place what it would do with its rows first; nothing comes back when it needs them as they are. */
  readonly reduceChart: {
    readonly params: ChartRows;
    readonly result: ReducedChart | undefined;
  };
  /** Every column with the type of its values in the first mebibyte. */
  readonly readColumnTypes: {
    readonly params: { readonly source: DataSource };
    readonly result: readonly ColumnType[];
  };
  /** Reads no more than it takes to know the column names. */
  readonly readHeader: {
    readonly params: { readonly source: DataSource };
    readonly result: { readonly header: readonly string[] };
  };
}

import type { DataTable } from '../model/dataTable.ts';

/** Where a table comes from: the text of an open document, or a file on this machine. */
export type DataSource =
  | { readonly kind: 'text'; readonly text: string; readonly what: string }
  | { readonly kind: 'file'; readonly path: string };

/** Jobs of the data worker; see `JobMap`. */
export interface DataJobs {
  /** Reads the named columns, or all when none are named. */
  readonly readTable: {
    readonly params: { readonly source: DataSource; readonly columns?: readonly string[] | undefined };
    readonly result: DataTable;
  };
  /** Reads no more than it takes to know the column names. */
  readonly readHeader: {
    readonly params: { readonly source: DataSource };
    readonly result: { readonly header: readonly string[] };
  };
}

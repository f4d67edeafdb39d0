/** A cell as SQLite gives it. Integers that a double cannot hold exactly are to be selected as such, see `asDouble`. */
export type SqlCell = string | number | bigint | Uint8Array | null;

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, SqlCell>>;

/** Reading access to one consistent state of a database; readers do not know which engine gives it. */
export interface SqlDatabase {
  rows(sql: string, ...parameters: readonly (string | number)[]): Iterable<Row>;
  /** As `rows`, but without the names: for many rows, in half the time. */
  cells(sql: string, ...parameters: readonly (string | number)[]): Iterable<readonly SqlCell[]>;
  /** Whether the table exists and has the column: MLflow's generations differ. */
  has(table: string, column: string): boolean;
}

/** As {@link SqlDatabase}, within one write that nobody sees before it is whole. */
export interface WritableDatabase extends SqlDatabase {
  /** @returns how many rows were inserted, changed or deleted */
  run(sql: string, ...parameters: readonly SqlValue[]): number;
}

/** What a column can be set to; undefined stands for NULL. */
export type SqlValue = string | number | undefined;

/** Remembers which columns there are: to be made anew for each state of a database. */
export class KnownColumns {
  readonly #columnsOf: (table: string) => Iterable<Row>;
  readonly #columns = new Map<string, ReadonlySet<string>>();

  /** `columnsOf` gives rows with a `name`, one for each column of a table. */
  constructor(columnsOf: (table: string) => Iterable<Row>) {
    this.#columnsOf = columnsOf;
  }

  has(table: string, column: string): boolean {
    let columns = this.#columns.get(table);
    if (columns === undefined) {
      columns = new Set(Array.from(this.#columnsOf(table), (row) => String(row['name'])));
      this.#columns.set(table, columns);
    }
    return columns.has(column);
  }
}

/** Lists the columns of the table that is its one parameter; for {@link KnownColumns}. */
export const selectColumns = 'SELECT name FROM pragma_table_info(?)';

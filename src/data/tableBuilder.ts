import type { DataTable } from '../model/dataTable.ts';
import { ColumnBuilder } from './columnBuilder.ts';
import { columnNames } from './columnNames.ts';
import type { RowListener } from './csvScanner.ts';

/** Which columns to read; a column of `asText` is not taken for numbers. */
export interface ColumnChoice {
  readonly isWanted: (name: string) => boolean;
  readonly asText: ReadonlySet<string>;
}

const maxRaggedShown = 5;

/** Builds a table from the rows of a scanner; the first row is the header. */
export class TableBuilder implements RowListener {
  readonly #choice: ColumnChoice;
  readonly #decoder = new TextDecoder();
  readonly #ragged: { line: number; cells: number }[] = [];
  #headerCells: string[] = [];
  #header: readonly string[] | undefined;
  #columns: (ColumnBuilder | undefined)[] = [];
  #rowCount = 0;
  #raggedCount = 0;
  #lines: Uint32Array<ArrayBuffer> | undefined;

  constructor(choice: ColumnChoice) {
    this.#choice = choice;
  }

  cell(column: number, source: Uint8Array, from: number, to: number): void {
    if (this.#header === undefined) {
      this.#headerCells[column] = this.#decoder.decode(source.subarray(from, to));
    } else {
      this.#columns[column]?.set(this.#rowCount, source, from, to);
    }
  }

  endRow(line: number, cells: number): void {
    if (this.#header === undefined) {
      this.#startRows(cells);
      return;
    }
    if (cells !== this.#header.length) {
      this.#raggedCount++;
      if (this.#ragged.length < maxRaggedShown) {
        this.#ragged.push({ line, cells });
      }
    }
    if (this.#lines !== undefined || line !== this.#rowCount + 2) {
      this.#keepLine(line);
    }
    this.#rowCount++;
  }

  get hasHeader(): boolean {
    return this.#header !== undefined;
  }

  /** Columns that began as numbers and turned out to be texts; their numbers no longer say how they were written. */
  get misjudged(): readonly string[] {
    return this.#columns.flatMap((column) => (column?.needsRereading === true ? column.name : []));
  }

  finish(byteCount: number): DataTable {
    const columns = this.#columns.flatMap((column) => column?.finish(this.#rowCount) ?? []);
    return {
      header: this.#header ?? [],
      columns,
      rowCount: this.#rowCount,
      byteCount,
      ragged: { count: this.#raggedCount, first: this.#ragged },
      ...(this.#lines !== undefined && { lines: this.#lines.slice(0, this.#rowCount) }),
    };
  }

  #startRows(cells: number): void {
    this.#header = columnNames(this.#headerCells.slice(0, cells));
    const { isWanted, asText } = this.#choice;
    this.#columns = this.#header.map((name) =>
      isWanted(name) ? new ColumnBuilder(name, asText.has(name)) : undefined,
    );
  }

  #keepLine(line: number): void {
    if (this.#lines === undefined) {
      this.#lines = Uint32Array.from({ length: Math.max(64, this.#rowCount * 2) }, (_, row) => row + 2);
    } else if (this.#rowCount >= this.#lines.length) {
      const grown = new Uint32Array(this.#lines.length * 2);
      grown.set(this.#lines);
      this.#lines = grown;
    }
    this.#lines[this.#rowCount] = line;
  }
}

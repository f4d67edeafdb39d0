import { MlflowError } from '../model/mlflowError.ts';

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const incomplete = -1;
const maxRowBytes = 16 * 1024 * 1024;

/** What a scanner hands on. Bytes are UTF-8, unquoted, and valid during the call only; the same cell may come twice. */
export interface RowListener {
  cell(column: number, source: Uint8Array, from: number, to: number): void;
  /** After all cells of a row; `line` is where the row began, counted from 1. */
  endRow(line: number, cells: number): void;
}

/**
 * Splits UTF-8 bytes into rows and cells: RFC 4180 with any one-byte delimiter, any line end, quotes across lines. As in pandas and
 * Python's csv, blank lines are skipped, a quote inside an unquoted cell is a character, and what follows a closing quote belongs
 * to the cell.
 */
export class CsvScanner {
  readonly #delimiter: number;
  readonly #listener: RowListener;
  readonly #what: string;
  #carry: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #scratch: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  #line = 1;
  /** Line ends inside quotes of the row that is being read. */
  #extraLines = 0;
  /** Where the cell that was read last ended. */
  #position = 0;

  constructor(delimiter: number, listener: RowListener, what: string) {
    this.#delimiter = delimiter;
    this.#listener = listener;
    this.#what = what;
  }

  /** @throws MlflowError invalidData for a quote that is never closed */
  push(chunk: Uint8Array, isLast: boolean): void {
    const source = this.#carry.length === 0 ? chunk : joined(this.#carry, chunk);
    let position = 0;
    while (position < source.length) {
      const next = this.#row(source, position, isLast);
      if (next === incomplete) {
        break;
      }
      position = next;
    }
    this.#carry = new Uint8Array(source.subarray(position));
    if (this.#carry.length > maxRowBytes) {
      throw this.#error(
        `the row that begins on line ${this.#line} has more than 16 MB: a quote in it may not be closed`,
      );
    }
  }

  /** @returns where the next row begins */
  #row(source: Uint8Array, start: number, isLast: boolean): number {
    this.#position = start;
    this.#extraLines = 0;
    let cells = 0;
    for (;;) {
      const isQuoted = source[this.#position] === quote;
      if (!(isQuoted ? this.#quotedCell(source, cells, isLast) : this.#plainCell(source, cells, isLast))) {
        return incomplete;
      }
      cells++;
      if (source[this.#position] !== this.#delimiter) {
        return this.#endRow(source, start, cells, isLast);
      }
      this.#position++;
    }
  }

  #endRow(source: Uint8Array, start: number, cells: number, isLast: boolean): number {
    let next = this.#position;
    if (source[next] === carriageReturn) {
      next++;
      if (next === source.length && !isLast) {
        return incomplete;
      }
    }
    if (source[next] === lineFeed) {
      next++;
    }
    if (this.#position > start) {
      this.#listener.endRow(this.#line, cells);
    }
    this.#line += 1 + this.#extraLines;
    return next;
  }

  /** Leaves the position on the delimiter or line end. @returns false when the cell goes on past the bytes that are there */
  #plainCell(source: Uint8Array, column: number, isLast: boolean): boolean {
    const from = this.#position;
    const end = this.#endOfCell(source, from);
    if (end === source.length && !isLast) {
      return false;
    }
    this.#position = end;
    this.#listener.cell(column, source, from, end);
    return true;
  }

  #endOfCell(source: Uint8Array, from: number): number {
    const delimiter = this.#delimiter;
    const { length } = source;
    let index = from;
    while (index < length) {
      const byte = source[index];
      if (byte === delimiter || byte === lineFeed || byte === carriageReturn) {
        break;
      }
      index++;
    }
    return index;
  }

  #quotedCell(source: Uint8Array, column: number, isLast: boolean): boolean {
    const from = this.#position + 1;
    let length = 0;
    let pieceFrom = from;
    for (;;) {
      const close = source.indexOf(quote, pieceFrom);
      if (close < 0 && isLast) {
        throw this.#error(`the quote opened on line ${this.#line + this.#extraLines} is not closed`);
      }
      if (close < 0 || (close + 1 === source.length && !isLast)) {
        return false;
      }
      if (source[close + 1] !== quote) {
        return this.#endQuoted(source, column, { pieceFrom, close, length }, isLast);
      }
      length = this.#keep(source, pieceFrom, close + 1, length);
      pieceFrom = close + 2;
    }
  }

  #endQuoted(
    source: Uint8Array,
    column: number,
    { pieceFrom, close, length }: { pieceFrom: number; close: number; length: number },
    isLast: boolean,
  ): boolean {
    const end = this.#endOfCell(source, close + 1);
    if (end === source.length && !isLast) {
      return false;
    }
    const from = this.#position + 1;
    this.#extraLines += countLineEnds(source, from, close);
    this.#position = end;
    if (length === 0 && end === close + 1) {
      this.#listener.cell(column, source, pieceFrom, close);
      return true;
    }
    const whole = this.#keep(source, close + 1, end, this.#keep(source, pieceFrom, close, length));
    this.#listener.cell(column, this.#scratch, 0, whole);
    return true;
  }

  /** Appends to the scratch bytes, in which cells with doubled quotes are put together. @returns their new length */
  #keep(source: Uint8Array, from: number, to: number, length: number): number {
    const needed = length + to - from;
    if (needed > this.#scratch.length) {
      const grown = new Uint8Array(needed * 2);
      grown.set(this.#scratch.subarray(0, length));
      this.#scratch = grown;
    }
    this.#scratch.set(source.subarray(from, to), length);
    return needed;
  }

  #error(detail: string): MlflowError {
    return new MlflowError('invalidData', { what: this.#what, detail });
  }
}

function countLineEnds(source: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index++) {
    const byte = source[index];
    if (byte === lineFeed || (byte === carriageReturn && source[index + 1] !== lineFeed)) {
      count++;
    }
  }
  return count;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

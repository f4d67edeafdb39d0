import type { DataColumn, TextDataColumn } from '../model/dataTable.ts';
import { ByteDictionary } from './byteDictionary.ts';
import { isMissingWord, missingNumber, notANumber, readNumberCell } from './numberCell.ts';

const missingCode = -1;

/**
 * One column, row by row. It holds numbers until a cell is none; then it holds texts. A column that turned after it had seen numbers
 * {@link needsRereading}: numbers do not remember how they were written.
 */
export class ColumnBuilder {
  readonly name: string;
  #isText: boolean;
  #needsRereading = false;
  #numbers: Float64Array<ArrayBuffer> = new Float64Array(0);
  #codes: Int32Array<ArrayBuffer> = new Int32Array(0);
  #dictionary: ByteDictionary | undefined;
  #missing = 0;
  #hasNumbers = false;
  #hasFraction = false;

  constructor(name: string, isText: boolean) {
    this.name = name;
    this.#isText = isText;
  }

  get needsRereading(): boolean {
    return this.#needsRereading;
  }

  /** A row without this cell, or with an empty one, is simply never set. */
  set(row: number, source: Uint8Array, from: number, to: number): void {
    if (from === to) {
      return;
    }
    if (!this.#isText && this.#setNumber(row, source, from, to)) {
      return;
    }
    if (row >= this.#codes.length) {
      this.#codes = grownCodes(this.#codes, row + 1);
    }
    this.#dictionary ??= new ByteDictionary();
    this.#codes[row] = this.#dictionary.codeOf(source, from, to);
  }

  finish(rowCount: number): DataColumn {
    if (!this.#isText && this.#hasNumbers) {
      const values = rowCount > this.#numbers.length ? grownNumbers(this.#numbers, rowCount) : this.#numbers;
      const own = values.slice(0, rowCount);
      return { name: this.name, type: this.#hasFraction ? 'float' : 'integer', values: own, missing: countNaN(own) };
    }
    return this.#finishTexts(rowCount);
  }

  /** @returns false when the column holds texts from here on */
  #setNumber(row: number, source: Uint8Array, from: number, to: number): boolean {
    const cell = readNumberCell(source, from, to);
    if (cell === notANumber) {
      this.#isText = true;
      this.#needsRereading = this.#hasNumbers || this.#missing > 0;
      return false;
    }
    if (cell === missingNumber) {
      this.#missing++;
      return true;
    }
    if (row >= this.#numbers.length) {
      this.#numbers = grownNumbers(this.#numbers, row + 1);
    }
    this.#hasNumbers = true;
    this.#hasFraction ||= !Number.isInteger(cell) || hasFractionMark(source, from, to);
    this.#numbers[row] = cell;
    return true;
  }

  #finishTexts(rowCount: number): TextDataColumn {
    const codes = (rowCount > this.#codes.length ? grownCodes(this.#codes, rowCount) : this.#codes).slice(0, rowCount);
    const dictionary = this.#dictionary?.texts() ?? [];
    const type = textType(dictionary);
    const missingWords =
      type === 'text' ? [] : dictionary.map((text, code) => (isMissingWord(text) ? code : missingCode));
    let missing = 0;
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] ?? missingCode;
      if (code === missingCode || missingWords[code] === code) {
        codes[row] = missingCode;
        missing++;
      }
    }
    return { name: this.name, type, texts: { codes, dictionary }, missing };
  }
}

/** pandas takes 1.0 and 1e3 for floats. */
function hasFractionMark(source: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    const byte = source[index];
    if (byte === 0x2e || byte === 0x65 || byte === 0x45) {
      return true;
    }
  }
  return false;
}

const isoTime = /^\d{4}-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?)?$/;
const booleans = new Set(['true', 'false', 'True', 'False', 'TRUE', 'FALSE']);

/** What a column of these distinct texts is taken for. */
export function textType(dictionary: readonly string[]): TextDataColumn['type'] {
  const present = dictionary.filter((text) => !isMissingWord(text));
  if (present.length === 0) {
    return 'empty';
  }
  if (present.every((text) => booleans.has(text))) {
    return 'boolean';
  }
  return present.every((text) => isoTime.test(text) && !Number.isNaN(Date.parse(text))) ? 'datetime' : 'text';
}

function countNaN(values: Float64Array): number {
  let count = 0;
  // By index: an iterator over millions of numbers takes several times as long.
  for (let row = 0; row < values.length; row++) {
    count += Number.isNaN(values[row]) ? 1 : 0;
  }
  return count;
}

function grownNumbers(values: Float64Array, needed: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(Math.max(needed, values.length * 2, 64)).fill(Number.NaN, values.length);
  grown.set(values);
  return grown;
}

function grownCodes(codes: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(needed, codes.length * 2, 64)).fill(missingCode, codes.length);
  grown.set(codes);
  return grown;
}

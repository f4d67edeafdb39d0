import type { MetricPoint } from './run.ts';

/** The structured-cloneable form of a {@link TextColumn}. */
export interface TextColumnData {
  readonly codes: Int32Array<ArrayBuffer>;
  readonly dictionary: readonly string[];
}

/** Row numbers, in the order that is wanted. */
export type Rows = readonly number[] | Uint32Array;

/** What the columns of a table have in common; `Data` is the structured-cloneable form. */
export interface Column<Data> {
  has(row: number): boolean;
  /** The first `length` rows. */
  toData(length: number): Data;
  /** These rows, in buffers of their own. */
  select(rows: Rows): Data;
}

const missingCode = -1;

function grownCapacity(current: number, needed: number): number {
  return Math.max(needed, current * 2, 16);
}

/** Texts by row, each distinct text stored once. A row without a text is missing, which is not the empty text. */
export class TextColumn implements Column<TextColumnData> {
  #codes: Int32Array<ArrayBuffer>;
  #length: number;
  readonly #dictionary: string[];
  /** Built on the first write: a column that is only read does not pay for it. */
  #codeOf: Map<string, number> | undefined;

  constructor(data?: TextColumnData) {
    this.#codes = data?.codes ?? new Int32Array(0);
    this.#length = this.#codes.length;
    this.#dictionary = data === undefined ? [] : [...data.dictionary];
  }

  /** The distinct texts in order of first appearance; one may no longer be in use. */
  get dictionary(): readonly string[] {
    return this.#dictionary;
  }

  /** Index into the dictionary, or -1 where the row has no text. */
  code(row: number): number {
    return row < this.#length ? (this.#codes[row] ?? missingCode) : missingCode;
  }

  has(row: number): boolean {
    return this.code(row) !== missingCode;
  }

  get(row: number): string | undefined {
    return this.#dictionary[this.code(row)];
  }

  set(row: number, text: string | undefined): void {
    this.#reserve(row + 1);
    this.#codes[row] = text === undefined ? missingCode : this.#intern(text);
  }

  /** Writes the rows of `data` from `offset` on. */
  append(offset: number, data: TextColumnData): void {
    this.#reserve(offset + data.codes.length);
    const codes = data.dictionary.map((text) => this.#intern(text));
    for (let i = 0; i < data.codes.length; i++) {
      this.#codes[offset + i] = codes[data.codes[i] ?? missingCode] ?? missingCode;
    }
  }

  toData(length: number): TextColumnData {
    this.#reserve(length);
    return { codes: this.#codes.slice(0, length), dictionary: this.#dictionary };
  }

  select(rows: Rows): TextColumnData {
    return { codes: Int32Array.from(rows, (row) => this.code(row)), dictionary: this.#dictionary };
  }

  #intern(text: string): number {
    this.#codeOf ??= new Map(this.#dictionary.map((entry, code) => [entry, code]));
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#dictionary.push(text) - 1;
      this.#codeOf.set(text, code);
    }
    return code;
  }

  #reserve(length: number): void {
    if (length > this.#codes.length) {
      const codes = new Int32Array(grownCapacity(this.#codes.length, length)).fill(missingCode);
      codes.set(this.#codes.subarray(0, this.#length));
      this.#codes = codes;
    }
    this.#length = Math.max(this.#length, length);
  }
}

/** A `Float64Array` that grows. */
class Floats {
  #values: Float64Array<ArrayBuffer>;

  constructor(values = new Float64Array(0)) {
    this.#values = values;
  }

  get(row: number): number | undefined {
    return this.#values[row];
  }

  set(row: number, value: number): void {
    this.reserve(row + 1);
    this.#values[row] = value;
  }

  append(offset: number, values: Float64Array<ArrayBuffer>): void {
    this.reserve(offset + values.length);
    this.#values.set(values, offset);
  }

  slice(length: number): Float64Array<ArrayBuffer> {
    this.reserve(length);
    return this.#values.slice(0, length);
  }

  select(rows: Rows): Float64Array<ArrayBuffer> {
    return Float64Array.from(rows, (row) => this.#values[row] ?? 0);
  }

  reserve(length: number): void {
    if (length > this.#values.length) {
      const values = new Float64Array(grownCapacity(this.#values.length, length));
      values.set(this.#values);
      this.#values = values;
    }
  }
}

/** The structured-cloneable form of a {@link NumberColumn}. */
export interface NumberColumnData {
  readonly values: Float64Array<ArrayBuffer>;
  /** 1 where the row has a value. */
  readonly present: Uint8Array<ArrayBuffer>;
}

/** Numbers by row. NaN and the infinities are values; a row without a number is missing. */
export class NumberColumn implements Column<NumberColumnData> {
  readonly #values: Floats;
  #present: Uint8Array<ArrayBuffer>;

  constructor(data?: NumberColumnData) {
    this.#values = new Floats(data?.values);
    this.#present = data?.present ?? new Uint8Array(0);
  }

  has(row: number): boolean {
    return this.#present[row] === 1;
  }

  get(row: number): number | undefined {
    return this.has(row) ? this.#values.get(row) : undefined;
  }

  set(row: number, value: number | undefined): void {
    this.#reserve(row + 1);
    this.#values.set(row, value ?? 0);
    this.#present[row] = value === undefined ? 0 : 1;
  }

  append(offset: number, data: NumberColumnData): void {
    this.#reserve(offset + data.present.length);
    this.#values.append(offset, data.values);
    this.#present.set(data.present, offset);
  }

  toData(length: number): NumberColumnData {
    this.#reserve(length);
    return { values: this.#values.slice(length), present: this.#present.slice(0, length) };
  }

  select(rows: Rows): NumberColumnData {
    return { values: this.#values.select(rows), present: Uint8Array.from(rows, (row) => this.#present[row] ?? 0) };
  }

  #reserve(length: number): void {
    if (length > this.#present.length) {
      const present = new Uint8Array(grownCapacity(this.#present.length, length));
      present.set(this.#present);
      this.#present = present;
    }
  }
}

/** The structured-cloneable form of a {@link MetricColumn}. */
export interface MetricColumnData {
  readonly values: NumberColumnData;
  readonly steps: Float64Array<ArrayBuffer>;
  readonly timestamps: Float64Array<ArrayBuffer>;
}

/** The latest point of one metric by row. */
export class MetricColumn implements Column<MetricColumnData> {
  readonly values: NumberColumn;
  readonly #steps: Floats;
  readonly #timestamps: Floats;

  constructor(data?: MetricColumnData) {
    this.values = new NumberColumn(data?.values);
    this.#steps = new Floats(data?.steps);
    this.#timestamps = new Floats(data?.timestamps);
  }

  has(row: number): boolean {
    return this.values.has(row);
  }

  /** The point of a row; absent when the run has not logged the metric. */
  get(row: number): MetricPoint | undefined {
    const value = this.values.get(row);
    if (value === undefined) {
      return undefined;
    }
    return { value, step: this.#steps.get(row) ?? 0, timestamp: this.#timestamps.get(row) ?? 0 };
  }

  set(row: number, point: MetricPoint | undefined): void {
    this.values.set(row, point?.value);
    this.#steps.set(row, point?.step ?? 0);
    this.#timestamps.set(row, point?.timestamp ?? 0);
  }

  append(offset: number, data: MetricColumnData): void {
    this.values.append(offset, data.values);
    this.#steps.append(offset, data.steps);
    this.#timestamps.append(offset, data.timestamps);
  }

  toData(length: number): MetricColumnData {
    return {
      values: this.values.toData(length),
      steps: this.#steps.slice(length),
      timestamps: this.#timestamps.slice(length),
    };
  }

  select(rows: Rows): MetricColumnData {
    return {
      values: this.values.select(rows),
      steps: this.#steps.select(rows),
      timestamps: this.#timestamps.select(rows),
    };
  }
}

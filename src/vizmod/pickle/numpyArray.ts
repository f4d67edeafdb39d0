import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { FrameColumn, FrameColumnKind } from './frameColumn.ts';
import { elementType } from './numpyType.ts';
import { PickleDict, PickleFloat, PickleObject, type PickleValue } from './pickleValue.ts';
import { dateText } from './pythonDate.ts';
import { pythonKind, type PythonKind } from './pythonKind.ts';

/** An array as numpy pickles it, in one or two dimensions. `rows` are along the first dimension; a one-dimensional array has one. */
export interface NumpyArray {
  readonly kind: FrameColumnKind;
  readonly rows: readonly (readonly JsonValue[])[];
  /** Of arrays of Python objects: what they are, in the same shape. */
  readonly kinds?: readonly (readonly PythonKind[])[] | undefined;
}

/** An example frame with more is not worth reading. */
export const maxCells = 5_000_000;

interface RawArray {
  readonly shape: readonly number[];
  readonly dtype: PickleValue;
  readonly isFortran: boolean;
  readonly data: PickleValue;
}

/** Reads what `numpy.core.multiarray._reconstruct` or `numpy.core.numeric._frombuffer` (also below `numpy._core`) would make. */
export function readNumpyArray(value: PickleValue | undefined): NumpyArray | undefined {
  const raw = rawArray(value);
  if (raw === undefined || raw.shape.length < 1 || raw.shape.length > 2) {
    return undefined;
  }
  const [first = 0, second = first] = raw.shape;
  const [rowCount, length] = raw.shape.length === 1 ? [1, first] : [first, second];
  if (rowCount + rowCount * length > maxCells) {
    return undefined;
  }
  const flat = flatValues(raw, rowCount * length);
  if (flat === undefined) {
    return undefined;
  }
  const at = (row: number, index: number): number => (raw.isFortran ? index * rowCount + row : row * length + index);
  const shaped = <Value>(values: readonly Value[], missing: Value): Value[][] =>
    Array.from({ length: rowCount }, (_, row) =>
      Array.from({ length }, (__, index) => values[at(row, index)] ?? missing),
    );
  return {
    kind: flat.kind,
    rows: shaped(flat.values, null),
    ...(flat.kinds !== undefined && { kinds: shaped(flat.kinds, 'missing') }),
  };
}

/** The array as one column. */
export function readNumpyColumn(value: PickleValue | undefined): FrameColumn | undefined {
  const array = readNumpyArray(value);
  return array?.rows.length === 1 ? columnOf(array, 0) : undefined;
}

/** A row of an array, which is a column of a frame; absent when there are not so many. */
export function columnOf({ kind, rows, kinds }: NumpyArray, row: number): FrameColumn | undefined {
  const values = rows[row];
  return values && { kind, values, ...(kinds !== undefined && { kinds: kinds[row] }) };
}

function rawArray(value: PickleValue | undefined): RawArray | undefined {
  if (!(value instanceof PickleObject)) {
    return undefined;
  }
  if (value.calleeName.endsWith('._frombuffer')) {
    const [data = null, dtype = null, shape, order] = value.args;
    return { data, dtype, shape: dimensions(shape), isFortran: order === 'F' };
  }
  if (value.calleeName.endsWith('._reconstruct') && Array.isArray(value.state)) {
    const [, shape, dtype = null, isFortran, data = null] = value.state;
    return { data, dtype, shape: dimensions(shape), isFortran: isFortran === true };
  }
  return undefined;
}

function dimensions(shape: PickleValue | undefined): number[] {
  const sizes = Array.isArray(shape) ? shape : [];
  return sizes.filter((size): size is number => typeof size === 'number' && size >= 0 && size < 2 ** 31);
}

/** The bytes behind `bytearray(…)`, too, which older protocols write. */
export function bytesOf(value: PickleValue | undefined): Uint8Array | undefined {
  if (value instanceof Uint8Array) {
    return value;
  }
  const isCall = value instanceof PickleObject && /^builtins\.(bytearray|bytes)$/.test(value.calleeName);
  const inner = isCall ? value.args[0] : undefined;
  return inner instanceof Uint8Array ? inner : undefined;
}

function flatValues(raw: RawArray, count: number): FrameColumn | undefined {
  if (Array.isArray(raw.data)) {
    return raw.data.length === count ? objectCells(raw.data) : undefined;
  }
  const bytes = bytesOf(raw.data);
  const type = elementType(raw.dtype);
  if (bytes === undefined || type === undefined || bytes.length !== count * type.size) {
    return undefined;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = Array.from({ length: count }, (_, index) => type.read(view, index * type.size));
  return { kind: type.kind, values };
}

function objectCells(data: readonly PickleValue[]): FrameColumn | undefined {
  const cells = new CellReader();
  const values = data.map((value) => cells.read(value, 0));
  return cells.isTooMuch ? undefined : { kind: 'object', values, kinds: data.map(pythonKind) };
}

/** More than a frame needs in one cell. */
const maxCellDepth = 20;

/** Python objects as altair writes them to JSON. Lists may be shared, and be their own items, so that the cells in them are counted. */
class CellReader {
  #cells = 0;

  get isTooMuch(): boolean {
    return this.#cells > maxCells;
  }

  read(value: PickleValue, depth: number): JsonValue {
    this.#cells++;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') {
      return value;
    }
    if (typeof value === 'number' || typeof value === 'bigint' || value instanceof PickleFloat) {
      const number = Number(value instanceof PickleFloat ? value.value : value);
      return Number.isFinite(number) ? number : null;
    }
    if (depth >= maxCellDepth || this.isTooMuch) {
      this.#cells += maxCells;
      return null;
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.read(item, depth + 1));
    }
    return value instanceof PickleDict ? this.#dict(value, depth) : this.#object(value, depth);
  }

  #dict(dict: PickleDict, depth: number): JsonObject {
    const entries = [...dict.entries].map(([key, value]): [string, JsonValue] => [
      typeof key === 'string' ? key : JSON.stringify(this.read(key, maxCellDepth)),
      this.read(value, depth + 1),
    ]);
    return Object.fromEntries(entries);
  }

  #object(value: PickleValue, depth: number): JsonValue {
    const scalar = readNumpyScalar(value);
    if (scalar !== undefined) {
      return scalar;
    }
    const array = depth < 2 ? readNumpyArray(value) : undefined;
    if (array === undefined) {
      return dateText(value) ?? null;
    }
    this.#cells += array.rows.reduce((sum, row) => sum + row.length, 0);
    return array.rows.length === 1 ? (array.rows[0] ?? []) : array.rows;
  }
}

/** `numpy.core.multiarray.scalar(dtype, bytes)`; absent for what is no number, truth value, text or time of numpy. */
export function readNumpyScalar(value: PickleValue): JsonValue | undefined {
  const isScalar = value instanceof PickleObject && value.calleeName.endsWith('.multiarray.scalar');
  const [dtype, data] = isScalar ? value.args : [];
  const bytes = bytesOf(data);
  const type = elementType(dtype);
  if (bytes === undefined || type === undefined || bytes.length !== type.size) {
    return undefined;
  }
  return type.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

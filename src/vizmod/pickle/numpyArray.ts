import type { JsonValue } from '../../model/json.ts';
import type { FrameColumn, FrameColumnKind } from './frameColumn.ts';
import { PickleObject, type PickleValue } from './pickleValue.ts';
import { pythonValue } from './pythonValue.ts';

/** An array as numpy pickles it, in one or two dimensions. `rows` are along the first dimension; a one-dimensional array has one. */
export interface NumpyArray {
  readonly kind: FrameColumnKind;
  readonly rows: readonly (readonly JsonValue[])[];
}

/** An example frame with more is not worth reading. */
export const maxCells = 5_000_000;

interface RawArray {
  readonly shape: readonly number[];
  readonly dtype: PickleValue;
  readonly isFortran: boolean;
  readonly data: PickleValue;
}

interface ElementType {
  readonly kind: FrameColumnKind;
  readonly size: number;
  readonly read: (view: DataView, offset: number) => JsonValue;
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
  const at = (row: number, index: number): JsonValue =>
    flat.values[raw.isFortran ? index * rowCount + row : row * length + index] ?? null;
  const rows = Array.from({ length: rowCount }, (_, row) => Array.from({ length }, (__, index) => at(row, index)));
  return { kind: flat.kind, rows };
}

/** The array as one column. */
export function readNumpyColumn(value: PickleValue | undefined): FrameColumn | undefined {
  const array = readNumpyArray(value);
  return array?.rows.length === 1 ? { kind: array.kind, values: array.rows[0] ?? [] } : undefined;
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
    return raw.data.length === count ? { kind: 'object', values: raw.data.map(pythonValue) } : undefined;
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

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** By numpy's one-letter kind and size in bytes. */
function elementType(dtype: PickleValue): ElementType | undefined {
  const code = dtype instanceof PickleObject && dtype.calleeName === 'numpy.dtype' ? dtype.args[0] : undefined;
  const state = dtype instanceof PickleObject && Array.isArray(dtype.state) ? dtype.state : [];
  if (typeof code !== 'string') {
    return undefined;
  }
  const little = state[1] !== '>';
  if (code.startsWith('M8')) {
    const scale = microsecondsPer(state);
    return { kind: 'datetime', size: 8, read: (view, at) => isoTime(view.getBigInt64(at, little), scale) };
  }
  const read = readers[code];
  return read && { kind: kindOf(code), size: Number(code.slice(1)), read: (view, at) => read(view, at, little) };
}

const readers: Readonly<Record<string, (view: DataView, at: number, little: boolean) => JsonValue>> = {
  b1: (view, at) => view.getUint8(at) !== 0,
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  f4: (view, at, little) => finite(view.getFloat32(at, little)),
  f8: (view, at, little) => finite(view.getFloat64(at, little)),
};

function kindOf(code: string): FrameColumnKind {
  if (code === 'b1') {
    return 'boolean';
  }
  return code.startsWith('f') ? 'float' : 'integer';
}

const units: Readonly<Record<string, number>> = { D: 86_400_000_000, s: 1_000_000, ms: 1000, us: 1, ns: 0.001 };

/** From the dtype's state: `(4, '<', …, (metadata, (unit, count, …)))`. */
function microsecondsPer(state: readonly PickleValue[]): number {
  const metadata = state[8];
  const unit = Array.isArray(metadata) && Array.isArray(metadata[1]) ? metadata[1][0] : undefined;
  const name = unit instanceof Uint8Array ? String.fromCharCode(...unit.subarray(0, 2)) : unit;
  return (typeof name === 'string' ? units[name] : undefined) ?? 0.001;
}

const notATime = -(2n ** 63n);

/** As `Timestamp.isoformat()` writes it; a missing time is the empty text, as altair writes it. */
function isoTime(ticks: bigint, microsecondsPerTick: number): string {
  if (ticks === notATime) {
    return '';
  }
  const microseconds = microsecondsPerTick < 1 ? ticks / 1000n : ticks * BigInt(microsecondsPerTick);
  const fraction = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((microseconds - fraction) / 1_000_000n);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) {
    return '';
  }
  const text = date.toISOString().slice(0, -5);
  return fraction === 0n ? text : `${text}.${String(fraction).padStart(6, '0')}`;
}

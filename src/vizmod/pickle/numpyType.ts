import type { JsonValue } from '../../model/json.ts';
import type { FrameColumnKind } from './frameColumn.ts';
import { isoTime } from './isoTime.ts';
import { PickleObject, type PickleValue } from './pickleValue.ts';

/** How numpy keeps the elements of an array. */
export interface ElementType {
  readonly kind: FrameColumnKind;
  /** Bytes. */
  readonly size: number;
  readonly read: (view: DataView, offset: number) => JsonValue;
}

/** Of a pickled `numpy.dtype`, by its one-letter kind and size in bytes. Absent for what charts have no use for. */
export function elementType(dtype: PickleValue | undefined): ElementType | undefined {
  const code = dtype instanceof PickleObject && dtype.calleeName === 'numpy.dtype' ? dtype.args[0] : undefined;
  const state = dtype instanceof PickleObject && Array.isArray(dtype.state) ? dtype.state : [];
  if (typeof code !== 'string') {
    return undefined;
  }
  const little = state[1] !== '>';
  if (code.startsWith('M8')) {
    const { unit, count } = timeUnit(state);
    return { kind: 'datetime', size: 8, read: (view, at) => isoTime(view.getBigInt64(at, little), unit, count) };
  }
  return fixedText(code, little) ?? elementTypeOf(code, little);
}

/** By the kind and the size alone: `f8`, `u2`, `b1`. */
export function elementTypeOf(code: string, little = true): ElementType | undefined {
  const read = readers[code];
  return read && { kind: kindOf(code), size: Number(code.slice(1)), read: (view, at) => read(view, at, little) };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
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
  f2: (view, at, little) => finite(halfFloat(view.getUint16(at, little))),
  f4: (view, at, little) => finite(view.getFloat32(at, little)),
  f8: (view, at, little) => finite(view.getFloat64(at, little)),
};

/** IEEE 754, 16 bits: one of sign, five of exponent, ten of fraction. */
function halfFloat(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) {
    return fraction === 0 ? sign * Infinity : Number.NaN;
  }
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** `U5`: texts of five characters, of four bytes each, filled up with zeros. */
function fixedText(code: string, little: boolean): ElementType | undefined {
  const length = /^U(\d{1,6})$/.exec(code)?.[1];
  if (length === undefined) {
    return undefined;
  }
  const characters = Number(length);
  return {
    kind: 'text',
    size: characters * 4,
    read: (view, at) => {
      const points = Array.from({ length: characters }, (_, index) => view.getUint32(at + index * 4, little));
      return String.fromCodePoint(...points.map((point) => Math.min(point, 0x10ffff))).replace(/\0+$/, '');
    },
  };
}

function kindOf(code: string): FrameColumnKind {
  if (code === 'b1') {
    return 'boolean';
  }
  return code.startsWith('f') ? 'float' : 'integer';
}

/** From the dtype's state: `(4, '<', …, (metadata, (unit, count, …)))`. */
function timeUnit(state: readonly PickleValue[]): { readonly unit: string; readonly count: number } {
  const metadata = state[8];
  const [unit, count] = Array.isArray(metadata) && Array.isArray(metadata[1]) ? metadata[1] : [];
  const name = unit instanceof Uint8Array ? String.fromCharCode(...unit.subarray(0, 2)) : unit;
  return { unit: typeof name === 'string' ? name : 'ns', count: typeof count === 'number' ? count : 1 };
}

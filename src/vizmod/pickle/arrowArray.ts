import type { JsonValue } from '../../model/json.ts';
import type { FrameColumn } from './frameColumn.ts';
import { bytesOf, maxCells } from './numpyArray.ts';
import { elementTypeOf } from './numpyType.ts';
import { PickleObject, type PickleValue } from './pickleValue.ts';

/** Sizes of the offsets between texts. */
const offsetSizes: Readonly<Record<string, 4 | 8>> = { string: 4, large_string: 8, utf8: 4, large_utf8: 8 };

/** numpy's names of arrow's numbers. */
const numberCodes: Readonly<Record<string, string>> = {
  int8: 'i1',
  int16: 'i2',
  int32: 'i4',
  int64: 'i8',
  uint8: 'u1',
  uint16: 'u2',
  uint32: 'u4',
  uint64: 'u8',
  halffloat: 'f2',
  float: 'f4',
  double: 'f8',
};

interface RestoredArray {
  readonly typeName: string;
  readonly length: number;
  readonly offset: number;
  readonly isValid: (index: number) => boolean;
  /** Those after the first, which says what is missing. */
  readonly buffers: readonly (Uint8Array | undefined)[];
}

/**
 * Values of a pandas array that is stored by pyarrow: `_restore_array((type, length, null count, offset, [validity, …], …))`. Texts,
 * numbers and truth values are known.
 */
export function readArrowArray(value: PickleValue | undefined): FrameColumn | undefined {
  const array = restoredArray(value);
  if (array === undefined || array.length + array.offset > maxCells) {
    return undefined;
  }
  const read = textReader(array) ?? numberReader(array) ?? booleanReader(array);
  if (read === undefined) {
    return undefined;
  }
  const valueAt = (index: number): JsonValue => (array.isValid(index) ? read.at(index) : null);
  return { kind: read.kind, values: Array.from({ length: array.length }, (_, index) => valueAt(array.offset + index)) };
}

function restoredArray(value: PickleValue | undefined): RestoredArray | undefined {
  const isRestored = value instanceof PickleObject && value.calleeName === 'pyarrow.lib._restore_array';
  const restored = isRestored ? value.args[0] : [];
  const [type, length, , offset, parts] = Array.isArray(restored) ? restored : [];
  if (typeof length !== 'number' || typeof offset !== 'number' || !Array.isArray(parts) || length < 0 || offset < 0) {
    return undefined;
  }
  const [validity, ...buffers] = parts.map(bufferBytes);
  const isValid = (index: number): boolean => validity === undefined || bitAt(validity, index);
  return { typeName: typeName(type), length, offset, isValid, buffers };
}

interface ValueReader {
  readonly kind: FrameColumn['kind'];
  readonly at: (index: number) => JsonValue;
}

function textReader({ typeName, length, offset, buffers: [offsets, data] }: RestoredArray): ValueReader | undefined {
  const offsetSize = offsetSizes[typeName];
  if (offsetSize === undefined || (length > 0 && (offsets?.length ?? 0) < (offset + length + 1) * offsetSize)) {
    return undefined;
  }
  const bytes = offsets ?? new Uint8Array(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsetAt = (index: number): number =>
    offsetSize === 4 ? view.getInt32(index * 4, true) : Number(view.getBigInt64(index * 8, true));
  if (!isAscending(offsetAt, offset, length)) {
    return undefined;
  }
  const decoder = new TextDecoder();
  const textAt = (index: number): string =>
    decoder.decode(new Uint8Array(data?.subarray(offsetAt(index), offsetAt(index + 1)) ?? []));
  return { kind: 'text', at: textAt };
}

function numberReader({ typeName, length, offset, buffers: [bytes] }: RestoredArray): ValueReader | undefined {
  const type = elementTypeOf(numberCodes[typeName] ?? '');
  if (type === undefined || (length > 0 && (bytes?.length ?? 0) < (offset + length) * type.size)) {
    return undefined;
  }
  const known = bytes ?? new Uint8Array(0);
  const view = new DataView(known.buffer, known.byteOffset, known.byteLength);
  return { kind: type.kind, at: (index) => type.read(view, index * type.size) };
}

function booleanReader({ typeName, length, offset, buffers: [bits] }: RestoredArray): ValueReader | undefined {
  const known = bits ?? new Uint8Array(0);
  return typeName === 'bool' && known.length * 8 >= (length === 0 ? 0 : offset + length)
    ? { kind: 'boolean', at: (index) => bitAt(known, index) }
    : undefined;
}

function bitAt(bits: Uint8Array, index: number): boolean {
  return (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

/** Texts lie one after the other, so that all of them together are no longer than the data. */
function isAscending(offsetAt: (index: number) => number, from: number, length: number): boolean {
  for (let index = from; index < from + length; index++) {
    if (offsetAt(index) < 0 || offsetAt(index + 1) < offsetAt(index)) {
      return false;
    }
  }
  return true;
}

function typeName(type: PickleValue | undefined): string {
  const name = type instanceof PickleObject ? type.args[0] : undefined;
  return typeof name === 'string' ? name : '';
}

function bufferBytes(buffer: PickleValue): Uint8Array | undefined {
  return buffer instanceof PickleObject && buffer.calleeName === 'pyarrow.lib.py_buffer'
    ? bytesOf(buffer.args[0])
    : bytesOf(buffer);
}

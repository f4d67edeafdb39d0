import type { FrameColumn } from './frameColumn.ts';
import { bytesOf } from './numpyArray.ts';
import { PickleObject, type PickleValue } from './pickleValue.ts';

const offsetSizes: Readonly<Record<string, 4 | 8>> = { string: 4, large_string: 8, utf8: 4, large_utf8: 8 };

/**
 * Texts of a pandas string array that is stored by pyarrow: `_restore_array((type, length, null count, offset, [validity, offsets,
 * data], …))`.
 */
export function readArrowTexts(value: PickleValue | undefined): FrameColumn | undefined {
  const restored =
    value instanceof PickleObject && value.calleeName === 'pyarrow.lib._restore_array' ? value.args[0] : [];
  if (!Array.isArray(restored)) {
    return undefined;
  }
  const [type, length, , offset, buffers] = restored;
  const offsetSize = offsetSizes[typeName(type)];
  if (typeof length !== 'number' || typeof offset !== 'number' || !Array.isArray(buffers) || offsetSize === undefined) {
    return undefined;
  }
  const [validity, offsets, data] = buffers.map(bufferBytes);
  if (offsets === undefined || offset < 0 || (offset + length + 1) * offsetSize > offsets.length) {
    return undefined;
  }
  const view = new DataView(offsets.buffer, offsets.byteOffset, offsets.byteLength);
  const offsetAt = (index: number): number =>
    offsetSize === 4 ? view.getInt32(index * 4, true) : Number(view.getBigInt64(index * 8, true));
  if (!isAscending(offsetAt, offset, length)) {
    return undefined;
  }
  const decoder = new TextDecoder();
  const textAt = (index: number): string | null => {
    const isValid = validity === undefined || (((validity[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
    return isValid ? decoder.decode(new Uint8Array(data?.subarray(offsetAt(index), offsetAt(index + 1)) ?? [])) : null;
  };
  return { kind: 'text', values: Array.from({ length }, (_, index) => textAt(offset + index)) };
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

import type { NumberColumn, TextColumn } from '../model/columns.ts';
import { radixSort } from './radixSort.ts';

const nanKey = 0xfffffffe;
const missingKey = 0xffffffff;

/** Sorts rows by their numbers, stably. NaN and then missing values come last in both directions, as in MLflow. */
export function sortByNumber(
  order: Uint32Array<ArrayBuffer>,
  column: NumberColumn,
  descending: boolean,
): Uint32Array<ArrayBuffer> {
  let size = 0;
  for (const row of order) {
    size = Math.max(size, row + 1);
  }
  const high = new Uint32Array(size);
  const low = new Uint32Array(size);
  const bits = new DataView(new ArrayBuffer(8));
  const flip = descending ? 0xffffffff : 0;
  for (const row of order) {
    const value = column.get(row);
    if (value === undefined || Number.isNaN(value)) {
      high[row] = value === undefined ? missingKey : nanKey;
      continue;
    }
    // Adding 0 makes -0 the 0 that it equals. Negative doubles order backwards as integers, hence the complement.
    bits.setFloat64(0, value + 0);
    const isNegative = value < 0;
    high[row] = (isNegative ? ~bits.getUint32(0) : bits.getUint32(0) ^ 0x80000000) ^ flip;
    low[row] = (isNegative ? ~bits.getUint32(4) : bits.getUint32(4)) ^ flip;
  }
  return radixSort(radixSort(order, low), high);
}

/** Sorts rows by the rank of their text, stably; missing texts come last in both directions. `ranks` is indexed by dictionary code. */
export function sortByRank(
  order: Uint32Array<ArrayBuffer>,
  column: TextColumn,
  ranks: Uint32Array,
  descending: boolean,
): Uint32Array<ArrayBuffer> {
  let size = 0;
  for (const row of order) {
    size = Math.max(size, row + 1);
  }
  const keys = new Uint32Array(size);
  const last = ranks.length - 1;
  for (const row of order) {
    const rank = ranks[column.code(row)];
    keys[row] = rank === undefined ? missingKey : descending ? last - rank : rank;
  }
  return radixSort(order, keys);
}

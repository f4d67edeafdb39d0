/** Three digits of 11 bits: as few passes over the rows as with buckets that fit the processor's nearest cache. */
const digitBits = 11;
const buckets = 1 << digitBits;
const shifts = [0, digitBits, 2 * digitBits];

/**
 * Sorts `order` by the unsigned 32-bit key of each of its rows, ascending and stably: rows with equal keys keep their places.
 * @param keys indexed by row
 */
export function radixSort(order: Uint32Array<ArrayBuffer>, keys: Uint32Array): Uint32Array<ArrayBuffer> {
  return shifts.reduce((sorted, shift) => sortByDigit(sorted, keys, shift), order);
}

function sortByDigit(order: Uint32Array<ArrayBuffer>, keys: Uint32Array, shift: number): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(buckets);
  for (const row of order) {
    const digit = ((keys[row] ?? 0) >>> shift) & (buckets - 1);
    starts[digit] = (starts[digit] ?? 0) + 1;
  }
  const [firstRow = 0] = order;
  if (starts[((keys[firstRow] ?? 0) >>> shift) & (buckets - 1)] === order.length) {
    return order;
  }
  let start = 0;
  for (let digit = 0; digit < buckets; digit++) {
    const count = starts[digit] ?? 0;
    starts[digit] = start;
    start += count;
  }
  const sorted = new Uint32Array(order.length);
  for (const row of order) {
    const digit = ((keys[row] ?? 0) >>> shift) & (buckets - 1);
    const place = starts[digit] ?? 0;
    sorted[place] = row;
    starts[digit] = place + 1;
  }
  return sorted;
}

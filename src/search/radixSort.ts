const digitBits = 16;
const buckets = 1 << digitBits;

/**
 * Sorts `order` by the unsigned 32-bit key of each of its rows, ascending and stably: rows with equal keys keep their places.
 * @param keys indexed by row
 */
export function radixSort(order: Uint32Array<ArrayBuffer>, keys: Uint32Array): Uint32Array<ArrayBuffer> {
  const lowSorted = sortByDigit(order, keys, 0);
  return sortByDigit(lowSorted, keys, digitBits);
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

// Reads columns of a CSV file in a process of its own, whose memory nothing else uses:
//   node --expose-gc readWithMemory.ts FILE COLUMN...
// prints what was read, the bytes of array buffers that were made for it, and how many of them it keeps
import { fileSource } from '../../../src/data/byteChunks.ts';
import { readDataTable } from '../../../src/data/readDataTable.ts';

const [file = '', ...columns] = process.argv.slice(2);
const before = process.memoryUsage().arrayBuffers;
const table = readDataTable(fileSource(file), { columns });
const made = process.memoryUsage().arrayBuffers - before;
const kept = (await collected()) - before;
const [amount, label] = table.columns;
console.log(
  JSON.stringify({
    made,
    kept,
    byteCount: table.byteCount,
    rowCount: table.rowCount,
    columns: table.columns.map(({ name, type }) => [name, type]),
    lastAmount: amount && 'values' in amount && amount.values.at(-1),
    labels: label && 'texts' in label && label.texts.dictionary,
  }),
);

/** Bytes of array buffers once collecting frees no more: V8 frees them beside the program, after the collection. */
async function collected(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let unchanged = 0; unchanged < 5; unchanged++) {
    globalThis.gc?.();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    const held = process.memoryUsage().arrayBuffers;
    if (held < least) {
      least = held;
      unchanged = 0;
    }
  }
  return least;
}

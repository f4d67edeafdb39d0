import { closeSync, openSync, writeSync } from 'node:fs';

/** The columns of the generated file; charts of the bench read three of them. */
const header = 'id,time,category,amount,score,note';
const categories = ['north', 'south', 'east', 'west', 'centre'];
const rowsPerBlock = 10_000;

/** Writes a CSV of about `bytes` bytes. @returns how many rows it has */
export function generateCsv(path: string, bytes: number): number {
  const file = openSync(path, 'w');
  try {
    writeSync(file, `${header}\n`);
    let [written, rows] = [0, 0];
    while (written < bytes) {
      const block = Array.from({ length: rowsPerBlock }, (_, index) => makeRow(rows + index)).join('');
      written += writeSync(file, block);
      rows += rowsPerBlock;
    }
    return rows;
  } finally {
    closeSync(file);
  }
}

/** The same numbers on every machine, spread without a pattern that bins would show. */
function makeRow(index: number): string {
  const mixed = (index * 2_654_435_761) % 4_294_967_296;
  const amount = ((mixed % 100_003) / 100).toFixed(2);
  const score = (mixed % 9973) / 9973;
  const day = String(1 + (index % 28)).padStart(2, '0');
  const month = String(1 + (Math.floor(index / 28) % 12)).padStart(2, '0');
  const category = categories[mixed % categories.length] ?? '';
  return `${index},2026-${month}-${day},${category},${amount},${score.toFixed(4)},row ${index}\n`;
}

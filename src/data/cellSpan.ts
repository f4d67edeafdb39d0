/** Where a cell stands in its line: 0-based offsets of its first character and of the one behind its last. */
export interface CellSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds a cell in a line of delimited text, quotes included. The whole line where it has no such cell, or where the cell goes on in the
 * next line.
 * @param column from 0
 */
export function cellSpan(line: string, delimiter: string, column: number): CellSpan {
  let from = 0;
  for (let index = 0; from <= line.length; index++) {
    const to = cellEnd(line, delimiter, from);
    if (to === undefined) {
      break;
    }
    if (index === column) {
      return { from, to };
    }
    from = to + 1;
  }
  return { from: 0, to: line.length };
}

/** Absent when a quote is still open at the end of the line. */
function cellEnd(line: string, delimiter: string, from: number): number | undefined {
  let search = from;
  if (line[from] === '"') {
    const close = /(?:[^"]|"")*"/y;
    close.lastIndex = from + 1;
    if (!close.test(line)) {
      return undefined;
    }
    search = close.lastIndex;
  }
  const end = line.indexOf(delimiter, search);
  return end < 0 ? line.length : end;
}

import { keyCodes, readColumn, type KeyCodes, type RowColumn } from './rowColumn.ts';

/** Rows by the values of some columns. */
export interface RowGroups {
  /** The group of each of the rows that were grouped, in their order. */
  readonly groups: Int32Array;
  /** The first row of each group; groups are in order of first appearance. */
  readonly firstRows: readonly number[];
}

/** Combinations up to this many are looked up in an array, more in a map. */
const maxDirect = 1 << 20;

/**
 * Groups as Vega does: by what values print as, several of them with bars in between. Absent when there are more combinations than
 * numbers count exactly.
 */
export function groupRows(columns: readonly RowColumn[], rows: Uint32Array): RowGroups | undefined {
  const keys = withoutRepeats(columns, rows);
  const combinations = keys.reduce((product, { count }) => product * Math.max(1, count), 1);
  if (combinations > Number.MAX_SAFE_INTEGER) {
    return undefined;
  }
  const lookUp = combinations <= maxDirect ? directLookUp(combinations) : mapLookUp();
  const codes = combinedCodes(keys, rows, combinations);
  const groups = new Int32Array(rows.length);
  const firstRows: number[] = [];
  const groupOfText = new Map<string, number>();
  const readers = columns.map(readColumn);
  for (let index = 0; index < rows.length; index++) {
    const code = codes[index] ?? 0;
    let group = lookUp.get(code);
    if (group < 0) {
      const row = rows[index] ?? 0;
      const text = readers.map((read) => String(read(row))).join('|');
      group = groupOfText.get(text) ?? firstRows.push(row) - 1;
      groupOfText.set(text, group);
      lookUp.set(code, group);
    }
    groups[index] = group;
  }
  return { groups, firstRows };
}

/** A column whose values follow from those of one before, such as the end of a bin from its start, tells no more rows apart. */
function withoutRepeats(columns: readonly RowColumn[], rows: Uint32Array): readonly KeyCodes[] {
  const tellingApart = new Set<Int32Array>();
  const keys: KeyCodes[] = [];
  for (const column of columns) {
    if (column.kind !== 'coded' || !tellingApart.has(column.codes)) {
      const key = keyCodes(column, rows);
      keys.push(key);
      if (column.kind === 'coded' && key.count > column.list.length) {
        tellingApart.add(column.codes);
      }
    }
  }
  return keys;
}

/** One number for what all columns hold, by position in the rows. */
function combinedCodes(keys: readonly KeyCodes[], rows: Uint32Array, combinations: number): Int32Array | Float64Array {
  const combined = combinations <= maxDirect ? new Int32Array(rows.length) : new Float64Array(rows.length);
  for (const { codes, count } of keys) {
    for (let index = 0; index < rows.length; index++) {
      combined[index] = (combined[index] ?? 0) * count + (codes[rows[index] ?? 0] ?? 0);
    }
  }
  return combined;
}

interface LookUp {
  /** -1 when unknown. */
  get(code: number): number;
  set(code: number, group: number): void;
}

function directLookUp(size: number): LookUp {
  const groups = new Int32Array(size).fill(-1);
  return {
    get: (code) => groups[code] ?? -1,
    set: (code, group) => {
      groups[code] = group;
    },
  };
}

function mapLookUp(): LookUp {
  const groups = new Map<number, number>();
  return { get: (code) => groups.get(code) ?? -1, set: (code, group) => void groups.set(code, group) };
}

import type { DataType } from '../model/dataTable.ts';
import type { CellNeed } from './dataCells.ts';

/** Words and digits of a name, so that `sepal_len`, `SepalLength` and `sepal length (cm)` compare. */
function normalized(name: string): string {
  return name
    .replace(/\([^)]*\)|\[[^\]]*\]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Longest name that is compared; columns are shorter. */
const maxLength = 200;

/** A column that may be meant. */
export interface Candidate {
  readonly name: string;
  /** What it is known to hold; absent when its values have not been read. */
  readonly type?: DataType | undefined;
}

/** What a column that is asked for must hold; absent: anything. */
export type WantedType = 'number' | 'time' | undefined;

export function typeOfNeed(need: CellNeed): WantedType {
  return need === 'integer' ? 'number' : need === 'number' || need === 'time' ? need : undefined;
}

/**
 * The column that most likely is meant by a name the data lacks: the same but for case, punctuation or a unit in brackets, one that
 * begins with it or that it begins with, or one a few letters away. Of columns that are as near, one that holds what is asked for. Absent
 * when nothing is near.
 */
export function suggestColumn(missing: string, columns: readonly Candidate[], type?: WantedType): string | undefined {
  const [best] = rankColumns(missing, columns, type);
  return best !== undefined && best.distance <= maxDistance ? best.name : undefined;
}

/** Columns that may be meant by a name, the likeliest first: by likeness of name and, among those, by type. */
export function rankColumns(
  wanted: string,
  columns: readonly Candidate[],
  type?: WantedType,
): readonly (Candidate & { readonly distance: number })[] {
  const name = normalized(wanted).slice(0, maxLength);
  return columns
    .map((column) => {
      const own = normalized(column.name).slice(0, maxLength);
      const likeness = name === '' ? 1 : nameDistance(name, own);
      return { ...column, distance: likeness + (suits(column.type, type) ? 0 : wrongTypeDistance) };
    })
    .toSorted((a, b) => a.distance - b.distance);
}

/** How far apart two names may be, and what a type that does not suit adds to it. */
const maxDistance = 0.4;
const wrongTypeDistance = 0.15;

function suits(type: DataType | undefined, wanted: WantedType): boolean {
  switch (wanted) {
    case 'number':
      return type === undefined || type === 'integer' || type === 'float' || type === 'empty';
    case 'time':
      return type === undefined || type === 'datetime' || type === 'empty';
    case undefined:
      return true;
  }
}

/** 0 for the same name, 1 for nothing in common. */
function nameDistance(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 3 && long.startsWith(short)) {
    return 0.3 * (1 - short.length / long.length);
  }
  return editDistance(a, b) / Math.max(a.length, b.length);
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

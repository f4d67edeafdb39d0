import type { KeyValue } from '../../src/protocol/runPanel.ts';

/** What a list is sorted by. */
export interface KeyValueSort {
  readonly by: 'key' | 'value';
  readonly descending: boolean;
}

/** Those whose key or value holds every word of the text, whatever its case. */
export function filteredEntries(entries: readonly KeyValue[], text: string): readonly KeyValue[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.length === 0
    ? entries
    : entries.filter(([key, value]) => {
        const searched = `${key}\n${value}`.toLowerCase();
        return words.every((word) => searched.includes(word));
      });
}

/** Values that are numbers come first, by size; texts follow, their numbers by size too. Equal ones stay in their order. */
export function sortedEntries(entries: readonly KeyValue[], { by, descending }: KeyValueSort): readonly KeyValue[] {
  const place = by === 'key' ? 0 : 1;
  const factor = descending ? -1 : 1;
  return entries.toSorted((a, b) => factor * compareTexts(a[place], b[place]));
}

function compareTexts(a: string, b: string): number {
  const [first, second] = [numberOf(a), numberOf(b)];
  if (first !== undefined && second !== undefined) {
    return first - second;
  }
  if (first === undefined && second === undefined) {
    return a.localeCompare(b, undefined, { numeric: true });
  }
  return first === undefined ? 1 : -1;
}

function numberOf(text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

/** How many there are, and how many of them are shown: `14`, `3 of 14`. */
export function amount(shown: number, all: number): string {
  return shown === all ? all.toLocaleString('en') : `${shown.toLocaleString('en')} of ${all.toLocaleString('en')}`;
}

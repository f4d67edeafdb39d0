import type { TextColumn } from '../model/columns.ts';
import { runSteps, sortIndexes, type Steps } from './steps.ts';

interface Ranks {
  readonly byCode: Uint32Array<ArrayBuffer>;
  readonly numeric: boolean;
}

/** Places of a column's distinct texts in their order, kept until the column gets a new text. */
export class TextRanks {
  readonly #known = new WeakMap<TextColumn, Ranks>();

  /**
   * The rank of each dictionary code.
   * @param numeric texts that are numbers first, as numbers; otherwise by code point, as MLflow's stores order them
   */
  *of(column: TextColumn, numeric: boolean): Steps<Uint32Array<ArrayBuffer>> {
    const known = this.#known.get(column);
    if (known !== undefined && known.numeric === numeric && known.byCode.length === column.dictionary.length) {
      return known.byCode;
    }
    const texts = [...column.dictionary];
    const compare = numeric ? numericComparison(texts) : textComparison(texts);
    const sorted = yield* sortIndexes(texts.length, compare);
    const byCode = new Uint32Array(texts.length);
    sorted.forEach((code, rank) => (byCode[code] = rank));
    this.#known.set(column, { byCode, numeric });
    return byCode;
  }

  now(column: TextColumn, numeric: boolean): Uint32Array<ArrayBuffer> {
    return runSteps(this.of(column, numeric));
  }
}

function textComparison(texts: readonly string[]): (a: number, b: number) => number {
  return (a, b) => compareCodePoints(texts[a] ?? '', texts[b] ?? '');
}

function numericComparison(texts: readonly string[]): (a: number, b: number) => number {
  const numbers = Float64Array.from(texts, (text) => (text.trim() === '' ? Number.NaN : Number(text)));
  const byText = textComparison(texts);
  return (a, b) => {
    const left = numbers[a] ?? Number.NaN;
    const right = numbers[b] ?? Number.NaN;
    if (Number.isNaN(left) || Number.isNaN(right)) {
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || byText(a, b);
    }
    return left === right ? byText(a, b) : left < right ? -1 : 1;
  };
}

/** Orders texts as Python and SQLite do. JavaScript's `<` orders by UTF-16 unit, which differs above U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  const shorter = Math.min(a.length, b.length);
  let i = 0;
  while (i < shorter && a.charCodeAt(i) === b.charCodeAt(i)) {
    i++;
  }
  if (i === shorter) {
    return a.length - b.length;
  }
  return sortableUnit(a.charCodeAt(i)) - sortableUnit(b.charCodeAt(i));
}

/** Moves surrogates, which stand for the highest code points, above the rest. */
function sortableUnit(unit: number): number {
  if (unit < 0xd800) {
    return unit;
  }
  return unit > 0xdfff ? unit - 0x800 : unit + 0x2000;
}

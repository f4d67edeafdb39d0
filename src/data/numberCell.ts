/** What a cell is when read as a number, besides a number: not one at all, or one of pandas' words for a missing value. */
export const notANumber = Symbol('not a number');
export const missingNumber = Symbol('missing');
export type NumberCell = number | typeof notANumber | typeof missingNumber;

/** Words that pandas.read_csv takes for a missing value (pandas 1.x to 3.x, STR_NA_VALUES). */
const missingWords = new Set(
  '#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split('|'),
);

export function isMissingWord(text: string): boolean {
  return missingWords.has(text);
}

const exactPowers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
const maxExactDigits = 15;
const decoder = new TextDecoder();

/**
 * Reads a cell as a number, to the nearest double. Up to fifteen digits with an optional point are computed from the bytes: both
 * the digits and the power of ten are exact then, so that one division rounds once.
 */
export function readNumberCell(source: Uint8Array, from: number, to: number): NumberCell {
  const isNegative = source[from] === 0x2d;
  let digits = 0;
  let count = 0;
  let pointAt = -1;
  for (let index = isNegative ? from + 1 : from; index < to; index++) {
    const byte = source[index] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) {
      digits = digits * 10 + byte - 0x30;
      count++;
    } else if (byte === 0x2e && pointAt < 0) {
      pointAt = count;
    } else {
      return readSlowly(source, from, to);
    }
  }
  if (count === 0 || count > maxExactDigits) {
    return readSlowly(source, from, to);
  }
  const value = pointAt < 0 ? digits : digits / (exactPowers[count - pointAt] ?? Number.NaN);
  return isNegative ? -value : value;
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinity = /^([+-]?)inf(?:inity)?$/i;

function readSlowly(source: Uint8Array, from: number, to: number): NumberCell {
  if (to - from > 400) {
    return notANumber;
  }
  return parseNumber(decoder.decode(source.subarray(from, to)));
}

/** As {@link readNumberCell}, from text. Blanks around the number are allowed, as in pandas. */
export function parseNumber(text: string): NumberCell {
  const trimmed = text.trim();
  if (decimal.test(trimmed)) {
    return Number(trimmed);
  }
  if (missingWords.has(trimmed)) {
    return missingNumber;
  }
  const infinite = infinity.exec(trimmed);
  if (infinite !== null) {
    return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return notANumber;
}

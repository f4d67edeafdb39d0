import { fractionLength } from '../../src/model/formatNumber.ts';

/** Spaces as wide as a digit and as a point, in fonts with figures of one width. */
const [digitSpace, pointSpace] = ['\u2007', '\u2008'];

/** The number with room after it, so that in a column of such texts, set to the right, the points stand below each other. */
export function alignedOnPoint(text: string, longestFraction: number): string {
  const length = fractionLength(text);
  if (!/\d/.test(text) || longestFraction <= length) {
    return text;
  }
  return length === 0
    ? text + pointSpace + digitSpace.repeat(longestFraction - 1)
    : text + digitSpace.repeat(longestFraction - length);
}

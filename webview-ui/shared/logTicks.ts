import type { Extent } from './chartLines.ts';

/** Where a logarithmic axis is marked: at powers of ten and, while those are few, between them; at most about ten marks. */
export function logTicks({ min, max }: Extent): number[] {
  const [first, last] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const decades = last - first;
  if (!Number.isFinite(decades) || min <= 0) {
    return [];
  }
  const every = Math.max(1, Math.ceil(decades / 10));
  const factors = decades <= 1 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : decades <= 3 ? [1, 2, 5] : [1];
  const powers = Array.from({ length: Math.floor(decades / every) + 1 }, (_, index) => first + index * every);
  return powers
    .flatMap((power) => factors.map((factor) => factor * 10 ** power))
    .filter((tick) => tick >= min && tick <= max);
}

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate } from '../../../src/model/decimate.ts';
import { seriesOf } from '../../../src/model/series.ts';
import { smooth } from '../../../src/model/smooth.ts';

function seriesFrom(values: readonly number[]): { x: Float64Array<ArrayBuffer>; y: Float64Array<ArrayBuffer> } {
  return { x: Float64Array.from(values, (_, index) => index), y: Float64Array.from(values) };
}

describe('decimate', () => {
  it('keeps the least and greatest value of every pixel column, in order, whatever the values', () => {
    const anyValues = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 200, maxLength: 400 });
    fc.assert(
      fc.property(anyValues, fc.integer({ min: 2, max: 40 }), (values, pixels) => {
        const to = values.length - 1;
        const { line } = decimate(seriesFrom(values), { from: 0, to, pixels });
        const column = (x: number): number => Math.floor(x * (pixels / to));
        const extremes = (xs: readonly number[]): Map<number, [number, number]> => {
          const found = new Map<number, [number, number]>();
          for (const x of xs) {
            const value = values[x] ?? 0;
            const [min, max] = found.get(column(x)) ?? [value, value];
            found.set(column(x), [Math.min(min, value), Math.max(max, value)]);
          }
          return found;
        };
        expect(extremes([...line.x])).toEqual(extremes(values.map((_, x) => x)));
        expect([...line.x]).toEqual([...line.x].toSorted((a, b) => a - b));
        expect(line.x.length).toBeLessThanOrEqual((pixels + 1) * 2 + 2);
      }),
    );
  });

  it('is exact where the points fit, with one point beyond either end', () => {
    const { line, isExact } = decimate(seriesFrom([0, 1, 4, 9, 16, 25, 36]), { from: 2.5, to: 4, pixels: 10 });
    expect({ x: [...line.x], y: [...line.y], isExact }).toEqual({ x: [2, 3, 4, 5], y: [4, 9, 16, 25], isExact: true });
  });

  it('reports where NaN and the infinities are instead of drawing them', () => {
    const { line, nonFinite } = decimate(seriesFrom([1, NaN, 2, Infinity, -Infinity]), { from: 0, to: 4, pixels: 100 });
    expect([[...line.x], [...nonFinite.x], [...nonFinite.y]]).toEqual([
      [0, 2],
      [1, 3, 4],
      [NaN, Infinity, -Infinity],
    ]);
  });
});

describe('seriesOf', () => {
  it('orders points that were logged out of order, keeping those of one step as logged', () => {
    const history = {
      key: 'loss',
      steps: Float64Array.of(2, 0, 2, 1),
      timestamps: Float64Array.of(10, 20, 30, 40),
      values: Float64Array.of(1, 2, 3, 4),
    };
    const [step, relative] = [seriesOf(history, 'step'), seriesOf(history, 'relative')];
    expect([[...step.x], [...step.y], [...relative.x]]).toEqual([
      [0, 1, 2, 2],
      [2, 4, 1, 3],
      [0, 10, 20, 30],
    ]);
  });
});

describe('smooth', () => {
  it('is not biased towards zero at the start and passes over what is not finite', () => {
    const { y } = smooth(seriesFrom([10, 10, NaN, 10, 20]), 0.5);
    expect([...y]).toEqual([10, 10, NaN, 10, expect.closeTo(15.333, 3)]);
  });
});

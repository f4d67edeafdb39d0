import { describe, expect, it } from 'vitest';
import { metricSummary } from '../../../src/panels/metricSummary.ts';

function historyOf(values: readonly number[], steps = values.map((_, step) => step)) {
  return {
    key: 'loss',
    steps: Float64Array.from(steps),
    timestamps: new Float64Array(values.length),
    values: Float64Array.from(values),
  };
}

describe('metricSummary', () => {
  it('finds the least and greatest finite values with their steps, the first where several are equal', () => {
    const history = historyOf([3, Number.NaN, 1, 1, Number.POSITIVE_INFINITY, 5, 5], [6, 5, 4, 3, 2, 1, 0]);
    expect(metricSummary('loss', { history, isExact: true }, 50)).toEqual({
      key: 'loss',
      line: { x: Float64Array.of(0, 1, 3, 4, 6), y: Float64Array.of(5, 5, 1, 1, 3) },
      points: 7,
      nonFinite: 2,
      min: { value: 1, step: 3 },
      max: { value: 5, step: 0 },
      isSampled: false,
    });
  });

  it('says nothing of a history without a finite value', () => {
    const { min, max, nonFinite } = metricSummary('loss', { history: historyOf([Number.NaN]), isExact: false }, 50);
    expect([min, max, nonFinite]).toEqual([undefined, undefined, 1]);
  });

  it('keeps every peak of a long history in few points', () => {
    const values = Array.from({ length: 100_000 }, (_, step) => (step === 54_321 ? 100 : step % 7));
    const { line, max, points } = metricSummary('loss', { history: historyOf(values), isExact: true }, 96);
    expect([line.y.includes(100), line.x.length < 300, max, points]).toEqual([
      true,
      true,
      { value: 100, step: 54_321 },
      100_000,
    ]);
  });
});

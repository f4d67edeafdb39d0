import { describe, expect, it } from 'vitest';
import { formatExactNumber, formatNumber, fractionLength } from '../../../src/model/formatNumber.ts';
import { formatAge, formatDuration } from '../../../src/model/formatTime.ts';

function minutes(count: number): number {
  return count * 60_000;
}

describe('formatNumber', () => {
  it.each([
    [0.9666666666666667, '0.9667'],
    [0.5, '0.5'],
    [-0.00123456, '-0.001235'],
    [0.00012346, '1.235e-4'],
    [12345.678, '12346'],
    [99.996, '100'],
    [1234567, '1234567'],
    [1234567.8, '1.235e6'],
    [1e21, '1e21'],
    [0, '0'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
    [undefined, ''],
  ])('%s is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('keeps every digit on demand', () => {
    expect([0.1 + 0.2, NaN, undefined].map(formatExactNumber)).toEqual(['0.30000000000000004', 'NaN', '']);
  });

  it('knows what stands at and after the point', () => {
    expect(['0.9667', '12', '1e-5', ''].map(fractionLength)).toEqual([5, 0, 3, 0]);
  });
});

describe('times', () => {
  it('are told in their largest units', () => {
    const ages = [0, 0.5, 59, 60, 60 * 24 * 6, 60 * 24 * 13, 60 * 24 * 70, 60 * 24 * 800].map((age) =>
      formatAge(1e12 - minutes(age), 1e12),
    );
    expect([...ages, formatAge(undefined, 0)]).toEqual(['now', 'now', '59m', '1h', '6d', '1w', '2mo', '2y', '']);
    const lengths = [340, 12_500, 200_000, minutes(60), minutes(125), minutes(60 * 28), undefined];
    expect(lengths.map(formatDuration)).toEqual(['340ms', '12.5s', '3m 20s', '1h', '2h 5m', '1d 4h', '']);
  });
});

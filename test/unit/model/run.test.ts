import { expect, test } from 'vitest';
import { isLaterPoint } from '../../../src/model/run.ts';
import { runColorCount, runColorIndex } from '../../../src/model/runColor.ts';

const point = (step: number, timestamp: number, value: number) => ({ step, timestamp, value });

test.each([
  ['step decides first', point(2, 0, 0), point(1, 9, 9)],
  ['then the timestamp', point(1, 2, 0), point(1, 1, 9)],
  ['then the value', point(1, 1, 2), point(1, 1, 1)],
  ['NaN is the least value', point(1, 1, Number.NEGATIVE_INFINITY), point(1, 1, Number.NaN)],
])('the later of two points: %s', (_, later, earlier) => {
  expect([isLaterPoint(later, earlier), isLaterPoint(earlier, later), isLaterPoint(later, later)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('every colour is used, by about as many runs as the others', () => {
  const runs = 20_000;
  const counts = new Map<number, number>();
  for (let i = 0; i < runs; i++) {
    const color = runColorIndex(`run-${i}`);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const share = runs / runColorCount;
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: runColorCount }, (_, i) => i + 1));
  expect([...counts.values()].filter((count) => Math.abs(count - share) > share / 4)).toEqual([]);
});

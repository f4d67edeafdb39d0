import { describe, expect, it } from 'vitest';
import {
  dashPatterns,
  nearestPoint,
  nearestX,
  padded,
  yExtent,
  type ChartLine,
} from '../../../webview-ui/shared/chartLines.ts';
import { logTicks } from '../../../webview-ui/shared/logTicks.ts';
import { tableKeyTarget } from '../../../webview-ui/shared/tableKeys.ts';
import { TableLayout } from '../../../webview-ui/shared/tableLayout.ts';

describe('tableKeyTarget', () => {
  it.each([
    ['ArrowUp', false, { row: -1, column: 1 }],
    ['ArrowDown', false, { row: 1, column: 1 }],
    ['ArrowDown', true, { row: 99, column: 1 }],
    ['ArrowLeft', false, { row: 0, column: 0 }],
    ['PageDown', false, { row: 20, column: 1 }],
    ['PageUp', false, { row: 0, column: 1 }],
    ['End', false, { row: 0, column: 3 }],
    ['End', true, { row: 99, column: 3 }],
    ['Home', true, { row: 0, column: 0 }],
    ['x', false, undefined],
  ])('%s (with Ctrl: %s)', (key, ctrlKey, expected) => {
    const extent = { rows: 100, columns: 4, page: 20 };
    expect(tableKeyTarget({ key, ctrlKey, metaKey: false }, { row: 0, column: 1 }, extent)).toEqual(expected);
  });
});

describe('TableLayout', () => {
  it('draws the pinned column, those in view and one more on either side', () => {
    const layout = new TableLayout(
      Array.from({ length: 40 }, () => ({ title: '', width: 100, align: 'start' as const })),
    );
    expect([layout.visible(0, 300), layout.visible(1000, 250), layout.visible(3750, 250)]).toEqual([
      [0, 1, 2, 3],
      [0, 9, 10, 11, 12, 13],
      [0, 36, 37, 38, 39],
    ]);
    expect(new TableLayout([]).visible(0, 500)).toEqual([]);
  });
});

function line(x: number[], y: number[]): ChartLine {
  return {
    id: 'run',
    name: 'run',
    color: 'red',
    line: { x: Float64Array.from(x), y: Float64Array.from(y) },
    nonFinite: { x: new Float64Array(), y: new Float64Array() },
    points: x.length,
  };
}

describe('chart lines', () => {
  it('finds the nearest point of any line, and stays where it is when there is none', () => {
    const lines = [line([0, 10], [1, 1]), line([4], [1])];
    expect([nearestX(lines, 1), nearestX(lines, 3), nearestX(lines, 99), nearestX([], 7)]).toEqual([0, 4, 10, 7]);
  });

  it('take their height from what is in view', () => {
    const lines = [line([0, 1, 2, 3], [100, -1, 5, 1000])];
    const window = { min: 1, max: 2 };
    expect([yExtent(lines, window, false), yExtent(lines, window, true), yExtent([], window, false)]).toEqual([
      { min: -1, max: 5 },
      { min: 5, max: 5 },
      undefined,
    ]);
    expect([padded({ min: 0, max: 10 }, false), padded({ min: 3, max: 3 }, true)]).toEqual([
      { min: -0.5, max: 10.5 },
      { min: 1.5, max: 6 },
    ]);
  });

  it('know the point nearest to the cursor', () => {
    const { line: series } = line([0, 10, 20], [1, 2, 3]);
    expect([-5, 5, 6, 100].map((x) => nearestPoint(series, x)?.y)).toEqual([1, 1, 2, 3]);
    expect(nearestPoint({ x: new Float64Array(), y: new Float64Array() }, 1)).toBeUndefined();
  });

  it('that share a colour differ in their dashes', () => {
    const [a, b, c, d] = dashPatterns(['red', 'blue', 'red', 'red']);
    expect([a, b]).toEqual([[], []]);
    expect(new Set([a, c, d].map(String)).size).toBe(3);
  });
});

describe('logTicks', () => {
  it('marks powers of ten, and between them while those are few', () => {
    expect(logTicks({ min: 0.5, max: 3 })).toEqual([0.5, 1, 2]);
    expect(logTicks({ min: 0.002, max: 40 }).map((tick) => Number(tick.toPrecision(3)))).toEqual([0.01, 0.1, 1, 10]);
    expect(logTicks({ min: 1e-30, max: 1e30 }).length).toBeLessThanOrEqual(11);
    expect(logTicks({ min: 0, max: 1 })).toEqual([]);
  });
});

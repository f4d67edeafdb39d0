import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricPoint } from '../../../../src/model/run.ts';
import { readAllPoints, readLatestPoint, replacesLatest } from '../../../../src/store/file/metricFile.ts';

const latestOf = (text: string): MetricPoint | undefined => readLatestPoint(Buffer.from(text)).latest;

test.each<[string, string, MetricPoint | undefined]>([
  ['greatest step', '1 0.5 2\n2 0.1 1\n', { timestamp: 1, value: 0.5, step: 2 }],
  ['then timestamp', '1 0.5 2\n3 0.1 2\n2 0.9 2\n', { timestamp: 3, value: 0.1, step: 2 }],
  ['then value', '1 0.5 2\n1 0.9 2\n1 0.7 2\n', { timestamp: 1, value: 0.9, step: 2 }],
  ['a NaN that came later does not replace', '1 0.5 2\n1 nan 2\n', { timestamp: 1, value: 0.5, step: 2 }],
  ['a NaN that came first stays, as with MLflow', '1 nan 2\n1 0.5 2\n', { timestamp: 1, value: Number.NaN, step: 2 }],
  ['infinities', '1 inf 0\n2 -inf 0\n', { timestamp: 2, value: Number.NEGATIVE_INFINITY, step: 0 }],
  ['negative steps', '1 0.5 -3\n', { timestamp: 1, value: 0.5, step: -3 }],
  ['numbers of Python', '1 5e-324 0\n1 1.7e+308 0\n', { timestamp: 1, value: 1.7e308, step: 0 }],
  ['two fields: step 0 (very old MLflow)', '7 0.5\n', { timestamp: 7, value: 0.5, step: 0 }],
  ['five fields: step 0, as MLflow reads it', '7 0.5 9 iris d1g\n', { timestamp: 7, value: 0.5, step: 0 }],
  ['CRLF', '7 0.5 1\r\n', { timestamp: 7, value: 0.5, step: 1 }],
  ['a last line without end that is a point', '1 0.5 1\n2 0.75 2', { timestamp: 2, value: 0.75, step: 2 }],
  ['a torn last line', '1 0.5 1\n17000', { timestamp: 1, value: 0.5, step: 1 }],
  ['nothing yet', '', undefined],
])('latest point: %s', (_, text, expected) => {
  expect(latestOf(text)).toEqual(expected);
});

test('a malformed line is named, the others count', () => {
  expect(readLatestPoint(Buffer.from('1 0.5 1\n2 zero 2\n3 1.5 3 4\n4 0.25 0\n'))).toEqual({
    latest: { timestamp: 1, value: 0.5, step: 1 },
    settled: { timestamp: 1, value: 0.5, step: 1 },
    settledLength: 36,
    malformedLine: '2 zero 2',
  });
});

const line = fc
  .tuple(
    fc.nat(5),
    fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constantFrom(Number.NaN, 0.5)),
    fc.integer({ min: -2, max: 3 }),
  )
  .map(([timestamp, value, step]) => `${timestamp} ${Number.isNaN(value) ? 'nan' : value} ${step}\n`);

const anyLine = fc.oneof(
  line,
  fc.constantFrom('1 0.5e 9\n', '2 1e5 9\n', '9 - 9\n', '9 . 9\n', '9 inf 9\n', 'x\n', '3 7\n'),
);

test('the latest is the greatest of all points, whatever lies between', () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 30 }), (lines) => {
      const bytes = Buffer.from(lines.join(''));
      const { steps, timestamps, values } = readAllPoints(bytes);
      let latest: MetricPoint | undefined;
      for (const [index, step] of steps.entries()) {
        const next = { value: values[index] ?? 0, timestamp: timestamps[index] ?? 0, step };
        latest = latest === undefined || replacesLatest(latest, next) ? next : latest;
      }
      expect(readLatestPoint(bytes).latest).toEqual(latest);
    }),
  );
});

test('reading what was appended gives the same as reading the whole file', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), fc.nat(400), (lines, cut) => {
      const whole = Buffer.from(lines.join(''));
      const first = readLatestPoint(whole.subarray(0, cut));
      const rest = readLatestPoint(whole.subarray(first.settledLength), first.settled);
      expect(rest.latest).toEqual(readLatestPoint(whole).latest);
      expect(first.settledLength + rest.settledLength).toBe(whole.length);
    }),
  );
});

test('a history keeps the order of the log and leaves out what is no point', () => {
  const { steps, timestamps, values } = readAllPoints(Buffer.from('1 0.5 9\nbroken\n2 nan 1\n3 -inf 2\n4 0.1'));
  expect([[...timestamps], [...values], [...steps]]).toEqual([
    [1, 2, 3, 4],
    [0.5, Number.NaN, Number.NEGATIVE_INFINITY, 0.1],
    [9, 1, 2, 0],
  ]);
});

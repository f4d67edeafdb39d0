import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { SeededRandom } from '../../../support/seededRandom.ts';
import { drawTwice } from './drawnTwice.ts';
import { randomChart, randomCsv } from './randomCharts.ts';

beforeAll(() => {
  // Days of 23 and of 25 hours, and midnights that are not UTC's.
  vi.stubEnv('TZ', 'America/New_York');
  // Vega-Lite warns past its logger.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it('draws random charts of random data to the letter as Vega does from all rows', async () => {
  const different: string[] = [];
  let [pushedDown, rowsSent, rowsRead] = [0, 0, 0];
  for (let seed = 1; seed <= 500; seed++) {
    const random = new SeededRandom(seed);
    const spec = randomChart(random);
    const csv = randomCsv(random);
    const drawn = await drawTwice(spec, csv);
    if (drawn?.pushedDown !== undefined) {
      pushedDown++;
      rowsSent += drawn.rowsSent ?? 0;
      rowsRead += csv.split('\n').length - 2;
      if (drawn.pushedDown !== drawn.byVega) {
        different.push(`seed ${seed}: ${JSON.stringify(spec)}`);
      }
    }
  }

  expect(different).toEqual([]);
  expect(pushedDown).toBeGreaterThan(200);
  expect(rowsSent).toBeLessThan(rowsRead);
}, 120_000);

describe('what is pushed down', () => {
  const csv = `a,c,t\n${Array.from({ length: 1000 }, (_, i) => `${i % 50},${'xyz'.charAt(i % 3)},2024-0${1 + (i % 9)}-01T12:00:00\n`).join('')}`;
  const a = { field: 'a', type: 'quantitative' };
  const c = { field: 'c', type: 'nominal' };
  const count = { aggregate: 'count', type: 'quantitative' };

  it.each<[string, JsonObject, number | undefined]>([
    ['a histogram', { mark: 'bar', encoding: { x: { ...a, bin: true }, y: count } }, 10],
    [
      'a histogram by text of its bins',
      { mark: 'bar', encoding: { x: { ...a, bin: true, type: 'ordinal' }, y: count } },
      10,
    ],
    ['means by group', { mark: 'bar', encoding: { x: c, y: { ...a, aggregate: 'mean' } } }, 3],
    [
      'means in order of themselves',
      { mark: 'bar', encoding: { x: { ...c, sort: '-y' }, y: { ...a, aggregate: 'mean' } } },
      6,
    ],
    ['counts by month', { mark: 'line', encoding: { x: { field: 't', timeUnit: 'yearmonth' }, y: count } }, 9],
    [
      'points that a filter leaves',
      { transform: [{ filter: 'datum.a >= 45' }], mark: 'point', encoding: { x: a, y: c } },
      100,
    ],
    ['facets', { mark: 'bar', encoding: { x: { ...a, bin: true }, y: count, row: c } }, 30],
    [
      'layers',
      {
        encoding: { x: c },
        layer: [
          { mark: 'bar', encoding: { y: count } },
          { mark: 'rule', encoding: { y: { ...a, aggregate: 'max' } } },
        ],
      },
      3,
    ],
    ['points as they are', { mark: 'text', encoding: { text: c } }, undefined],
    [
      'a selection of points',
      { params: [{ name: 'p', select: 'point' }], mark: 'point', encoding: { x: a, y: a } },
      undefined,
    ],
    [
      'a filter by a slider',
      {
        params: [{ name: 'p', value: 3, bind: { input: 'range' } }],
        transform: [{ filter: 'datum.a > p' }],
        mark: 'point',
        encoding: { x: c },
      },
      undefined,
    ],
    ['random intervals', { mark: 'bar', encoding: { x: c, y: { ...a, aggregate: 'ci0' } } }, undefined],
    [
      'running totals',
      {
        transform: [{ window: [{ op: 'sum', field: 'a', as: 'b' }] }],
        mark: 'bar',
        encoding: { x: c, y: { field: 'b', aggregate: 'mean' } },
      },
      undefined,
    ],
  ])('%s', async (_, spec, rowsSent) => {
    const drawn = await drawTwice(spec, csv);

    expect(drawn).toEqual({ byVega: drawn?.byVega, pushedDown: rowsSent && drawn?.byVega, rowsSent });
  });
});

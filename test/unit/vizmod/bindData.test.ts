import { describe, expect, it } from 'vitest';
import { compile, type TopLevelSpec } from 'vega-lite';
import { textSource } from '../../../src/data/byteChunks.ts';
import { readDataTable } from '../../../src/data/readDataTable.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { bindData, boundDataName } from '../../../src/vizmod/bindData.ts';
import { externalData } from '../../../src/vizmod/externalData.ts';
import { specFields } from '../../../src/vizmod/specFields.ts';
import { tableRows } from '../../../src/vizmod/tableRows.ts';

const table = readDataTable(
  textSource('a,b,day,ok\n1,x,2024-01-01,true\n2,,2024-01-02,false\nz,y,,true\n', 'data.csv'),
);

function bind(spec: JsonObject): JsonObject {
  return bindData({ spec, language: 'vega-lite' }, table);
}

const $schema = 'https://vega.github.io/schema/vega-lite/v6.json';
const data = { name: boundDataName };

describe('binding', () => {
  it('replaces the data that the chart is about, wherever it is named, and no other', () => {
    const own = { values: [{ limit: 3 }] };
    const spec = {
      data: { name: 'data-1' },
      datasets: { 'data-1': [{ a: 1 }], other: [{ c: 2 }] },
      layer: [
        { data: { name: 'data-1' }, mark: 'point' },
        { data: own, mark: 'rule' },
      ],
    };

    expect(bind(spec)).toEqual({
      $schema,
      data,
      datasets: { other: [{ c: 2 }] },
      layer: [{ mark: 'point' }, { data: own, mark: 'rule' }],
    });
  });

  it('gives untyped fields the types of the columns', () => {
    const encoding = {
      x: { field: 'b' },
      y: { field: 'day' },
      x2: { field: 'a' },
      size: { aggregate: 'count' },
      color: { field: 'ok', type: 'ordinal' },
    };

    expect(bind({ mark: 'bar', encoding })['encoding']).toEqual({
      ...encoding,
      x: { field: 'b', type: 'nominal' },
      y: { field: 'day', type: 'temporal' },
    });
  });

  it('names what a chart would load from elsewhere', () => {
    const bound = bind({
      data: { url: 'own.csv' },
      mark: 'bar',
      transform: [{ lookup: 'a', from: { data: { url: 'https://example.com/x.csv' }, key: 'a' } }],
    });

    expect(externalData(bound)).toEqual(['https://example.com/x.csv']);
  });

  it('binds the first source of a Vega spec', () => {
    const spec = {
      data: [
        { name: 'raw', url: 'x.csv', format: { type: 'csv' } },
        { name: 'shown', source: 'raw' },
      ],
      marks: [],
    };

    expect(bindData({ spec, language: 'vega' }, table)).toEqual({
      data: [data, { name: 'raw', source: boundDataName }, { name: 'shown', source: 'raw' }],
      marks: [],
    });
  });
});

it('puts selections of Vega-Lite 4 in the words of later versions, which compile', () => {
  const spec = {
    mark: 'point',
    selection: {
      brush: { type: 'interval', encodings: ['x'], bind: 'scales' },
      pick: { type: 'single', fields: ['b'], init: { b: 'x' } },
      many: { type: 'multi', fields: ['b'], empty: 'none' },
    },
    transform: [{ filter: { selection: { not: 'pick' } } }],
    encoding: {
      x: { field: 'a', type: 'quantitative' },
      color: { condition: { selection: 'many', field: 'b', type: 'nominal' }, value: 'gray' },
    },
  };

  const bound = bind(spec);

  expect(bound).toMatchObject({
    params: [
      { name: 'brush', select: { type: 'interval', encodings: ['x'] }, bind: 'scales' },
      { name: 'pick', select: { type: 'point', toggle: false, fields: ['b'] }, value: [{ b: 'x' }] },
      { name: 'many', select: { type: 'point', fields: ['b'] } },
    ],
    transform: [{ filter: { not: { param: 'pick' } } }],
    encoding: { color: { condition: { param: 'many', empty: false, field: 'b', type: 'nominal' }, value: 'gray' } },
  });
  expect(bound['selection']).toBeUndefined();
  const { data: sets = [] } = compile(bound as unknown as TopLevelSpec).spec;
  expect(sets.map((set) => set.name)).toContain(boundDataName);
});

it('hands over the columns that the chart reads, numbers as numbers where it measures', () => {
  const spec = {
    mark: 'bar',
    encoding: {
      x: { field: 'a', type: 'quantitative' },
      y: { field: 'day', type: 'temporal' },
      color: { field: 'ok' },
    },
  };

  expect(tableRows(table, specFields({ spec, language: 'vega-lite' }))).toEqual([
    { a: 1, day: '2024-01-01', ok: true },
    { a: 2, day: '2024-01-02', ok: false },
    { a: null, day: null, ok: true },
  ]);
});

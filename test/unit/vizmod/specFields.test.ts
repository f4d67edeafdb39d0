import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { specFields } from '../../../src/vizmod/specFields.ts';

function fieldsOf(spec: JsonObject): Record<string, string> {
  return Object.fromEntries(specFields({ spec, language: 'vega-lite' }));
}

it('finds what encodings, conditions, sorts and params read', () => {
  const spec = {
    data: { name: 'data' },
    mark: 'point',
    params: [{ name: 'pick', select: { type: 'point', fields: ['who'] } }],
    encoding: {
      x: { field: 'x', type: 'quantitative', sort: { field: 'rank', op: 'mean' } },
      y: { aggregate: 'mean', field: 'y', type: 'quantitative' },
      y2: { aggregate: 'count', type: 'quantitative' },
      color: { condition: { test: "datum['a b'] > 2 && datum.z", field: 'c', type: 'nominal' }, value: 'gray' },
      tooltip: [{ field: 't', timeUnit: 'year' }, { field: 'nested.part' }, { field: 'dotted\\.name' }],
      size: { field: 'b', bin: true },
    },
  };

  expect(fieldsOf(spec)).toEqual({
    x: 'number',
    rank: 'any',
    y: 'number',
    'a b': 'any',
    z: 'any',
    c: 'any',
    t: 'time',
    nested: 'any',
    'dotted.name': 'any',
    b: 'number',
    who: 'any',
  });
});

it('leaves out what transforms make, and what other data has', () => {
  const spec = {
    data: { name: 'data' },
    transform: [
      { filter: { and: ['datum.keep', { field: 'size', gt: 1 }] } },
      { calculate: 'datum.a + 1', as: 'made' },
      { aggregate: [{ op: 'mean', field: 'v', as: 'm' }], groupby: ['g'] },
      { fold: ['w1', 'w2'] },
      { lookup: 'id', from: { data: { url: 'other.csv' }, key: 'id', fields: ['label'] } },
    ],
    layer: [
      {
        mark: 'bar',
        encoding: { x: { field: 'made' }, y: { field: 'm' }, color: { field: 'key' }, text: { field: 'label' } },
      },
      { data: { values: [{ own: 1 }] }, mark: 'rule', encoding: { y: { field: 'own', type: 'quantitative' } } },
    ],
  };

  expect(Object.keys(fieldsOf(spec))).toEqual(['keep', 'size', 'a', 'g', 'v', 'w1', 'w2', 'id']);
});

it('finds repeated fields, and those of views whose data the top does not state', () => {
  const spec = {
    hconcat: [
      {
        data: { url: 'a.csv' },
        repeat: { column: ['p', 'q'] },
        spec: { mark: 'point', encoding: { x: { field: { repeat: 'column' } } } },
      },
      { data: { url: 'b.csv' }, mark: 'point', encoding: { x: { field: 'elsewhere' } } },
    ],
  };

  expect(Object.keys(fieldsOf(spec))).toEqual(['p', 'q']);
});

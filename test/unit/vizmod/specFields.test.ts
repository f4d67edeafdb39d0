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
    rank: 'number',
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

it('reads marks, logical tests, arg-aggregates and nested repeats; guides have rows of their own', () => {
  const spec = {
    data: { name: 'data' },
    repeat: { layer: ['p', 'q'], row: ['r'] },
    spec: {
      mark: { type: 'point', tooltip: { expr: "datum.tip + ''" } },
      encoding: {
        x: { field: { repeat: 'layer' }, type: 'quantitative', axis: { labelExpr: 'datum.label', title: 'x' } },
        y: {
          aggregate: { argmax: 'best' },
          field: 'y',
          type: 'quantitative',
          axis: { labelColor: { condition: { test: 'datum.value > 2', value: 'red' }, value: 'gray' } },
        },
        row: { field: { repeat: 'row' } },
        color: {
          condition: { test: { and: ['datum.a > 1', { not: { field: 'b', lt: 3 } }] }, value: 'red' },
          value: 'gray',
        },
      },
    },
  };

  expect(fieldsOf(spec)).toEqual({
    p: 'number',
    q: 'number',
    r: 'any',
    best: 'any',
    y: 'any',
    a: 'any',
    b: 'number',
    tip: 'any',
  });
});

it('knows what transforms need, and that constants in them are none of its columns', () => {
  const spec = {
    data: { name: 'data' },
    transform: [
      { timeUnit: 'year', field: 'when', as: 'y' },
      { bin: true, field: 'size', as: 'b' },
      { impute: 'v', key: 'k', value: 'constant', groupby: ['g'] },
      { joinaggregate: [{ op: 'mean', field: 'm', as: 'avg' }] },
      { filter: { field: 'when2', timeUnit: 'month', equal: 3 } },
      { loess: 'ly', on: 'lx' },
    ],
    mark: 'bar',
    encoding: { x: { field: 'b_end' }, y: { field: 'y_end' } },
  };

  expect(fieldsOf(spec)).toEqual({
    when: 'time',
    size: 'number',
    g: 'any',
    v: 'any',
    k: 'any',
    m: 'number',
    when2: 'time',
    ly: 'number',
    lx: 'number',
  });
});

it('asks for nothing behind a pivot, whose columns are named by values', () => {
  const spec = {
    data: { name: 'data' },
    transform: [{ pivot: 'medal', value: 'count', groupby: ['country'] }],
    mark: 'bar',
    encoding: { x: { field: 'gold' }, y: { field: 'country' } },
  };

  expect(Object.keys(fieldsOf(spec))).toEqual(['country', 'medal', 'count']);
});

it('reads a Vega spec from its source to its marks, and no other data', () => {
  const spec = {
    data: [
      { name: 'rows', url: 'a.csv', transform: [{ type: 'formula', expr: 'datum.a * 2', as: 'double' }] },
      {
        name: 'sums',
        source: 'rows',
        transform: [{ type: 'aggregate', groupby: ['g'], ops: ['sum', 'count'], fields: ['v', null] }],
      },
      { name: 'other', source: ['rows2'] },
      { name: 'rows2', values: [{ own: 1 }], source: 'none' },
    ],
    scales: [
      { name: 'x', domain: { data: 'sums', field: 'sum_v' } },
      { name: 'y', domain: { data: 'rows2', field: 'own' } },
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'sums' },
        encode: { enter: { x: { scale: 'x', field: 'g' }, y: { field: 'count' } } },
      },
      {
        type: 'group',
        from: { facet: { name: 'part', data: 'rows', groupby: 'h' } },
        marks: [
          {
            type: 'symbol',
            from: { data: 'part' },
            encode: { update: { x: { field: 'z' }, tooltip: { signal: 'datum.tip' } } },
          },
          { type: 'symbol', from: { data: 'rows2' }, encode: { update: { x: { field: 'own' } } } },
        ],
      },
    ],
  };

  expect([...specFields({ spec, language: 'vega' }).keys()]).toEqual(['a', 'v', 'g', 'h', 'z', 'tip']);
});

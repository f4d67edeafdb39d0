import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { textSource } from '../../../src/data/byteChunks.ts';
import { readDataTable } from '../../../src/data/readDataTable.ts';
import { isBlocking } from '../../../src/model/dataFinding.ts';
import type { FieldNeed } from '../../../src/model/dataTable.ts';
import type { ModelSignature } from '../../../src/model/modelSignature.ts';
import { english } from '../../../src/util/l10n.ts';
import { checkData } from '../../../src/vizmod/checkData.ts';
import { mapColumns, usableMapping } from '../../../src/vizmod/columnMapping.ts';
import { describeFinding } from '../../../src/vizmod/describeFinding.ts';
import { dataNeeds, inferSignature, type DataNeeds } from '../../../src/vizmod/dataNeeds.ts';
import { parseSignature } from '../../../src/vizmod/signature.ts';
import { suggestColumn } from '../../../src/vizmod/suggestColumn.ts';

function findings(csv: string, fields: Record<string, FieldNeed>, signature?: ModelSignature): string[] {
  const table = readDataTable(textSource(csv, 'data.csv'));
  const needs: DataNeeds = { fields: new Map(Object.entries(fields)), example: new Map(), signature };
  return checkData(table, needs).map((finding) => describeFinding(finding, english));
}

function sample(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../samples/flowers/data/${name}`, import.meta.url)), 'utf8');
}

const petals: Record<string, FieldNeed> = { petal_length: 'number', petal_width: 'number', species: 'any' };
const petalSignature: ModelSignature = {
  inputs: [
    { name: 'petal_length', type: 'double', isOptional: false },
    { name: 'petal_width', type: 'double', isOptional: false },
    { name: 'species', type: 'string', isOptional: false },
  ],
};

describe('the sample project', () => {
  it('finds nothing on the data that comply', () => {
    expect(['a.csv', 'b.csv'].map((name) => findings(sample(name), petals, petalSignature))).toEqual([[], []]);
  });

  it('names what the field notes lack, in their own words', () => {
    expect(findings(sample('field-notes.csv'), petals, petalSignature)).toEqual([
      '`petal_length` is missing. Did you mean `petal_len`?',
      '`petal_width` should hold numbers, but 10 of 10 values do not (line 2: `0.2 cm`, line 3: `1.4 cm`, line 4: `about 1.9`, …)',
    ]);
  });
});

describe('a check', () => {
  it('says that it is inferred where there is no signature', () => {
    expect(findings('a,when\n1,yesterday\nx,2024-01-01\n', { a: 'number', when: 'time', gone: 'any' })).toEqual([
      '`gone` is missing (inferred from the chart)',
      '`a` should hold numbers, but 1 of 2 values do not (line 3: `x`) (inferred from the chart)',
      '`when` should hold times, but 1 of 2 values do not (line 2: `yesterday`) (inferred from the chart)',
    ]);
  });

  it('counts empty values where the chart reads them, and ragged rows', () => {
    expect(findings('a,b,c\n1,,\n2,x\n,y,z,zz\n', { a: 'number', b: 'any' })).toEqual([
      '2 rows do not have 3 cells as the header has (line 3: 2, line 4: 4)',
      '`a` has an empty value (line 4)',
      '`b` has an empty value (line 2)',
    ]);
  });

  it('follows the signature: surplus and optional columns, and conversions that MLflow refuses', () => {
    const signature: ModelSignature = {
      inputs: [
        { name: 'whole', type: 'double', isOptional: false },
        { name: 'gapped', type: 'long', isOptional: false },
        { name: 'flag', type: 'boolean', isOptional: false },
        { name: 'extra', type: 'string', isOptional: true },
      ],
    };

    expect(findings('whole,gapped,flag,surplus\n1,2,true,x\n2,,maybe,y\n', { whole: 'number' }, signature)).toEqual([
      '`extra` is missing, which the model allows',
      '`flag` should hold true or false, but 1 of 2 values do not (line 3: `maybe`)',
      '`whole` is drawn, but pandas reads it as int64, which MLflow refuses where the signature says double',
      '`gapped` is drawn, but pandas reads it as float64, which MLflow refuses where the signature says long',
    ]);
  });
});

it.each([
  ['sepal_len', ['sepal length (cm)', 'sepal width (cm)'], 'sepal length (cm)'],
  ['petal_length', ['petal_len', 'sepal_length'], 'petal_len'],
  ['Species', ['id', 'species '], 'species '],
  ['colour', ['color', 'cost'], 'color'],
  ['x', ['y', 'z'], undefined],
  ['temperature', [], undefined],
])('suggests for %s among %j: %s', (missing, header, suggestion) => {
  expect(
    suggestColumn(
      missing,
      header.map((name) => ({ name })),
    ),
  ).toBe(suggestion);
});

it('of columns that are as near suggests the one that holds what is asked for', () => {
  const columns = [
    { name: 'price_a', type: 'text' },
    { name: 'price_b', type: 'float' },
  ] as const;

  expect([undefined, 'number' as const].map((type) => suggestColumn('price', columns, type))).toEqual([
    'price_a',
    'price_b',
  ]);
});

describe('a check of data with columns of other names', () => {
  it('takes the mapped columns, and names both', () => {
    const table = readDataTable(textSource('petal_len,b\n1,x\nlong,y\n', 'data.csv'));
    const mapping = usableMapping(
      new Map([
        ['petal_length', 'petal_len'],
        ['b', 'gone'],
      ]),
      table.header,
    );
    const needs: DataNeeds = {
      fields: new Map([
        ['petal_length', 'number'],
        ['b', 'any'],
      ]),
      example: new Map(),
    };

    const found = checkData(mapColumns(table, mapping), needs, mapping);

    expect(found).toEqual([
      {
        kind: 'mistyped',
        source: 'inferred',
        column: 'petal_length',
        dataColumn: 'petal_len',
        expected: 'number',
        count: 1,
        rowCount: 2,
        first: [{ line: 3, text: 'long' }],
      },
    ]);
    expect(found.map((finding) => describeFinding(finding, english))).toEqual([
      '`petal_length` (here `petal_len`) should hold numbers, but 1 of 2 values do not (line 3: `long`) (inferred from the chart)',
    ]);
  });
});

describe('a model without a signature', () => {
  const spec = {
    data: { name: 'd' },
    datasets: {
      d: [{ a: 1, when: '2024', c: 3, t: 'x' }, { a: 2.5, when: '2025', c: 4, t: 'y', mixed: 1 }, { mixed: 'x' }],
    },
    mark: 'point',
    encoding: {
      x: { field: 'a', type: 'quantitative' },
      y: { field: 'when', type: 'temporal' },
      color: { field: 'c', type: 'nominal' },
      shape: { field: 't' },
      detail: { field: 'mixed' },
    },
  };
  const needs = dataNeeds({ spec, language: 'vega-lite' });

  it('gets one from its fields and the example stored with it', () => {
    expect(inferSignature(needs).inputs.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'a: double',
      'when: datetime',
      'c: double',
      't: string',
      'mixed: any',
    ]);
  });

  it('has nothing against values of another kind than the example, but says so', () => {
    const csv = 'a,when,c,t,mixed\n1,2024-01-01,four,1,2\n2,2024-01-02,5,2,3\n';
    const found = checkData(readDataTable(textSource(csv, 'data.csv')), needs);
    expect(found.map((finding) => [isBlocking(finding), describeFinding(finding, english)])).toEqual([
      [false, '`c` holds numbers in the example stored with the model, but here 1 values are others (line 2: `four`)'],
    ]);
  });
});

it('tells what MLflow has against the data as a whole', () => {
  const table = readDataTable(textSource('a,b\n1,2\n', 'data.csv'));
  const signatures = [
    '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 2]}}]',
    '[{"type": "long"}, {"type": "long"}, {"type": "long"}]',
  ];
  const found = signatures.map((text) =>
    checkData(table, { fields: new Map(), example: new Map(), signature: parseSignature(text) }).map((finding) =>
      describeFinding(finding, english),
    ),
  );

  expect(found).toEqual([
    [
      'The chart is drawn, but MLflow would refuse the data: they make int64 (1, 2), and the signature says float64 (-1, 2)',
    ],
    ['The model takes 3 columns by their order, but the data have 2'],
  ]);
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { textSource } from '../../../src/data/byteChunks.ts';
import { readDataTable } from '../../../src/data/readDataTable.ts';
import type { FieldNeed } from '../../../src/model/dataTable.ts';
import type { ModelSignature } from '../../../src/model/modelSignature.ts';
import { english } from '../../../src/util/l10n.ts';
import { checkData } from '../../../src/vizmod/checkData.ts';
import { describeFinding } from '../../../src/vizmod/describeFinding.ts';
import { isRefusedByMlflow } from '../../../src/vizmod/enforcement.ts';
import { suggestColumn } from '../../../src/vizmod/suggestColumn.ts';

function findings(csv: string, fields: Record<string, FieldNeed>, signature?: ModelSignature): string[] {
  const table = readDataTable(textSource(csv, 'data.csv'));
  return checkData(table, new Map(Object.entries(fields)), signature).map((finding) =>
    describeFinding(finding, english),
  );
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
      '`whole` is drawn, but pandas reads it so that MLflow would refuse it where the signature says double',
      '`gapped` is drawn, but pandas reads it so that MLflow would refuse it where the signature says long',
    ]);
  });
});

// As `_enforce_schema` of MLflow 2.22.1 and 3.18.0 decides about what pandas.read_csv makes of the cells.
it.each([
  ['double', '1.5', false],
  ['double', '1', true],
  ['double', '1,', false],
  ['float', '1', false],
  ['float', '1.5', true],
  ['long', '1', false],
  ['long', '1,', true],
  ['long', '1.0', true],
  ['integer', '1', true],
  ['boolean', 'true', false],
  ['string', 'x', false],
  ['string', '1', true],
  ['string', 'true', true],
  ['datetime', '2024-01-01', false],
])('knows whether MLflow takes for %s: %s', (type, cells, isRefused) => {
  const csv = `k,v\n${cells
    .split(',')
    .map((cell) => `0,${cell}`)
    .join('\n')}\n`;
  const [column] = readDataTable(textSource(csv, 'data.csv'), { columns: ['v'] }).columns;

  expect(column && isRefusedByMlflow(column, type)).toBe(isRefused);
});

it.each([
  ['sepal_len', ['sepal length (cm)', 'sepal width (cm)'], 'sepal length (cm)'],
  ['petal_length', ['petal_len', 'sepal_length'], 'petal_len'],
  ['Species', ['id', 'species '], 'species '],
  ['colour', ['color', 'cost'], 'color'],
  ['x', ['y', 'z'], undefined],
  ['temperature', [], undefined],
])('suggests for %s among %j: %s', (missing, header, suggestion) => {
  expect(suggestColumn(missing, header)).toBe(suggestion);
});

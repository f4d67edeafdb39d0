import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textSource } from '../../../src/data/byteChunks.ts';
import { readDataHeader, readDataTable } from '../../../src/data/readDataTable.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { cellReader } from '../../../src/vizmod/dataCells.ts';

function read(text: string, columns?: readonly string[]) {
  const table = readDataTable(textSource(text, 'data.json'), { columns });
  const rows = Array.from({ length: table.rowCount }, (_, row) => row);
  return table.columns.map((column) => {
    const cell = cellReader(column);
    return [column.name, column.type, rows.map((row) => cell.text(row))];
  });
}

function detailOf(text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    return MlflowError.is(error, 'invalidData') ? error.details.detail : error;
  }
}

describe('a table from JSON', () => {
  it.each<[string, string, unknown]>([
    [
      'objects that lack values',
      '[{"a":1},{"b":null,"a":2.5},{}]',
      [
        ['a', 'float', ['1', '2.5', undefined]],
        ['b', 'empty', [undefined, undefined, undefined]],
      ],
    ],
    [
      'values of several kinds',
      '[{"a":1},{"a":"x"},{"a":{"b":[1]}},{"a":true}]',
      [['a', 'text', ['1', 'x', '{"b":[1]}', 'true']]],
    ],
    [
      'lists by column',
      '{"a":[1,2],"b":["x"]}',
      [
        ['a', 'integer', ['1', '2']],
        ['b', 'text', ['x', undefined]],
      ],
    ],
    ['an input example', '{"dataframe_split":{"columns":["a"],"data":[[1]]}}', [['a', 'integer', ['1']]]],
    [
      'words that are texts here',
      '[{"a":"NA","b":"12"}]',
      [
        ['a', 'text', ['NA']],
        ['b', 'text', ['12']],
      ],
    ],
    ['no rows', '[]', []],
  ])('reads %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('reads the columns that are asked for, and all names', () => {
    const text = '[{"a":1,"b":2}]';

    expect([read(text, ['b', 'c']), readDataHeader(textSource(text, 'x.json'))]).toEqual([
      [['b', 'integer', ['2']]],
      ['a', 'b'],
    ]);
  });

  it('says what is wrong, and where', () => {
    expect(['{"a":1}\n{"a":\n', '"text"', '[1,{"a":1}]'].map(detailOf)).toEqual([
      'line 2 is not a JSON object',
      'it holds no rows: neither objects nor columns',
      'it holds no rows: neither objects nor columns',
    ]);
    expect(detailOf('[{"a":1')).toContain('JSON');
  });

  it('reads any JSON, or refuses it as data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const outcome = detailOf(JSON.stringify(value));

        expect(typeof outcome === 'string' || Array.isArray(outcome)).toBe(true);
      }),
    );
  });
});

import { expect, it } from 'vitest';
import { cellSpan } from '../../../src/data/cellSpan.ts';
import type { DataFinding } from '../../../src/model/dataFinding.ts';
import { findingPlaces, type TextPlace } from '../../../src/panels/findingPlaces.ts';

const lines = ['name,petal len,b', '"Lily, white",0.2 cm,1', 'Rose,,x'];

/** The pieces of the text that a finding points at. */
function pieces(finding: DataFinding): string[] {
  const text = { header: ['name', 'petal len', 'b'], delimiter: ',', line: (line: number) => lines[line] };
  return findingPlaces(finding, text).map(({ line, from, to }) => (lines[line] ?? '').slice(from, to));
}

const column = { source: 'inferred', column: 'petal_length', dataColumn: 'petal len' } as const;

it('points at the cells, at the name of the column, or at the header', () => {
  const mistyped: DataFinding = {
    ...column,
    kind: 'mistyped',
    expected: 'number',
    count: 1,
    rowCount: 2,
    first: [{ line: 2, text: '0.2 cm' }],
  };
  expect([
    pieces(mistyped),
    pieces({ ...column, kind: 'emptyValues', count: 1, first: [3] }),
    pieces({ ...column, kind: 'refused', expected: 'double', actual: 'int64' }),
    pieces({ kind: 'missingColumn', source: 'signature', column: 'gone', isOptional: false }),
    pieces({ kind: 'ragged', count: 1, cells: 3, first: [{ line: 3, cells: 2 }] }),
  ]).toEqual([['0.2 cm'], [''], ['petal len'], [lines[0]], [lines[2]]]);
});

it('takes the whole line where the text is not at hand', () => {
  const text = { header: ['b'], delimiter: ',', line: () => undefined };
  const finding: DataFinding = { kind: 'emptyValues', source: 'inferred', column: 'b', count: 1, first: [70_000] };

  const places: readonly TextPlace[] = [{ line: 69_999, from: 0, to: 1000 }];
  expect(findingPlaces(finding, text)).toEqual(places);
});

it.each([
  ['a;"b;""c""";d', 1, '"b;""c"""'],
  ['a;"b;""c""";d', 2, 'd'],
  ['a;"x"y;d', 1, '"x"y'],
  ['a;;', 2, ''],
  ['a;b', 5, 'a;b'],
  ['a;"open', 1, 'a;"open'],
])('finds in %s cell %i: %s', (line, index, cell) => {
  const { from, to } = cellSpan(line, ';', index);
  expect(line.slice(from, to)).toBe(cell);
});

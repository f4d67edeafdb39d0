import { expect, it } from 'vitest';
import { textSource } from '../../../src/data/byteChunks.ts';
import { readFilteredTable } from '../../../src/data/readFilteredTable.ts';
import { lineOfRow } from '../../../src/model/dataTable.ts';
import { describeError } from '../../../src/model/describeError.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { completeColumnFilter } from '../../../src/search/completeColumnFilter.ts';
import { english } from '../../../src/util/l10n.ts';

const csv = [
  'target,sepal length (cm),species,when,flag,gap',
  '0,5.1,setosa,2024-01-01,true,1',
  '1,7,versicolor,2024-01-02T12:00,false,',
  '2,6.3,virginica,2024-02-01,true,3',
  ',4.9,,2024-03-01 08:00:00+02:00,false,4',
].join('\n');

/** Lines of the rows that a filter leaves. */
function linesOf(rows: string): number[] {
  const table = readFilteredTable(textSource(csv, 'data.csv'), { columns: ['species'], rows });
  expect([table.columns.map(({ name }) => name), table.allRows ?? table.rowCount]).toEqual([['species'], 4]);
  return Array.from({ length: table.rowCount }, (_, row) => lineOfRow(table, row));
}

it.each([
  ['', [2, 3, 4, 5]],
  ['target != 2', [2, 3]],
  ['NOT target = 2', [2, 3, 5]],
  ['target IS NULL OR target = 0', [2, 5]],
  ['gap IS NOT NULL', [2, 4, 5]],
  ['`sepal length (cm)` BETWEEN 5 AND 6.5', [2, 4]],
  ["species IN ('setosa', 'virginica')", [2, 4]],
  ["species LIKE 'v%'", [3, 4]],
  ["species =~ '^v.*r$'", [3]],
  ['species IS NULL', [5]],
  ["flag = 'true' AND target > 0", [4]],
  ["when >= '2024-01-02' AND when < '2024-03-01T06:00:01Z'", [3, 4, 5]],
  ["when = '2024-01-02T12:00:00Z'", [3]],
])('leaves of the rows by %s: lines %j', (rows, lines) => {
  expect(linesOf(rows)).toEqual(lines);
});

it.each([
  ['Target != 2', 0, 'target'],
  ['sepal_length_cm > 1', 0, '`sepal length (cm)`'],
  ["target = '2'", 9, '2'],
  ['species = setosa', 10, "'setosa'"],
  ["when > 'soon'", 7, '2024-01-31'],
  ['gone = 1', 0, 'no such column'],
])('refuses %s at %i, with %s', (rows, position, hint) => {
  let error: unknown;
  try {
    linesOf(rows);
  } catch (thrown) {
    error = thrown;
  }
  expect(MlflowError.is(error, 'invalidFilter') && error.details.position).toBe(position);
  expect(describeError(error, english)).toContain(hint);
});

const columns = [
  { name: 'target', type: 'integer' },
  { name: 'sepal length (cm)', type: 'float' },
  { name: 'species', type: 'text' },
  { name: 'and', type: 'text' },
] as const;

it.each([
  ['|', ['target', '`sepal length (cm)`', 'species', '`and`']],
  ['sp|', ['species']],
  ['se|', ['`sepal length (cm)`']],
  ['`sepal l|', ['`sepal length (cm)`']],
  ['target |', ['=', '!=', '<', '<=', '>', '>=', 'BETWEEN', 'IS NULL', 'IS NOT NULL']],
  ['species L|', ['LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL']],
  ['target > 2 |', ['AND', 'OR']],
  ['target > 2 AND (NOT sp|', ['species']],
  ["species IN ('a') O|", ['OR']],
  ['target|', []],
  ['target > |', []],
])('completes %s', (typed, suggestions) => {
  const cursor = typed.indexOf('|');
  expect(completeColumnFilter(typed.replace('|', ''), cursor, columns).suggestions).toEqual(suggestions);
});

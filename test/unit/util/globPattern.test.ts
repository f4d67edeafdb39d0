import { expect, it } from 'vitest';
import { matchesGlob } from '../../../src/util/globPattern.ts';

it.each([
  ['data/**/sales*.csv', ['data/sales.csv', 'data/2024/q1/sales-1.csv'], ['data/sale.csv', 'x/data/sales.csv']],
  ['**/*.{csv,tsv}', ['a.csv', 'b/c.tsv'], ['a.json', 'csv']],
  ['data/?.csv', ['data/a.csv'], ['data/ab.csv', 'data//.csv']],
  ['[a-c]*.csv', ['b1.csv'], ['d.csv', 'b/c.csv']],
  ['[!a].csv', ['b.csv'], ['a.csv']],
  ['[[]1].csv', ['[1].csv'], ['1.csv']],
  ['a.+(b)^$|.csv', ['a.+(b)^$|.csv'], ['a0+(b)^$|.csv']],
  ['{broken', ['{broken'], ['broken']],
  ['**', ['a/b/c'], []],
])('%s names %j and not %j', (glob, named, others) => {
  expect([named, others].map((paths) => paths.filter((path) => matchesGlob(glob, path)))).toEqual([named, []]);
});

import { expect, it } from 'vitest';
import { dataLimits } from '../../../src/panels/dataLimits.ts';
import { english } from '../../../src/util/l10n.ts';

const table = { header: ['a'], columns: [], rowCount: 200_000, byteCount: 0, ragged: { count: 0, first: [] } };
const drawn = { table, matchingRows: 1_850_000 };
const reduced = { plan: '', data: { sets: [], signals: [] } };

it('says which rows and edits a chart leaves out, and what to do', () => {
  const data = { name: 'a.csv', hidesEdits: false };

  expect([
    dataLimits(data, drawn, english),
    dataLimits(data, { ...drawn, reduced }, english),
    dataLimits(data, { ...drawn, matchingRows: table.rowCount }, english),
    dataLimits({ ...data, hidesEdits: true }, undefined, english),
  ]).toEqual([
    [
      {
        text: 'Only the first 200,000 of 1,850,000 rows are drawn, because the chart draws a mark for each: filter the rows, or let the chart aggregate them',
        isBlocking: false,
      },
    ],
    [],
    [],
    [{ text: '`a.csv` is larger than 50 MB: edits in an editor show here once they are saved', isBlocking: false }],
  ]);
});

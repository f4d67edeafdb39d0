import { expect, it } from 'vitest';
import type { Item, ScenegraphEvent } from 'vega';
import type { DataTable } from '../../../src/model/dataTable.ts';
import type { BoundVisualization } from '../../../src/protocol/visualizationPanel.ts';
import { MarkedRows } from '../../../webview-ui/vizmod/markedRows.ts';

const table: DataTable = {
  header: ['a'],
  columns: [],
  rowCount: 3,
  byteCount: 0,
  ragged: { count: 0, first: [] },
  // A filter has left out line 3.
  lines: Uint32Array.of(2, 4, 5),
};
const bound: BoundVisualization = {
  language: 'vega-lite',
  spec: {},
  dataName: 'rows',
  fields: [],
  table,
  completeRows: 3,
  matchingRows: 3,
  rowCount: 4,
};

function clickable(marktype: string, datum: unknown): Item {
  return { datum, mark: { marktype } } as unknown as Item;
}

function click(keys: Partial<MouseEvent> = {}): ScenegraphEvent {
  return { ctrlKey: false, metaKey: false, shiftKey: false, ...keys } as unknown as ScenegraphEvent;
}

it('tells the lines of the rows whose marks are clicked, gathered with Ctrl, and of no others', () => {
  const told: (readonly number[])[] = [];
  const marked = new MarkedRows((lines) => told.push(lines));
  const rows = [{ a: 1 }, { a: 2 }, { a: 3 }];
  marked.knowRows(bound, rows);

  marked.handleClick(click(), clickable('symbol', rows[1]));
  marked.handleClick(click({ ctrlKey: true }), clickable('rect', rows[2]));
  marked.handleClick(click({ ctrlKey: true }), clickable('symbol', rows[1]));
  marked.handleClick(click(), clickable('line', rows[0]));
  marked.handleClick(click(), clickable('symbol', { sum: 6 }));
  marked.handleClick(click(), undefined);
  marked.handleClick(click(), clickable('symbol', rows[0]));

  expect(told).toEqual([[4], [4, 5], [5, 4], [2]]);
});

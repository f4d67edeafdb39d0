import { expect, it } from 'vitest';
import { NumberColumn, TextColumn } from '../../../src/model/columns.ts';
import type { ColumnWindow } from '../../../src/protocol/experimentPanel.ts';
import type { RunColumn } from '../../../src/protocol/runColumn.ts';
import { tabSeparated } from '../../../webview-ui/experiment/tabSeparated.ts';

function numbers(...values: (number | undefined)[]): ColumnWindow {
  const column = new NumberColumn();
  values.forEach((value, row) => column.set(row, value));
  return { kind: 'number', data: column.toData(values.length) };
}

function texts(...values: (string | undefined)[]): ColumnWindow {
  const column = new TextColumn();
  values.forEach((value, row) => column.set(row, value));
  return { kind: 'text', data: column.toData(values.length) };
}

it('copies whole values, empty where there is none, quoted where a cell would fall apart', () => {
  const columns: RunColumn[] = [
    { kind: 'attribute', key: 'startTime' },
    { kind: 'attribute', key: 'duration' },
    { kind: 'metric', key: 'loss' },
    { kind: 'tag', key: 'note' },
  ];
  const text = tabSeparated(columns, {
    runs: { runIds: ['a', 'b'], names: ['first', 'tab\there'], statuses: ['FINISHED', 'RUNNING'] },
    columns: [
      numbers(0, 1000),
      numbers(5400, undefined),
      numbers(0.123456789, NaN),
      texts('two\nlines "quoted"', undefined),
    ],
  });
  expect(text).toBe(
    [
      'Run\tAge\tDuration\tloss\tnote',
      'first\t1970-01-01T00:00:00.000Z\t5400\t0.123456789\t"two\nlines ""quoted"""',
      '"tab\there"\t1970-01-01T00:00:01.000Z\t\tNaN\t',
    ].join('\n'),
  );
});

import { describe, expect, it } from 'vitest';
import { columnId, type RunColumn } from '../../../src/protocol/runColumn.ts';
import { arranged, moveColumn, withColumns } from '../../../webview-ui/experiment/columnArrangement.ts';
import { columnFolders, columnsBelow, type ColumnFolder } from '../../../webview-ui/experiment/columnFolders.ts';
import { cellText } from '../../../webview-ui/experiment/columnText.ts';
import { nextSort, withSort } from '../../../webview-ui/experiment/sortKeys.ts';
import { foldKey } from '../../../webview-ui/shared/tableKeys.ts';
import { TableLayout, type VirtualTableColumn } from '../../../webview-ui/shared/tableLayout.ts';

const metric = (key: string): RunColumn => ({ kind: 'metric', key });
const param = (key: string): RunColumn => ({ kind: 'param', key });
const letters = (columns: readonly RunColumn[]): string => columns.map(({ key }) => key).join('');

/** Of metrics of one letter each. */
const idsOf = (keys: string): string[] => Array.from(keys, (key) => columnId(metric(key)));
const tableColumns = (count: number, pinned: number): VirtualTableColumn[] =>
  Array.from({ length: count }, (_, index) => ({ title: '', width: 100, align: 'start', isPinned: index < pinned }));

describe('an arrangement of columns', () => {
  const columns = ['a', 'b', 'c', 'd'].map(metric);

  it.each([
    { pinned: '', from: 0, to: 2, expected: 'bcad', stillPinned: '' },
    { pinned: '', from: 3, to: 0, expected: 'dabc', stillPinned: '' },
    { pinned: 'c', from: 2, to: 0, expected: 'bcad', stillPinned: 'cb' },
    { pinned: 'cd', from: 0, to: 1, expected: 'dcab', stillPinned: 'dc' },
    { pinned: 'cd', from: 0, to: 3, expected: 'dabc', stillPinned: 'd' },
    { pinned: 'a', from: 1, to: 2, expected: 'acbd', stillPinned: 'a' },
    { pinned: '', from: 1, to: 1, expected: 'abcd', stillPinned: '' },
  ])('with $pinned pinned, moves the column at $from to $to', ({ pinned, from, to, expected, stillPinned }) => {
    const ids = idsOf(pinned);
    const moved = moveColumn({ columns, pinned: ids }, from, to);
    expect([letters(arranged(moved)), moved.pinned.toSorted()]).toEqual([expected, idsOf(stillPinned).toSorted()]);
  });

  it('takes columns in behind the last of their kind, each once, and out again', () => {
    const shown = [metric('a'), param('x')];
    const more = withColumns(shown, [metric('a'), metric('b'), metric('c')], true);
    expect([letters(more), letters(withColumns(more, [metric('b'), param('x')], false))]).toEqual(['abcx', 'ac']);
  });
});

it('lists columns by kind and by what their keys begin with, and finds them by a part of their names', () => {
  const catalog = {
    metrics: ['loss', 'train/acc', 'train/loss', 'val/acc', 'a/b/c', 'a/b/d'],
    params: [],
    tags: [],
    defaults: [],
  };
  const drawn = ({ title, folders, columns }: ColumnFolder): unknown => [title, folders.map(drawn), letters(columns)];
  const [, all] = columnFolders(catalog, '');
  const found = columnFolders(catalog, 'LOSS');
  expect(all && drawn(all)).toEqual([
    'Metrics',
    [
      ['train/', [], 'train/acctrain/loss'],
      ['a/', [['b/', [], 'a/b/ca/b/d']], ''],
    ],
    'lossval/acc',
  ]);
  expect(found.map(drawn)).toEqual([['Metrics', [], 'losstrain/loss']]);
  expect(found.flatMap(columnsBelow)).toEqual([metric('loss'), metric('train/loss')]);
});

describe('sort keys', () => {
  const [a, b] = [metric('a'), param('b')];

  it('go from the better start to the other way to none, alone or beside others', () => {
    const first = nextSort([], a, false);
    const both = nextSort(first, b, true);
    const turned = nextSort(both, a, true);
    expect([first, both, turned, nextSort(turned, a, true), nextSort(both, b, false)]).toEqual([
      [{ column: a, descending: true }],
      [
        { column: a, descending: true },
        { column: b, descending: false },
      ],
      [
        { column: a, descending: false },
        { column: b, descending: false },
      ],
      [{ column: b, descending: false }],
      [{ column: b, descending: true }],
    ]);
  });

  it('keep their places when their direction is chosen', () => {
    const sort = [
      { column: a, descending: true },
      { column: b, descending: false },
    ];
    expect(withSort(sort, { column: a, descending: false }, true)).toEqual([{ column: a, descending: false }, sort[1]]);
    expect(withSort(sort, { column: b, descending: true }, false)).toEqual([{ column: b, descending: true }]);
  });
});

it('shows a commit and a program short', () => {
  const commit = { kind: 'attribute', key: 'commit' } as const;
  const source = { kind: 'attribute', key: 'source' } as const;
  expect([
    cellText(commit, '0123456789abcdef', 0),
    cellText(source, '/home/ana/train.py', 0),
    cellText(source, 'C:\\ana\\train.py', 0),
    cellText(source, 'notebook', 0),
  ]).toEqual(['0123456', 'train.py', 'train.py', 'notebook']);
});

describe('TableLayout', () => {
  it('keeps pinned columns in view as long as there is room for others', () => {
    const layout = new TableLayout(tableColumns(40, 3));
    expect([
      layout.visible(1000, 600),
      layout.visible(1000, 300),
      new TableLayout(tableColumns(1, 0)).visible(0, 500),
    ]).toEqual([[0, 1, 2, 9, 10, 11, 12, 13, 14, 15, 16], [0, 9, 10, 11, 12, 13], [0]]);
  });

  it('finds the column at any distance', () => {
    const layout = new TableLayout(tableColumns(12_000, 0));
    expect([0, 99, 100, 599_950, 9e9].map((x) => layout.columnAt(x))).toEqual([0, 0, 1, 5999, 11_999]);
  });
});

it.each([
  ['ArrowRight', 'collapsed', 0, 'fold'],
  ['ArrowRight', 'expanded', 0, undefined],
  ['ArrowLeft', 'expanded', 1, 'fold'],
  ['ArrowLeft', 'collapsed', 1, 'parent'],
  ['ArrowLeft', 'leaf', 2, 'parent'],
  ['ArrowLeft', 'leaf', 0, undefined],
] as const)('%s on a row that is %s at level %i', (key, branch, level, expected) => {
  expect(foldKey(key, { level, branch })).toBe(expected);
});

import type { ComponentChild } from 'preact';
import type { BetterDirection } from '../../src/protocol/experimentPanel.ts';
import { columnId, type RunColumn, type RunColumnSort } from '../../src/protocol/runColumn.ts';
import { withColumn } from './columnArrangement.ts';
import { columnTitle } from './columnText.ts';
import type { ExperimentPage } from './experimentPage.ts';
import { PopupMenu, type MenuItem } from './popupMenu.tsx';
import { runActionItems } from './runActionItems.ts';
import { withSort } from './sortKeys.ts';
import type { TableMenu } from './tableMenu.ts';

interface TableMenuPopupProps {
  readonly page: ExperimentPage;
  readonly menu: TableMenu;
  readonly onClose: () => void;
}

/** The menu of a column or of a row. */
export function TableMenuPopup({ page, menu, onClose }: TableMenuPopupProps): ComponentChild {
  const { x, y } = menu;
  return menu.kind === 'column' ? (
    <PopupMenu
      label={`Column ${columnTitle(menu.column)}`}
      items={columnItems(page, menu.column)}
      x={x}
      y={y}
      onClose={onClose}
    />
  ) : (
    <PopupMenu
      label={menu.runIds.length === 1 ? `Run ${menu.run.name}` : `${menu.runIds.length} runs`}
      items={rowItems(page, menu)}
      x={x}
      y={y}
      onClose={onClose}
    />
  );
}

function columnItems(page: ExperimentPage, column: RunColumnSort['column']): readonly (MenuItem | undefined)[] {
  const sort = sortItems(page, column);
  if (column.kind === 'runName') {
    return sort;
  }
  const id = columnId(column);
  return [
    ...sort,
    undefined,
    ...(column.kind === 'metric' ? [...betterItems(page, column.key), undefined] : []),
    ...(column.kind === 'attribute'
      ? []
      : [{ label: 'Colour by value', checked: page.heat.value.includes(id), run: () => page.toggleHeat(column) }]),
    { label: 'Pin to the left', checked: page.pinned.value.includes(id), run: () => page.togglePinned(column) },
    ...moveItems(page, column),
    {
      label: 'Hide this column',
      icon: 'eye-closed',
      run: () => page.setColumns(withColumn(page.columns.value, column, false)),
    },
  ];
}

function sortItems(page: ExperimentPage, column: RunColumnSort['column']): readonly MenuItem[] {
  const sort = page.sort.value;
  const key = sort.find((known) => columnId(known.column) === columnId(column));
  const item = (label: string, descending: boolean): MenuItem => ({
    label,
    checked: key?.descending === descending,
    run: () => page.setQuery({ sort: withSort(sort, { column, descending }, key !== undefined) }),
  });
  const others = sort.filter((known) => known !== key);
  return [
    item('Sort ascending', false),
    item('Sort descending', true),
    ...(key === undefined && sort.length > 0
      ? [{ label: 'Sort ties by this column', icon: 'add', keys: 'Shift+Click', run: () => page.sortBy(column, true) }]
      : []),
    ...(key === undefined
      ? []
      : [{ label: 'Do not sort by it', icon: 'close', run: () => page.setQuery({ sort: others }) }]),
  ];
}

function betterItems(page: ExperimentPage, key: string): readonly MenuItem[] {
  const better = page.better.value[key];
  const item = (label: string, direction: BetterDirection | undefined): MenuItem => ({
    label,
    checked: better === direction,
    run: () => page.setBetter(key, direction),
  });
  return [item('Higher is better', 'higher'), item('Lower is better', 'lower'), item('Neither is better', undefined)];
}

function moveItems(page: ExperimentPage, column: RunColumn): readonly MenuItem[] {
  const columns = page.shownColumns.value;
  const place = columns.findIndex((shown) => columnId(shown) === columnId(column));
  const [before, after] = [place > 0 ? columns[place - 1] : undefined, columns[place + 1]];
  const item = (label: string, icon: string, keys: string, target: RunColumn | undefined): readonly MenuItem[] =>
    target === undefined ? [] : [{ label, icon, keys, run: () => page.moveColumn(column, target) }];
  return [
    ...item('Move left', 'arrow-left', 'Alt+Left', before),
    ...item('Move right', 'arrow-right', 'Alt+Right', after),
  ];
}

function rowItems(
  page: ExperimentPage,
  { run, runIds }: Extract<TableMenu, { readonly kind: 'row' }>,
): readonly (MenuItem | undefined)[] {
  return [
    { label: 'Open the run', icon: 'go-to-file', run: () => page.act('open', [run.runId]) },
    ...(run.branch === 'leaf'
      ? []
      : [
          {
            label: 'Select with nested runs',
            icon: 'list-tree',
            keys: 'Shift+Enter',
            run: () => void page.selectNested(run.runId),
          },
        ]),
    { label: 'Copy', icon: 'copy', run: () => void page.copyRuns(runIds) },
    undefined,
    ...runActionItems(page, runIds, run.isStarred),
  ];
}

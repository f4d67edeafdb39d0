import { effect, useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { columnId, type RunColumn, type RunColumnSort } from '../../src/protocol/runColumn.ts';
import type { VirtualTableColumn } from '../shared/tableLayout.ts';
import { VirtualTable } from '../shared/virtualTable.ts';
import { columnDescription, columnTitle, columnWidth, isNumberColumn } from './columnText.ts';
import type { ExperimentPage } from './experimentPage.ts';
import type { PageUi } from './pageUi.ts';
import { RunsSource } from './runsSource.ts';
import type { TableMenu } from './tableMenu.ts';
import { TableMenuPopup } from './tableMenuPopup.tsx';

const nameWidth = 220;
const nameColumn = { kind: 'runName' } as const;

/** The runs, as a table that asks for what is in view. */
export function RunsTable({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const parent = useRef<HTMLDivElement>(null);
  const menu = useSignal<TableMenu | undefined>(undefined);
  useEffect(() => {
    if (parent.current === null) {
      return undefined;
    }
    const source = new RunsSource(page, (wanted) => (menu.value = wanted));
    const table = new VirtualTable(parent.current, 'Runs', source);
    const stop = follow(page, source, table);
    return () => {
      stop();
      table.dispose();
    };
  }, [page, menu]);
  const close = (): void => {
    menu.value = undefined;
    parent.current?.querySelector<HTMLElement>('.virtual-table')?.focus();
  };
  return (
    <div class="runs-table">
      <div class="rows" ref={parent} />
      {menu.value !== undefined && <TableMenuPopup page={page} menu={menu.value} onClose={close} />}
    </div>
  );
}

/** Draws what the page has, and again whenever that is something else. @returns what ends it */
function follow(page: ExperimentPage, source: RunsSource, table: VirtualTable): () => void {
  const subscription = page.onDidLoadRows(() => table.refresh());
  const stops = [
    effect(() => {
      source.columns = page.shownColumns.value;
      const [sort, widths, pinned] = [page.sort.value, page.widths.value, page.pinned.value];
      table.setColumns(tableColumns(source.columns, { sort, widths, pinned }));
    }),
    effect(() => {
      source.isTree = page.isNested.value && page.hasNestedRuns.value;
      source.selection = new Set(page.selection.value);
      // Read so that a change of theirs draws the cells again.
      void [page.facts.ranges.value, page.better.value, page.heat.value];
      table.refresh();
    }),
  ];
  const hover = (event: Event): void => {
    page.emphasized.value = source.runIdAt(event.target);
  };
  table.element.addEventListener('pointerover', hover);
  table.element.addEventListener('pointerleave', hover);
  return () => {
    subscription.dispose();
    stops.forEach((stop) => stop());
  };
}

function tableColumns(
  columns: readonly RunColumn[],
  { sort, widths, pinned }: Pick<PageUi, 'sort' | 'widths' | 'pinned'>,
): VirtualTableColumn[] {
  const sorted = (column: RunColumnSort['column']): Pick<VirtualTableColumn, 'sorted' | 'sortPlace'> => {
    const place = sort.findIndex((key) => columnId(key.column) === columnId(column));
    const key = sort[place];
    return {
      sorted: key && (key.descending ? 'descending' : 'ascending'),
      sortPlace: key !== undefined && sort.length > 1 ? place + 1 : undefined,
    };
  };
  return [
    {
      title: 'Run',
      description: 'Name of the run',
      width: widths[columnId(nameColumn)] ?? nameWidth,
      align: 'start',
      ...sorted(nameColumn),
    },
    ...columns.map((column): VirtualTableColumn => ({
      title: columnTitle(column),
      description: columnDescription(column),
      width: widths[columnId(column)] ?? columnWidth(column),
      align: isNumberColumn(column) ? 'end' : 'start',
      isPinned: pinned.includes(columnId(column)),
      ...sorted(column),
    })),
  ];
}

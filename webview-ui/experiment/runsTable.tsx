import { effect } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { fractionLength } from '../../src/model/formatNumber.ts';
import type { RunStatus } from '../../src/model/run.ts';
import type { RunColumn, RunColumnSort } from '../../src/protocol/experimentPanel.ts';
import { runColor } from '../shared/theme.ts';
import type { VirtualTableColumn } from '../shared/tableLayout.ts';
import { VirtualTable, type VirtualTableSource } from '../shared/virtualTable.ts';
import { cellText, cellTitle, columnDescription, columnTitle, columnWidth, isNumberColumn } from './columnText.ts';
import type { ExperimentPage } from './experimentPage.ts';
import { columnId } from './pageUi.ts';

const statusIcons: Readonly<Record<RunStatus, string>> = {
  RUNNING: 'codicon-loading codicon-modifier-spin',
  SCHEDULED: 'codicon-clock',
  FINISHED: 'codicon-circle-filled',
  FAILED: 'codicon-error',
  KILLED: 'codicon-circle-slash',
};
/** Spaces as wide as a digit and as a point, in fonts with figures of one width. */
const [digitSpace, pointSpace] = ['\u2007', '\u2008'];
const nameWidth = 220;

/** The runs, as a table that asks for what is in view. */
export function RunsTable({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const parent = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (parent.current === null) {
      return undefined;
    }
    const source = new RunsSource(page);
    const table = new VirtualTable(parent.current, 'Runs', source);
    const subscription = page.onDidLoadRows(() => table.refresh());
    const stopColumns = effect(() => {
      source.columns = page.columns.value;
      table.setColumns(tableColumns(page.columns.value, page.sort.value));
    });
    const stopSelection = effect(() => {
      source.selection = new Set(page.selection.value);
      table.refresh();
    });
    const hover = (event: Event): void => {
      page.emphasized.value = source.runIdAt(event.target);
    };
    table.element.addEventListener('pointerover', hover);
    table.element.addEventListener('pointerleave', hover);
    return () => {
      subscription.dispose();
      stopColumns();
      stopSelection();
      table.dispose();
    };
  }, [page]);
  return <div class="runs-table" ref={parent} />;
}

function tableColumns(columns: readonly RunColumn[], sort: readonly RunColumnSort[]): VirtualTableColumn[] {
  const sorted = (column: RunColumnSort['column']): VirtualTableColumn['sorted'] => {
    const key = sort.find((candidate) => columnId(candidate.column) === columnId(column));
    return key && (key.descending ? 'descending' : 'ascending');
  };
  return [
    {
      title: 'Run',
      description: 'Name of the run',
      width: nameWidth,
      align: 'start',
      sorted: sorted({ kind: 'runName' }),
    },
    ...columns.map((column): VirtualTableColumn => ({
      title: columnTitle(column),
      description: columnDescription(column),
      width: columnWidth(column),
      align: isNumberColumn(column) ? 'end' : 'start',
      sorted: sorted(column),
    })),
  ];
}

class RunsSource implements VirtualTableSource {
  columns: readonly RunColumn[] = [];
  selection: ReadonlySet<string> = new Set();
  readonly #page: ExperimentPage;
  /** Longest part after the point seen in each metric's column: the point stands that far from the edge. */
  readonly #fractions = new Map<string, number>();

  constructor(page: ExperimentPage) {
    this.#page = page;
  }

  get rowCount(): number {
    return this.#page.state.value?.counts.matching ?? 0;
  }

  show(from: number, to: number): void {
    this.#page.rows.want(from, to);
  }

  isSelected(row: number): boolean {
    return this.selection.has(this.#page.rows.run(row)?.runId ?? '');
  }

  toggle(row: number, extend: boolean): void {
    void this.#page.toggle(row, extend);
  }

  sort(column: number, add: boolean): void {
    const sorted = column === 0 ? { kind: 'runName' as const } : this.columns[column - 1];
    if (sorted !== undefined) {
      this.#page.sortBy(sorted, add);
    }
  }

  activate(row: number): void {
    const run = this.#page.rows.run(row);
    if (run !== undefined) {
      this.#page.setSelection([run.runId]);
    }
  }

  copy(row: number): void {
    const active = this.#page.rows.run(row);
    const runIds = this.selection.size > 0 ? [...this.selection] : active === undefined ? [] : [active.runId];
    void this.#page.copyRuns(runIds);
  }

  runIdAt(target: EventTarget | null): string | undefined {
    const row = target instanceof Element ? target.closest('.row') : null;
    const run = row === null ? undefined : this.#page.rows.run(Number(row.getAttribute('aria-rowindex')) - 2);
    return run !== undefined && this.selection.has(run.runId) ? run.runId : undefined;
  }

  fillCell(cell: HTMLElement, row: number, column: number): void {
    if (column === 0) {
      this.#fillName(cell, row);
      return;
    }
    const shown = this.columns[column - 1];
    const value = this.#page.rows.value(row, column - 1);
    if (shown === undefined) {
      return;
    }
    const text = cellText(shown, value, Date.now());
    cell.textContent = shown.kind === 'metric' ? this.#aligned(shown.key, text) : text;
    cell.title = cellTitle(shown, value);
  }

  #fillName(cell: HTMLElement, row: number): void {
    const run = this.#page.rows.run(row);
    if (run === undefined) {
      cell.textContent = '';
      cell.title = '';
      return;
    }
    const box = document.createElement('span');
    box.className = `check codicon ${this.selection.has(run.runId) ? 'codicon-check' : ''}`;
    // The row says that it is selected.
    box.setAttribute('aria-hidden', 'true');
    const icon = document.createElement('span');
    icon.className = `status codicon ${statusIcons[run.status]}`;
    icon.style.color = runColor(run.runId);
    icon.setAttribute('role', 'img');
    icon.setAttribute('aria-label', run.status.toLowerCase());
    cell.replaceChildren(box, icon, run.name);
    cell.title = `${run.name} · ${run.status.toLowerCase()}`;
  }

  #aligned(key: string, text: string): string {
    const length = fractionLength(text);
    const longest = Math.max(length, this.#fractions.get(key) ?? 0);
    this.#fractions.set(key, longest);
    if (!/\d/.test(text) || longest === length) {
      return text;
    }
    return length === 0
      ? text + pointSpace + digitSpace.repeat(longest - 1)
      : text + digitSpace.repeat(longest - length);
  }
}

import { fractionLength } from '../../src/model/formatNumber.ts';
import type { RunColumn } from '../../src/protocol/runColumn.ts';
import { columnId } from '../../src/protocol/runColumn.ts';
import { alignedOnPoint } from '../shared/alignNumbers.ts';
import type { RowPlace, VirtualTableSource } from '../shared/tableSource.ts';
import { cellText, cellTitle } from './columnText.ts';
import type { ExperimentPage } from './experimentPage.ts';
import { fillNameCell } from './nameCell.ts';
import type { TableMenu } from './tableMenu.ts';

/** Columns are asked for this many at a time, so that scrolling sideways asks seldom. */
const columnChunk = 16;

/** What the table of runs shows, and what a person does there. Column 0 is the run's name. */
export class RunsSource implements VirtualTableSource {
  columns: readonly RunColumn[] = [];
  selection: ReadonlySet<string> = new Set();
  isTree = false;
  readonly #page: ExperimentPage;
  readonly #openMenu: (menu: TableMenu) => void;
  /** Longest part after the point seen in each metric's column: the point stands that far from the edge. */
  readonly #fractions = new Map<string, number>();

  constructor(page: ExperimentPage, openMenu: (menu: TableMenu) => void) {
    this.#page = page;
    this.#openMenu = openMenu;
  }

  get rowCount(): number {
    return this.#page.state.value?.rows ?? 0;
  }

  show(from: number, to: number, columns: readonly number[]): void {
    const chunks = new Set(columns.map((column) => Math.floor(Math.max(0, column - 1) / columnChunk)));
    const wanted = [...chunks].flatMap((chunk) => this.columns.slice(chunk * columnChunk, (chunk + 1) * columnChunk));
    this.#page.rows.want(from, to, wanted);
  }

  isSelected(row: number): boolean {
    return this.selection.has(this.#page.rows.run(row)?.runId ?? '');
  }

  place(row: number): RowPlace | undefined {
    return this.#page.rows.run(row);
  }

  parent(row: number): number | undefined {
    const level = this.place(row)?.level ?? 0;
    for (let above = row - 1; above >= 0; above--) {
      const place = this.place(above);
      if (place === undefined || place.level < level) {
        return place === undefined ? undefined : above;
      }
    }
    return undefined;
  }

  fold(row: number): void {
    this.#withRun(row, ({ runId }) => this.#page.fold(runId));
  }

  toggle(row: number, extend: boolean): void {
    void this.#page.toggle(row, extend);
  }

  selectNested(row: number): void {
    this.#withRun(row, ({ runId }) => void this.#page.selectNested(runId));
  }

  press(row: number, part: Element): boolean {
    const { classList } = part;
    if (classList.contains('twistie') && this.place(row)?.branch !== 'leaf') {
      this.fold(row);
      return true;
    }
    if (classList.contains('star')) {
      this.#withRun(row, ({ runId, isStarred }) => this.#page.act(isStarred ? 'unstar' : 'star', [runId]));
      return true;
    }
    return false;
  }

  sort(column: number, add: boolean): void {
    const sorted = column === 0 ? { kind: 'runName' as const } : this.columns[column - 1];
    if (sorted !== undefined) {
      this.#page.sortBy(sorted, add);
    }
  }

  resize(column: number, width: number | undefined): void {
    const resized = column === 0 ? { kind: 'runName' as const } : this.columns[column - 1];
    if (resized !== undefined) {
      this.#page.resizeColumn(columnId(resized), width);
    }
  }

  move(from: number, to: number): void {
    const [moved, target] = [this.columns[from - 1], this.columns[to - 1]];
    if (moved !== undefined && target !== undefined) {
      this.#page.moveColumn(moved, target);
    }
  }

  menu(column: number, x: number, y: number): void {
    this.#openMenu({ kind: 'column', column: this.columns[column - 1] ?? { kind: 'runName' }, x, y });
  }

  rowMenu(row: number, x: number, y: number): void {
    this.#withRun(row, (run) => {
      const runIds = this.selection.has(run.runId) ? [...this.selection] : [run.runId];
      this.#openMenu({ kind: 'row', run, runIds, x, y });
    });
  }

  activate(row: number): void {
    this.#withRun(row, ({ runId }) => this.#page.setSelection([runId]));
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
      const run = this.#page.rows.run(row);
      fillNameCell(cell, run, { isSelected: this.isSelected(row), isTree: this.isTree });
      return;
    }
    const shown = this.columns[column - 1];
    if (shown === undefined) {
      return;
    }
    const value = this.#page.rows.value(row, shown);
    const text = cellText(shown, value, Date.now());
    cell.textContent = shown.kind === 'metric' ? this.#aligned(shown.key, text) : text;
    cell.title = cellTitle(shown, value);
    // Ranges and bests are of the matching runs.
    if (this.#page.rows.run(row)?.isContext === false) {
      this.#colour(cell, shown, value);
      if (this.#isBest(shown, value)) {
        cell.prepend(bestMark(shown.key));
      }
    }
  }

  #withRun(row: number, act: (run: NonNullable<ReturnType<ExperimentPage['rows']['run']>>) => void): void {
    const run = this.#page.rows.run(row);
    if (run !== undefined) {
      act(run);
    }
  }

  #isBest(column: RunColumn, value: number | string | undefined): boolean {
    const better = column.kind === 'metric' ? this.#page.better.value[column.key] : undefined;
    const range = better === undefined ? undefined : this.#page.facts.ranges.value.get(columnId(column));
    return range !== undefined && range.min < range.max && value === (better === 'higher' ? range.max : range.min);
  }

  /** Between the least and the greatest value of the matching runs. */
  #colour(cell: HTMLElement, column: RunColumn, value: number | string | undefined): void {
    const id = columnId(column);
    const range = this.#page.heat.value.includes(id) ? this.#page.facts.ranges.value.get(id) : undefined;
    const number = value === undefined || value === '' ? NaN : Number(value);
    if (range !== undefined && Number.isFinite(number)) {
      const share = range.min === range.max ? 0.5 : (number - range.min) / (range.max - range.min);
      cell.classList.add('heat');
      cell.style.setProperty('--heat', `${Math.round(Math.max(0, Math.min(1, share)) * 100)}%`);
    }
  }

  #aligned(key: string, text: string): string {
    const longest = Math.max(fractionLength(text), this.#fractions.get(key) ?? 0);
    this.#fractions.set(key, longest);
    return alignedOnPoint(text, longest);
  }
}

function bestMark(key: string): HTMLElement {
  const mark = document.createElement('span');
  mark.className = 'best codicon codicon-star-full';
  mark.title = `Best ${key} of the matching runs`;
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', 'best');
  return mark;
}

import type { ColumnActions } from './tableHeader.ts';

/** How a row stands among those that are nested in each other. */
export interface RowPlace {
  /** 0 at the top. */
  readonly level: number;
  /** `leaf`: nothing is nested in it. */
  readonly branch: 'leaf' | 'collapsed' | 'expanded';
}

/** What a table shows. The first column is pinned to the left. */
export interface VirtualTableSource extends ColumnActions {
  readonly rowCount: number;
  /** Whether rows may be nested in each other: then {@link VirtualTableSource.place} says how. */
  readonly isTree?: boolean;
  /** Writes a cell's content; the cell may have shown another one before. */
  fillCell(cell: HTMLElement, row: number, column: number): void;
  isSelected(row: number): boolean;
  /** Absent where the row is not loaded. */
  place?(row: number): RowPlace | undefined;
  /** Shows or hides what is nested in a row. */
  fold?(row: number): void;
  /** The row that a row is nested in; absent when it is not loaded. */
  parent?(row: number): number | undefined;
  /** The person wants a row selected or no longer; `extend`: everything between the last such row and this one. */
  toggle(row: number, extend: boolean): void;
  /** The person wants a row and all that is nested in it selected. */
  selectNested?(row: number): void;
  /** A part of a cell was clicked. @returns whether it is one that does something of its own */
  press?(row: number, part: Element): boolean;
  /** What can be done with a row. `x`, `y`: where, in the page. */
  rowMenu?(row: number, x: number, y: number): void;
  /** `add`: keep what the table is sorted by, and sort ties by this column. */
  sort(column: number, add: boolean): void;
  /** Enter or double click. */
  activate(row: number): void;
  /** The person wants what is selected in the clipboard, or this row when nothing is; absent where nothing can be copied. */
  copy?(row: number): void;
  /** Rows from `from` up to, not including, `to`, and these columns of theirs are in view. */
  show(from: number, to: number, columns: readonly number[]): void;
}

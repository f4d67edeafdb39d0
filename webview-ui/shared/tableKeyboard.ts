import { foldKey, tableKeyTarget, type CellPosition } from './tableKeys.ts';
import type { TableLayout } from './tableLayout.ts';
import type { VirtualTableSource } from './tableSource.ts';

/** What the keys of a table work with. */
export interface KeyboardTable {
  readonly active: () => CellPosition;
  readonly layout: () => TableLayout;
  /** Rows that Page Up and Page Down move by. */
  readonly pageLength: () => number;
  readonly goTo: (position: CellPosition) => void;
  /** @returns whether there is a menu */
  readonly openMenu: (position: CellPosition) => boolean;
}

/** What a key widens or narrows a column by, in pixels. */
const widthStep = 16;

/** The keys of an ARIA grid or tree grid, and those that do with columns and rows what the pointer does. */
export class TableKeyboard {
  readonly #source: VirtualTableSource;
  readonly #table: KeyboardTable;

  constructor(source: VirtualTableSource, table: KeyboardTable) {
    this.#source = source;
    this.#table = table;
  }

  pressed(event: KeyboardEvent): void {
    const active = this.#table.active();
    if (active.row < 0 ? this.#pressedOnHeader(event, active) : this.#pressedOnRow(event, active)) {
      event.preventDefault();
      // VS Code takes keys that come through, such as Alt+Left, for its own commands.
      event.stopPropagation();
      return;
    }
    const target = tableKeyTarget(event, active, {
      rows: this.#source.rowCount,
      columns: this.#table.layout().columns.length,
      page: this.#table.pageLength(),
    });
    if (target !== undefined) {
      this.#table.goTo(target);
      event.preventDefault();
    }
  }

  /** @returns whether the key was one of the header's */
  #pressedOnHeader(event: KeyboardEvent, active: CellPosition): boolean {
    const { column } = active;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
      this.#source.sort(column, event.shiftKey);
    } else if (event.altKey && by !== undefined && event.shiftKey) {
      this.#source.resize?.(column, (this.#table.layout().columns[column]?.width ?? 0) + by * widthStep);
    } else if (event.altKey && by !== undefined) {
      this.#moveColumn(column, column + by);
    } else {
      return isMenuKey(event) && this.#table.openMenu(active);
    }
    return true;
  }

  /** The active cell goes with its column. */
  #moveColumn(from: number, to: number): void {
    if (from > 0 && to > 0 && to < this.#table.layout().columns.length && this.#source.move !== undefined) {
      this.#source.move(from, to);
      this.#table.goTo({ row: -1, column: to });
    }
  }

  /** @returns whether the key was one of a row's */
  #pressedOnRow(event: KeyboardEvent, active: CellPosition): boolean {
    const { row, column } = active;
    if (event.key === ' ') {
      this.#source.toggle(row, event.shiftKey);
    } else if (event.key === 'Enter' && event.shiftKey) {
      this.#source.selectNested?.(row);
    } else if (event.key === 'Enter') {
      this.#source.activate(row);
    } else if (isMenuKey(event)) {
      return this.#table.openMenu(active);
    } else {
      return column === 0 && !event.ctrlKey && !event.metaKey && this.#pressedOnBranch(event, row);
    }
    return true;
  }

  /** Left and right in the first column fold, unfold and lead to the row above, as in any tree. */
  #pressedOnBranch(event: KeyboardEvent, row: number): boolean {
    const place = this.#source.place?.(row);
    const act = place === undefined ? undefined : foldKey(event.key, place);
    const parent = act === 'parent' ? this.#source.parent?.(row) : undefined;
    if (act === 'fold') {
      this.#source.fold?.(row);
    } else if (parent !== undefined) {
      this.#table.goTo({ row: parent, column: 0 });
    }
    return act === 'fold' || parent !== undefined;
  }
}

function isMenuKey(event: KeyboardEvent): boolean {
  return event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
}

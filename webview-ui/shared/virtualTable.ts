import type { Disposable } from '../../src/util/events.ts';
import { element } from './tableElement.ts';
import { TableHeader } from './tableHeader.ts';
import { TableKeyboard } from './tableKeyboard.ts';
import type { CellPosition } from './tableKeys.ts';
import { TableLayout, type VirtualTableColumn } from './tableLayout.ts';
import type { VirtualTableSource } from './tableSource.ts';

interface Row {
  readonly element: HTMLElement;
  readonly cells: HTMLElement[];
  index: number;
}

const overscan = 4;

/** A table of any size: only the rows and columns in view exist in the document. An ARIA grid with the keys of one. */
export class VirtualTable implements Disposable {
  readonly element: HTMLElement;
  readonly #header: HTMLElement;
  readonly #headerCells: HTMLElement[] = [];
  readonly #headerParts: TableHeader;
  readonly #body: HTMLElement;
  readonly #source: VirtualTableSource;
  readonly #rowHeight: number;
  readonly #rows = new Map<number, Row>();
  readonly #spare: Row[] = [];
  readonly #resizes: ResizeObserver;
  readonly #id = `table-${Math.random().toString(36).slice(2)}`;
  #layout = new TableLayout([]);
  #columns: readonly number[] = [];
  #active: CellPosition = { row: 0, column: 0 };
  #frame = 0;

  constructor(parent: HTMLElement, label: string, source: VirtualTableSource, rowHeight = 24) {
    this.#source = source;
    this.#rowHeight = rowHeight;
    this.element = element('div', 'virtual-table', {
      role: 'grid',
      'aria-label': label,
      'aria-multiselectable': 'true',
    });
    this.element.tabIndex = 0;
    this.element.style.setProperty('--row-height', `${rowHeight}px`);
    this.#header = element('div', 'header', { role: 'row', 'aria-rowindex': '1' });
    this.#body = element('div', 'body', { role: 'rowgroup' });
    this.element.append(this.#header, this.#body);
    parent.append(this.element);
    this.#headerParts = new TableHeader(this.#header, source, () => this.#layout);
    this.#listen();
    this.#resizes = new ResizeObserver(() => this.#render());
    this.#resizes.observe(this.element);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#resizes.disconnect();
    document.removeEventListener('copy', this.#copied);
    this.element.remove();
  }

  setColumns(columns: readonly VirtualTableColumn[]): void {
    this.#layout = new TableLayout(columns);
    this.#columns = [];
    this.refresh();
  }

  /** Draws everything in view again, before the next frame. */
  refresh(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#redraw());
  }

  /** Draws these rows again, if they are in view. */
  refreshRows(rows: Iterable<number>): void {
    for (const index of rows) {
      const row = this.#rows.get(index);
      if (row !== undefined) {
        this.#fillRow(row);
      }
    }
  }

  scrollToTop(): void {
    this.element.scrollTop = 0;
  }

  #redraw(): void {
    const { rowCount } = this.#source;
    this.element.setAttribute('role', this.#source.isTree === true ? 'treegrid' : 'grid');
    this.element.setAttribute('aria-rowcount', String(rowCount + 1));
    this.element.setAttribute('aria-colcount', String(this.#layout.columns.length));
    this.#body.style.height = `${rowCount * this.#rowHeight}px`;
    this.#body.style.width = `${this.#layout.width}px`;
    this.#header.style.width = `${this.#layout.width}px`;
    this.#active = { ...this.#active, row: Math.min(this.#active.row, Math.max(0, rowCount - 1)) };
    this.#render();
    for (const row of this.#rows.values()) {
      this.#fillRow(row);
    }
    this.#fillHeader();
  }

  #render(): void {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.element;
    this.element.classList.toggle('scrolled', scrollLeft > 0);
    const columns = this.#layout.visible(scrollLeft, clientWidth);
    if (columns.length !== this.#columns.length || columns.at(-1) !== this.#columns.at(-1)) {
      this.#columns = columns;
      this.#rows.forEach((row) => this.#fillRow(row));
      this.#fillHeader();
    }
    const from = Math.max(0, Math.floor(scrollTop / this.#rowHeight) - overscan);
    const to = Math.min(this.#source.rowCount, Math.ceil((scrollTop + clientHeight) / this.#rowHeight) + overscan);
    this.#source.show(from, to, columns);
    this.#recycle(from, to);
    for (let index = from; index < to; index++) {
      if (!this.#rows.has(index)) {
        this.#addRow(index);
      }
    }
    this.#markActive();
  }

  #recycle(from: number, to: number): void {
    for (const [index, row] of this.#rows) {
      if (index < from || index >= to) {
        this.#rows.delete(index);
        row.element.hidden = true;
        this.#spare.push(row);
      }
    }
  }

  #addRow(index: number): void {
    const row = this.#spare.pop() ?? this.#newRow();
    row.index = index;
    row.element.hidden = false;
    row.element.style.top = `${(index + 1) * this.#rowHeight}px`;
    row.element.setAttribute('aria-rowindex', String(index + 2));
    this.#rows.set(index, row);
    this.#fillRow(row);
  }

  #newRow(): Row {
    const row = { element: element('div', 'row', { role: 'row' }), cells: [], index: -1 };
    this.#body.append(row.element);
    return row;
  }

  #fillRow(row: Row): void {
    row.element.style.width = `${this.#layout.width}px`;
    row.element.setAttribute('aria-selected', String(this.#source.isSelected(row.index)));
    this.#placeRow(row);
    this.#fitCells(row.element, row.cells, 'gridcell');
    row.cells.forEach((cell, place) => {
      const column = this.#columns[place] ?? 0;
      cell.id = this.#cellId(row.index, column);
      this.#source.fillCell(cell, row.index, column);
    });
  }

  #placeRow({ element: row, index }: Row): void {
    const { level, branch } = this.#source.place?.(index) ?? { level: 0, branch: 'leaf' };
    setOrRemove(row, 'aria-level', this.#source.isTree === true ? String(level + 1) : undefined);
    setOrRemove(row, 'aria-expanded', branch === 'leaf' ? undefined : String(branch === 'expanded'));
  }

  #fillHeader(): void {
    this.#fitCells(this.#header, this.#headerCells, 'columnheader');
    this.#headerCells.forEach((cell, place) => {
      const index = this.#columns[place] ?? 0;
      cell.id = this.#cellId(-1, index);
      this.#headerParts.fill(cell, this.#layout.columns[index]);
    });
  }

  /** Makes the cells those of the columns in view, in their places. */
  #fitCells(parent: HTMLElement, cells: HTMLElement[], role: string): void {
    while (cells.length < this.#columns.length) {
      const cell = element('div', 'cell', { role });
      cells.push(cell);
      parent.append(cell);
    }
    for (const cell of cells.splice(this.#columns.length)) {
      cell.remove();
    }
    const pinned = this.#layout.pinned(this.element.clientWidth);
    cells.forEach((cell, place) => {
      const index = this.#columns[place] ?? 0;
      const column = this.#layout.columns[index];
      const edge = index === pinned - 1 ? 'pinned-edge' : '';
      cell.className = `cell ${index < pinned ? 'pinned' : ''} ${edge} ${column?.align ?? ''}`;
      cell.style.left = `${this.#layout.left(index)}px`;
      cell.style.width = `${column?.width ?? 0}px`;
      cell.setAttribute('aria-colindex', String(index + 1));
    });
  }

  #cellId(row: number, column: number): string {
    return `${this.#id}-${row}-${column}`;
  }

  #listen(): void {
    this.element.addEventListener('scroll', () => this.#render(), { passive: true });
    const keyboard = new TableKeyboard(this.#source, {
      active: () => this.#active,
      layout: () => this.#layout,
      pageLength: () => Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - 2),
      goTo: (position) => {
        this.#activate(position);
        this.#reveal(position);
      },
      openMenu: (position) => this.#openMenuBelow(position),
    });
    this.element.addEventListener('keydown', (event) => keyboard.pressed(event));
    this.element.addEventListener('click', (event) => this.#clicked(event));
    // Without selected text the event goes to the body, whatever has the focus.
    document.addEventListener('copy', this.#copied);
    this.element.addEventListener('contextmenu', (event) => this.#menuWanted(event));
    this.element.addEventListener('dblclick', (event) => {
      const { row } = this.#positionOf(event.target) ?? { row: -1 };
      if (row >= 0) {
        this.#source.activate(row);
      }
    });
  }

  #menuWanted(event: MouseEvent): void {
    const position = this.#positionOf(event.target);
    if (position !== undefined) {
      this.#activate(position);
      if (this.#openMenu(position, event.clientX, event.clientY)) {
        event.preventDefault();
      }
    }
  }

  /** @returns whether there is one */
  #openMenu({ row, column }: CellPosition, x: number, y: number): boolean {
    const source = this.#source;
    if (row < 0) {
      source.menu?.(column, x, y);
      return source.menu !== undefined;
    }
    source.rowMenu?.(row, x, y);
    return source.rowMenu !== undefined;
  }

  /** @returns whether there is one, and the cell is in view */
  #openMenuBelow(position: CellPosition): boolean {
    const cell = document.getElementById(this.#cellId(position.row, position.column));
    if (cell === null) {
      return false;
    }
    const { left, bottom } = cell.getBoundingClientRect();
    return this.#openMenu(position, left, bottom);
  }

  readonly #copied = (event: ClipboardEvent): void => {
    if (document.activeElement === this.element && this.#source.copy !== undefined) {
      event.preventDefault();
      this.#source.copy(this.#active.row);
    }
  };

  #clicked(event: MouseEvent): void {
    const position = this.#positionOf(event.target);
    if (position === undefined || (position.row < 0 && this.#headerParts.swallows(event))) {
      return;
    }
    this.#activate(position);
    const part = event.target instanceof Element ? event.target : this.element;
    if (position.row >= 0 && this.#source.press?.(position.row, part) === true) {
      return;
    }
    if (position.row < 0) {
      this.#source.sort(position.column, event.shiftKey);
    } else {
      this.#source.toggle(position.row, event.shiftKey);
    }
  }

  #positionOf(target: EventTarget | null): CellPosition | undefined {
    const cell = target instanceof Element ? target.closest('.cell') : null;
    const row = cell?.closest('[aria-rowindex]');
    if (cell === null || row === null || row === undefined) {
      return undefined;
    }
    return {
      row: Number(row.getAttribute('aria-rowindex')) - 2,
      column: Number(cell.getAttribute('aria-colindex')) - 1,
    };
  }

  #activate(position: CellPosition): void {
    this.#active = position;
    this.#markActive();
  }

  #markActive(): void {
    const id = this.#cellId(this.#active.row, this.#active.column);
    for (const marked of this.element.querySelectorAll('.active')) {
      marked.classList.remove('active');
    }
    document.getElementById(id)?.classList.add('active');
    this.element.setAttribute('aria-activedescendant', id);
  }

  #reveal({ row, column }: CellPosition): void {
    const { clientHeight, clientWidth, scrollTop, scrollLeft } = this.element;
    const top = row * this.#rowHeight;
    const bottom = top + 2 * this.#rowHeight;
    if (row >= 0) {
      this.element.scrollTop = Math.min(top, Math.max(scrollTop, bottom - clientHeight));
    }
    const pinnedCount = this.#layout.pinned(clientWidth);
    const pinned = this.#layout.left(pinnedCount);
    const left = this.#layout.left(column);
    const right = left + (this.#layout.columns[column]?.width ?? 0);
    if (column >= pinnedCount) {
      this.element.scrollLeft = Math.min(left - pinned, Math.max(scrollLeft, right - clientWidth));
    }
    this.#render();
  }
}

function setOrRemove(target: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) {
    target.removeAttribute(name);
  } else {
    target.setAttribute(name, value);
  }
}

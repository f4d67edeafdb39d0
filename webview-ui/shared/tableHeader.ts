import { element } from './tableElement.ts';
import type { TableLayout, VirtualTableColumn } from './tableLayout.ts';

/** What a person can do to the columns of a table. */
export interface ColumnActions {
  /** Wants the column that wide; absent: as wide as it was at first. */
  readonly resize?: ((column: number, width: number | undefined) => void) | undefined;
  /** Wants the column where another one is. */
  readonly move?: ((from: number, to: number) => void) | undefined;
  /** Wants to know what can be done with the column. `x`, `y`: where, in the page. */
  readonly menu?: ((column: number, x: number, y: number) => void) | undefined;
}

interface Drag {
  readonly kind: 'resize' | 'move';
  readonly column: number;
  readonly startX: number;
  readonly startWidth: number;
  hasMoved: boolean;
  to: number;
}

/** Pixels that the pointer may tremble in a click. */
const dragThreshold = 5;
const leastWidth = 40;
/** How near to an edge a dragged column makes the table scroll, and how far each time. */
const [scrollEdge, scrollStep] = [32, 24];

/** Writes header cells, and moves and resizes columns by drag. */
export class TableHeader {
  readonly #header: HTMLElement;
  readonly #actions: ColumnActions;
  readonly #layout: () => TableLayout;
  readonly #marker = element('div', 'drop-marker', { 'aria-hidden': 'true' });
  #drag: Drag | undefined;
  /** Whether the click that is about to come ends a drag. */
  #swallowsClick = false;

  constructor(header: HTMLElement, actions: ColumnActions, layout: () => TableLayout) {
    this.#header = header;
    this.#actions = actions;
    this.#layout = layout;
    this.#marker.hidden = true;
    header.append(this.#marker);
    header.addEventListener('pointerdown', (event) => this.#pressed(event));
    header.addEventListener('pointermove', (event) => this.#moved(event));
    header.addEventListener('pointerup', () => this.#released());
    header.addEventListener('pointercancel', () => this.#end());
    header.addEventListener('dblclick', (event) => {
      if (isResizer(event.target)) {
        actions.resize?.(columnOf(event.target), undefined);
        event.stopPropagation();
      }
    });
  }

  /** Whether a click on the header is none: the end of a drag, or on a part of its own. */
  swallows(event: MouseEvent): boolean {
    const isEnd = this.#swallowsClick;
    this.#swallowsClick = false;
    const button = event.target instanceof Element ? event.target.closest('.column-menu') : null;
    if (button !== null && !isEnd) {
      const box = button.getBoundingClientRect();
      this.#actions.menu?.(columnOf(button), box.left, box.bottom);
    }
    return isEnd || button !== null || isResizer(event.target);
  }

  fill(cell: HTMLElement, column: VirtualTableColumn | undefined): void {
    const look = JSON.stringify([column?.title, column?.description, column?.sorted, column?.sortPlace]);
    if (cell.dataset['look'] === look) {
      // What is under the pointer stays there.
      return;
    }
    cell.dataset['look'] = look;
    const title = element('span', 'title', {});
    title.textContent = column?.title ?? '';
    cell.title = column?.description ?? '';
    cell.setAttribute('aria-sort', column?.sorted ?? 'none');
    cell.replaceChildren(title, ...sortMark(column));
    // What follows is for the pointer; the keys have their own way.
    if (this.#actions.menu !== undefined) {
      cell.append(element('span', 'column-menu codicon codicon-chevron-down', { 'aria-hidden': 'true' }));
    }
    if (this.#actions.resize !== undefined) {
      cell.append(element('span', 'resizer', { 'aria-hidden': 'true' }));
    }
  }

  #pressed(event: PointerEvent): void {
    this.#swallowsClick = false;
    const column = columnOf(event.target);
    if (event.button !== 0 || column < 0) {
      return;
    }
    const kind = isResizer(event.target) ? 'resize' : 'move';
    const isAllowed =
      kind === 'resize' ? this.#actions.resize !== undefined : column > 0 && this.#actions.move !== undefined;
    if (isAllowed) {
      const startWidth = this.#layout().columns[column]?.width ?? 0;
      this.#drag = { kind, column, startX: event.clientX, startWidth, hasMoved: false, to: column };
    }
  }

  #moved(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag === undefined) {
      return;
    }
    const by = event.clientX - drag.startX;
    if (!drag.hasMoved && Math.abs(by) < dragThreshold) {
      return;
    }
    if (!drag.hasMoved) {
      drag.hasMoved = true;
      this.#header.setPointerCapture(event.pointerId);
    }
    if (drag.kind === 'resize') {
      this.#actions.resize?.(drag.column, Math.max(leastWidth, drag.startWidth + by));
    } else {
      this.#aim(drag, event.clientX);
    }
  }

  /** Finds where the dragged column would go, and shows it. */
  #aim(drag: Drag, clientX: number): void {
    const view = this.#header.parentElement;
    if (view === null) {
      return;
    }
    const box = view.getBoundingClientRect();
    const x = clientX - box.left;
    view.scrollLeft += x < scrollEdge ? -scrollStep : x > view.clientWidth - scrollEdge ? scrollStep : 0;
    const layout = this.#layout();
    const pinnedWidth = layout.left(layout.pinned(view.clientWidth));
    const at = x < pinnedWidth ? x : x + view.scrollLeft;
    drag.to = Math.max(1, layout.columnAt(at));
    const edge = drag.to > drag.column ? layout.left(drag.to + 1) : layout.left(drag.to);
    this.#marker.hidden = drag.to === drag.column;
    this.#marker.style.left = `${x < pinnedWidth ? edge + view.scrollLeft : edge}px`;
  }

  #released(): void {
    const drag = this.#drag;
    this.#end();
    this.#swallowsClick = drag?.hasMoved === true;
    if (drag?.kind === 'move' && drag.hasMoved && drag.to !== drag.column) {
      this.#actions.move?.(drag.column, drag.to);
    }
  }

  #end(): void {
    this.#drag = undefined;
    this.#marker.hidden = true;
  }
}

function sortMark(column: VirtualTableColumn | undefined): HTMLElement[] {
  if (column?.sorted === undefined) {
    return [];
  }
  const icon = column.sorted === 'ascending' ? 'arrow-up' : 'arrow-down';
  const mark = element('span', `sort codicon codicon-${icon}`, { 'aria-hidden': 'true' });
  if (column.sortPlace === undefined) {
    return [mark];
  }
  const place = element('span', 'sort-place', { 'aria-label': `sort key ${column.sortPlace}` });
  place.textContent = String(column.sortPlace);
  return [mark, place];
}

function isResizer(target: EventTarget | null): target is Element {
  return target instanceof Element && target.classList.contains('resizer');
}

/** -1 where there is none. */
function columnOf(target: EventTarget | null): number {
  const cell = target instanceof Element ? target.closest('[role=columnheader]') : null;
  return Number(cell?.getAttribute('aria-colindex') ?? 0) - 1;
}

export interface VirtualTableColumn {
  readonly title: string;
  /** For the tooltip. */
  readonly description?: string | undefined;
  /** In pixels. */
  readonly width: number;
  readonly align: 'start' | 'end';
  /** Stays in view; pinned columns come first, and the first column is always one. */
  readonly isPinned?: boolean | undefined;
  readonly sorted?: 'ascending' | 'descending' | undefined;
  /** 1 for the key that decides first; absent where there is but one key. */
  readonly sortPlace?: number | undefined;
}

const overscan = 1;
/** How much of the view pinned columns may take: something has to be left to scroll. */
const pinnedShare = 0.6;

/** Where the columns of a table lie. */
export class TableLayout {
  readonly columns: readonly VirtualTableColumn[];
  /** Left edges, and after them the right edge of the last. */
  readonly #edges: Float64Array;

  constructor(columns: readonly VirtualTableColumn[]) {
    this.columns = columns;
    this.#edges = new Float64Array(columns.length + 1);
    columns.forEach(({ width }, index) => (this.#edges[index + 1] = (this.#edges[index] ?? 0) + width));
  }

  /** Of all columns together, in pixels. */
  get width(): number {
    return this.left(this.columns.length);
  }

  left(column: number): number {
    return this.#edges[Math.min(column, this.columns.length)] ?? 0;
  }

  /** How many columns stay where they are in a view of that width. */
  pinned(viewWidth: number): number {
    let count = Math.min(1, this.columns.length);
    while (this.columns[count]?.isPinned === true && this.left(count + 1) <= viewWidth * pinnedShare) {
      count++;
    }
    return count;
  }

  /** Indexes of the columns to draw: the pinned ones, then those in view with one more on either side. Costs what is drawn. */
  visible(scrollLeft: number, viewWidth: number): number[] {
    const pinned = this.pinned(viewWidth);
    const from = Math.max(pinned, this.columnAt(scrollLeft) - overscan);
    const to = Math.min(this.columns.length - 1, this.columnAt(scrollLeft + viewWidth - 1) + overscan);
    return [
      ...Array.from({ length: pinned }, (_, index) => index),
      ...Array.from({ length: Math.max(0, to - from + 1) }, (_, offset) => from + offset),
    ];
  }

  /** The column that lies at a distance from the left; the last one beyond it. */
  columnAt(x: number): number {
    let [low, high] = [0, Math.max(0, this.columns.length - 1)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      [low, high] = this.left(middle) <= x ? [middle, high] : [low, middle - 1];
    }
    return low;
  }
}

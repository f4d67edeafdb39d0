export interface VirtualTableColumn {
  readonly title: string;
  /** For the tooltip. */
  readonly description?: string | undefined;
  /** In pixels. */
  readonly width: number;
  readonly align: 'start' | 'end';
  readonly sorted?: 'ascending' | 'descending' | undefined;
}

const overscan = 1;

/** Where the columns of a table lie. The first one stays in view. */
export class TableLayout {
  readonly columns: readonly VirtualTableColumn[];
  readonly #lefts: readonly number[];
  /** Of all columns together, in pixels. */
  readonly width: number;

  constructor(columns: readonly VirtualTableColumn[]) {
    this.columns = columns;
    let left = 0;
    this.#lefts = columns.map(({ width }) => {
      left += width;
      return left - width;
    });
    this.width = left;
  }

  left(column: number): number {
    return this.#lefts[column] ?? this.width;
  }

  /** Indexes of the columns to draw: the first, then those in view with one more on either side. */
  visible(scrollLeft: number, viewWidth: number): number[] {
    const inView = this.columns.flatMap((column, index) => {
      const left = this.left(index);
      return left + column.width > scrollLeft && left < scrollLeft + viewWidth ? [index] : [];
    });
    const from = Math.max(1, (inView[0] ?? 0) - overscan);
    const to = Math.min(this.columns.length - 1, (inView.at(-1) ?? 0) + overscan);
    const others = Array.from({ length: Math.max(0, to - from + 1) }, (_, offset) => from + offset);
    return this.columns.length === 0 ? [] : [0, ...others];
  }
}

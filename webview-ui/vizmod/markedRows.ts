import type { Item, ScenegraphEvent } from 'vega';
import { lineOfRow } from '../../src/model/dataTable.ts';
import type { BoundVisualization } from '../../src/protocol/visualizationPanel.ts';

/** Marks that join many rows: a click on one is about none of them. */
const joiningMarks = new Set(['line', 'area', 'trail', 'group']);

/** Tells of which rows the marks are that a person clicks; with Ctrl, Cmd or Shift they are gathered. */
export class MarkedRows {
  readonly #onDidMark: (lines: readonly number[]) => void;
  readonly #lines = new WeakMap<object, number>();
  #marked: ReadonlySet<number> = new Set();

  /** @param onDidMark hears of lines of the data, from 1, the one that was clicked last at the end */
  constructor(onDidMark: (lines: readonly number[]) => void) {
    this.#onDidMark = onDidMark;
  }

  /** Vega keeps the rows that it is given, unless it makes others of them: those are nobody's. */
  knowRows({ table, reduced }: BoundVisualization, rows: readonly object[]): void {
    this.#marked = new Set();
    if (reduced === undefined) {
      rows.forEach((row, index) => this.#lines.set(row, lineOfRow(table, index)));
    }
  }

  readonly handleClick = (event: ScenegraphEvent, item: Item | null | undefined): void => {
    const line = item !== null && item !== undefined ? this.#lineOf(item) : undefined;
    if (line === undefined) {
      return;
    }
    const isGathering = 'ctrlKey' in event && (event.ctrlKey || event.metaKey || event.shiftKey);
    const others = isGathering ? [...this.#marked].filter((marked) => marked !== line) : [];
    this.#marked = new Set([...others, line]);
    this.#onDidMark([...this.#marked]);
  };

  #lineOf({ datum, mark }: Item): number | undefined {
    const isOfOneRow = !joiningMarks.has(mark.marktype);
    return isOfOneRow && typeof datum === 'object' && datum !== null ? this.#lines.get(datum) : undefined;
  }
}

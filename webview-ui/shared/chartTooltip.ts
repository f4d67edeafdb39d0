import { formatNumber } from '../../src/model/formatNumber.ts';
import type { Series } from '../../src/model/series.ts';
import { dashPatterns, nearestPoint, type ChartLine } from './chartLines.ts';

/** Lines named in a tooltip; the rest are counted. */
const shownLines = 12;

/** The box beside the cursor: every line's value at its point nearest to the cursor, greatest first. */
export class ChartTooltip {
  readonly #element = document.createElement('div');

  constructor(parent: HTMLElement) {
    this.#element.className = 'chart-tooltip';
    this.#element.hidden = true;
    parent.append(this.#element);
  }

  hide(): void {
    this.#element.hidden = true;
  }

  /** @param cursor in pixels of the parent; @param reach how far from its ends a line still counts as being there */
  show(
    lines: readonly ChartLine[],
    at: { readonly x: number; readonly reach: number; readonly text: string },
    cursor: Point,
  ): void {
    const dashes = dashPatterns(lines.map(({ color }) => color));
    const entries = lines
      .flatMap((line, index) => {
        const series = line.smoothed ?? line.line;
        const point = nearestPoint(series, at.x);
        return point !== undefined && isOver(series, at.x, at.reach)
          ? [{ line, value: point.y, dash: dashes[index] ?? [] }]
          : [];
      })
      .toSorted((a, b) => b.value - a.value);
    this.#element.replaceChildren(
      part('at', at.text),
      ...entries.slice(0, shownLines).map(({ line, value, dash }) => entry(line, value, dash)),
      ...(entries.length > shownLines ? [part('at', `and ${entries.length - shownLines} more`)] : []),
    );
    this.#element.hidden = entries.length === 0;
    this.#place(cursor);
  }

  #place(cursor: Point): void {
    const { offsetWidth, offsetHeight, parentElement } = this.#element;
    const { clientWidth = 0, clientHeight = 0 } = parentElement ?? {};
    const right = cursor.x + 16;
    const left = right + offsetWidth <= clientWidth ? right : Math.max(0, cursor.x - 16 - offsetWidth);
    this.#element.style.left = `${left}px`;
    this.#element.style.top = `${Math.max(0, Math.min(cursor.y, clientHeight - offsetHeight))}px`;
  }
}

function isOver({ x }: Series, at: number, reach: number): boolean {
  return at >= (x[0] ?? Infinity) - reach && at <= (x.at(-1) ?? -Infinity) + reach;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function entry(line: ChartLine, value: number, dash: readonly number[]): HTMLElement {
  const element = part('entry', '');
  const key = part(`line-key dash${dash.length === 0 ? 0 : dash.length === 4 ? 3 : dash[0] === 2 ? 2 : 1}`, '');
  key.style.color = line.color;
  element.append(key, part('name', line.name), part('value', formatNumber(value)));
  return element;
}

function part(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

import vegaEmbed, { type EmbedOptions, type Result } from 'vega-embed';
import type { Loader, Spec as VegaSpec } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import type { BoundVisualization } from '../../src/protocol/visualizationPanel.ts';
import { chartTheme } from './chartTheme.ts';
import { changeDrawnRows, drawnRows, RowsNeeded, withReducedRows, withRows, type DrawnRows } from './drawnRows.ts';
import { ChartTooltip } from './chartTooltip.ts';
import { MarkedRows } from './markedRows.ts';

/** Up to so many rows marks are elements, which screen readers and browsers' find see; more are painted. */
const maxElementRows = 2000;

/** Vega's `Error`. */
const onlyErrors = 1;

export interface ChartListeners {
  readonly onProblem: (problem: string | undefined) => void;
  /** The chart cannot be drawn from reduced rows. */
  readonly onRowsNeeded: () => void;
  /** Somebody clicked marks: the lines of their rows, from 1. */
  readonly onDidMark: (lines: readonly number[]) => void;
}

interface Drawn {
  readonly key: string;
  readonly result: Result;
}

/**
 * A Vega view in an element. A new chart is embedded; new rows of the chart that is there only change its data, so that zoom and
 * selection stay. Nothing is loaded: neither data nor images nor links.
 */
export class ChartView {
  readonly #element: HTMLElement;
  readonly #onProblem: (problem: string | undefined) => void;
  readonly #onRowsNeeded: () => void;
  readonly #marked: MarkedRows;
  readonly #tooltip = new ChartTooltip();
  readonly #resize = new ResizeObserver(() => window.dispatchEvent(new Event('resize')));
  #drawn: Drawn | undefined;
  #wanted: BoundVisualization | undefined;
  #isDrawing = false;
  #isDisposed = false;

  constructor(element: HTMLElement, { onProblem, onRowsNeeded, onDidMark }: ChartListeners) {
    this.#element = element;
    this.#onProblem = onProblem;
    this.#onRowsNeeded = onRowsNeeded;
    this.#marked = new MarkedRows(onDidMark);
    this.#resize.observe(element);
  }

  show(bound: BoundVisualization): void {
    this.#wanted = bound;
    void this.#drawWanted();
  }

  /** For another theme. */
  redraw(): void {
    this.#forget();
    void this.#drawWanted();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#resize.disconnect();
    this.#tooltip.dispose();
    this.#forget();
  }

  /** One drawing at a time; of what arrives meanwhile only the last is drawn. */
  async #drawWanted(): Promise<void> {
    if (this.#isDrawing) {
      return;
    }
    this.#isDrawing = true;
    try {
      let last: BoundVisualization | undefined;
      while (!this.#isDisposed && this.#wanted !== undefined && (this.#wanted !== last || this.#drawn === undefined)) {
        last = this.#wanted;
        await this.#draw(last);
      }
      this.#onProblem(undefined);
    } catch (error) {
      this.#forget();
      if (error instanceof RowsNeeded) {
        this.#wanted = undefined;
        this.#onRowsNeeded();
        return;
      }
      this.#onProblem(`The chart could not be drawn: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.#isDrawing = false;
    }
  }

  async #draw(bound: BoundVisualization): Promise<void> {
    const rows = drawnRows(bound);
    this.#marked.knowRows(bound, rows.sets.get(bound.dataName) ?? []);
    const renderer = rows.count > maxElementRows ? 'canvas' : 'svg';
    const key = JSON.stringify([bound.language, renderer, bound.spec, bound.reduced?.plan]);
    if (this.#drawn?.key === key) {
      await changeDrawnRows(this.#drawn.result.view, rows);
      return;
    }
    this.#forget();
    const result = await this.#embed(bound, rows, renderer);
    if (this.#isDisposed) {
      result.finalize();
    } else {
      result.view.addEventListener('click', this.#marked.handleClick);
      this.#drawn = { key, result };
    }
  }

  async #embed(bound: BoundVisualization, rows: DrawnRows, renderer: 'canvas' | 'svg'): Promise<Result> {
    const { reduced } = bound;
    const options = { ...this.#options(), mode: bound.language, renderer };
    return await vegaEmbed(
      this.#element,
      withRows(bound, rows),
      reduced === undefined
        ? options
        : { ...options, patch: (spec: VegaSpec) => withReducedRows(spec, bound.dataName, reduced, rows) },
    );
  }

  #options(): EmbedOptions<never> {
    return {
      actions: false,
      ast: true,
      expr: expressionInterpreter,
      config: chartTheme(),
      defaultStyle: false,
      loader: closedLoader,
      logLevel: onlyErrors,
      tooltip: this.#tooltip.handle,
    };
  }

  #forget(): void {
    this.#drawn?.result.finalize();
    this.#drawn = undefined;
    this.#element.replaceChildren();
  }
}

const refuse = async (): Promise<never> => {
  await Promise.resolve();
  throw new Error('nothing is loaded from elsewhere');
};

const closedLoader: Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

import vegaEmbed, { type EmbedOptions, type Result, type VisualizationSpec } from 'vega-embed';
import { changeset, truthy, type Loader } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import type { BoundVisualization } from '../../src/protocol/visualizationPanel.ts';
import { fillContainer } from '../../src/vizmod/fillContainer.ts';
import { tableRows, type DataRow } from '../../src/vizmod/tableRows.ts';
import { chartTheme } from './chartTheme.ts';
import { ChartTooltip } from './chartTooltip.ts';

/** Up to so many rows marks are elements, which screen readers and browsers' find see; more are painted. */
const maxElementRows = 2000;

/** Vega's `Error`. */
const onlyErrors = 1;

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
  readonly #tooltip = new ChartTooltip();
  readonly #resize = new ResizeObserver(() => window.dispatchEvent(new Event('resize')));
  #drawn: Drawn | undefined;
  #wanted: BoundVisualization | undefined;
  #isDrawing = false;
  #isDisposed = false;

  constructor(element: HTMLElement, onProblem: (problem: string | undefined) => void) {
    this.#element = element;
    this.#onProblem = onProblem;
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
      this.#onProblem(`The chart could not be drawn: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.#isDrawing = false;
    }
  }

  async #draw(bound: BoundVisualization): Promise<void> {
    const rows = tableRows(bound.table, new Map(bound.fields));
    const renderer = rows.length > maxElementRows ? 'canvas' : 'svg';
    const key = JSON.stringify([bound.language, renderer, bound.spec]);
    if (this.#drawn?.key === key) {
      await changeRows(this.#drawn.result, bound.dataName, rows);
      return;
    }
    this.#forget();
    const result = await vegaEmbed(this.#element, drawnSpec(bound, rows), {
      ...this.#options(),
      mode: bound.language,
      renderer,
    });
    if (this.#isDisposed) {
      result.finalize();
    } else {
      this.#drawn = { key, result };
    }
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

/** The rows go in with the chart, so that nothing is laid out without them. */
function drawnSpec({ language, spec, dataName }: BoundVisualization, rows: readonly DataRow[]): VisualizationSpec {
  const sets = Array.isArray(spec['data']) ? spec['data'] : [];
  const whole =
    language === 'vega'
      ? { ...spec, data: sets.map((set) => (isNamed(set, dataName) ? { name: dataName, values: rows } : set)) }
      : { ...fillContainer(spec), data: { name: dataName, values: rows } };
  // Whether it is a chart is for Vega to say: it throws when it is not.
  return whole as unknown as VisualizationSpec;
}

function isNamed(set: unknown, name: string): boolean {
  return typeof set === 'object' && set !== null && 'name' in set && set.name === name;
}

async function changeRows({ view }: Result, name: string, rows: readonly DataRow[]): Promise<void> {
  await view
    .change(
      name,
      changeset()
        .remove(truthy)
        .insert([...rows]),
    )
    .runAsync();
}

const refuse = async (): Promise<never> => {
  await Promise.resolve();
  throw new Error('nothing is loaded from elsewhere');
};

const closedLoader: Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

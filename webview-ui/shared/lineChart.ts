import uPlot from 'uplot';
import { formatNumber } from '../../src/model/formatNumber.ts';
import { formatDuration } from '../../src/model/formatTime.ts';
import type { SeriesAxis } from '../../src/model/series.ts';
import { Disposables } from '../../src/util/disposables.ts';
import type { Disposable } from '../../src/util/events.ts';
import { dashPatterns, nearestX, padded, xExtent, yExtent, type ChartLine, type Extent } from './chartLines.ts';
import { ChartTooltip } from './chartTooltip.ts';
import { drawLines } from './drawLines.ts';
import { logTicks } from './logTicks.ts';
import { canvasTheme, onThemeChange, type CanvasTheme } from './theme.ts';

export interface LineChartOptions {
  readonly axis: SeriesAxis;
  readonly isLog: boolean;
  /** Id of a line to bring out. */
  readonly emphasized?: string | undefined;
}

/** Charts with the same key share their cursor. */
export interface LineChartEvents {
  readonly syncKey: string;
  /** The visible part of the x axis changed by zooming or panning; absent: everything is visible. */
  readonly onRange: (range: Extent | undefined) => void;
}

// uPlot names these in a const enum, which exists in its types only.
const [linear, logarithmic]: readonly [uPlot.Scale.Distr, uPlot.Scale.Distr] = [1, 3];
const emptyExtent: Extent = { min: 0, max: 1 };
const zoomStep = 1.25;
/** There is nothing between two steps. */
const wholeIncrements = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((factor) => factor * 10 ** power),
).flat();
const axisGap = 4;
/** Charts below each other begin at the same place as long as their numbers are short. */
const leastAxisWidth = 52;

/**
 * Metric lines: axes, cursor and zoom are uPlot's, the lines are drawn from each run's own points, so that runs need not share
 * their steps. Drag or turn the wheel to zoom, hold Shift to pan, double click to see everything again; with the keyboard the arrow
 * keys move the cursor, + and - zoom, 0 resets.
 */
export class LineChart implements Disposable {
  readonly #parent: HTMLElement;
  readonly #events: LineChartEvents;
  readonly #disposables = new Disposables();
  readonly #tooltip: ChartTooltip;
  #plot: uPlot;
  #lines: readonly ChartLine[] = [];
  #dashes: number[][] = [];
  #options: LineChartOptions = { axis: 'step', isLog: false };
  #full: Extent = emptyExtent;
  #range: Extent | undefined;
  #theme: CanvasTheme = canvasTheme();

  constructor(parent: HTMLElement, events: LineChartEvents) {
    this.#parent = parent;
    this.#events = events;
    parent.classList.add('line-chart');
    parent.tabIndex = 0;
    this.#plot = this.#newPlot();
    this.#tooltip = new ChartTooltip(parent);
    const resizes = new ResizeObserver(() => this.#resize());
    resizes.observe(parent);
    this.#disposables.add({ dispose: () => resizes.disconnect() });
    this.#disposables.add(onThemeChange(() => this.#rebuild()));
    parent.addEventListener('wheel', (event) => this.#wheeled(event), { passive: false });
    parent.addEventListener('keydown', (event) => this.#pressed(event));
    parent.addEventListener('blur', () => this.#tooltip.hide());
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#plot.destroy();
  }

  /** How many columns of pixels the plot has. */
  get pixels(): number {
    return Math.max(1, Math.round(this.#plot.bbox.width));
  }

  /** Shows other lines. What is visible stays, unless everything was. */
  setLines(lines: readonly ChartLine[], options: LineChartOptions): void {
    const isOtherAxis = options.axis !== this.#options.axis || options.isLog !== this.#options.isLog;
    this.#lines = lines;
    this.#dashes = dashPatterns(lines.map(({ color }) => color));
    this.#options = options;
    if (this.#range === undefined) {
      this.#full = xExtent(lines) ?? emptyExtent;
    }
    if (isOtherAxis) {
      this.#range = undefined;
      this.#full = xExtent(lines) ?? emptyExtent;
      this.#rebuild();
    } else {
      this.#plot.setData(this.#frameData());
    }
  }

  #resize(): void {
    const { width, height } = sizeOf(this.#parent);
    if (width !== this.#plot.width || height !== this.#plot.height) {
      this.#plot.setSize({ width, height });
    }
  }

  /** Shows the whole x axis. */
  reset(): void {
    this.setRange(undefined);
  }

  #resetByClick(): null {
    this.reset();
    return null;
  }

  #rebuild(): void {
    this.#theme = canvasTheme();
    this.#plot.destroy();
    this.#plot = this.#newPlot();
  }

  /** uPlot gets the frame only: two points without values that span the x axis. */
  #frameData(): uPlot.AlignedData {
    return [
      [this.#full.min, this.#full.max],
      [null, null],
    ];
  }

  #newPlot(): uPlot {
    const { axis, isLog } = this.#options;
    const theme = this.#theme;
    const style = {
      stroke: theme.muted,
      font: theme.font,
      grid: { stroke: theme.grid, width: 1 },
      ticks: { show: false },
    };
    const options: uPlot.Options = {
      ...sizeOf(this.#parent),
      ms: 1,
      legend: { show: false },
      padding: [8, 12, 0, 0],
      cursor: {
        points: { show: false },
        drag: { x: true, y: false, dist: 4, setScale: false },
        bind: { dblclick: () => () => this.#resetByClick() },
        sync: { key: this.#events.syncKey, scales: ['x', null] },
      },
      scales: {
        x: { time: axis === 'time', range: () => toRange(this.#range ?? this.#full) },
        y: { distr: isLog ? logarithmic : linear, range: () => toRange(this.#yRange()) },
      },
      axes: [
        {
          ...style,
          // A time axis has a second line, for the day.
          size: axis === 'time' ? 40 : 26,
          gap: 4,
          ...(axis === 'step' && { incrs: wholeIncrements }),
          ...(axis === 'relative' && { values: (_, splits) => splits.map((at) => formatDuration(at)) }),
        },
        {
          ...style,
          ...(isLog && {
            splits: (_, __, min, max) => logTicks({ min, max }),
            filter: (_, splits) => splits,
          }),
          size: (plot, values) => axisWidth(plot, values),
          gap: axisGap,
          values: (_, splits) => splits.map((value) => formatNumber(value ?? undefined)),
        },
      ],
      series: [{}, {}],
      hooks: {
        draw: [(plot) => this.#draw(plot)],
        setCursor: [(plot) => this.#moved(plot)],
        setSelect: [(plot) => this.#selected(plot)],
      },
    };
    return new uPlot(options, this.#frameData(), this.#parent);
  }

  #yRange(): Extent {
    const visible = yExtent(this.#lines, this.#range ?? this.#full, this.#options.isLog);
    return visible === undefined
      ? { min: this.#options.isLog ? 0.1 : 0, max: 1 }
      : padded(visible, this.#options.isLog);
  }

  #draw(plot: uPlot): void {
    const { x, y } = plot.scales;
    const area = {
      ...plot.bbox,
      x: { min: x?.min ?? 0, max: x?.max ?? 1 },
      y: { min: y?.min ?? 0, max: y?.max ?? 1 },
      isLog: this.#options.isLog,
      pixelRatio: devicePixelRatio,
    };
    drawLines(plot.ctx, area, this.#lines, {
      dashes: this.#dashes,
      emphasized: this.#options.emphasized,
      theme: this.#theme,
    });
  }

  /** A part of the plot was dragged over. */
  #selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width > 0) {
      const range = { min: plot.posToVal(left, 'x'), max: plot.posToVal(left + width, 'x') };
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      this.setRange(this.#within(range));
    }
  }

  /** Shows a part of the x axis; absent: all of it. */
  setRange(range: Extent | undefined): void {
    const isSame = range?.min === this.#range?.min && range?.max === this.#range?.max;
    if (isSame) {
      return;
    }
    this.#range = range;
    this.#plot.setData(this.#frameData());
    this.#events.onRange(range);
  }

  #moved(plot: uPlot): void {
    const { left = -1, top = -1 } = plot.cursor;
    // Every chart follows the cursor, but only the one that has it says what is there.
    if (left < 0 || !(this.#parent.matches(':hover') || this.#parent === document.activeElement)) {
      this.#tooltip.hide();
      return;
    }
    const x = plot.posToVal(left, 'x');
    const shown = this.#range ?? this.#full;
    const reach = (shown.max - shown.min) / 20;
    const offset = { x: left + plot.bbox.left / devicePixelRatio, y: Math.max(0, top) };
    const text = this.#describeX(nearestX(this.#lines, x));
    this.#tooltip.show(this.#lines, { x, reach, text }, offset);
  }

  #describeX(x: number): string {
    switch (this.#options.axis) {
      case 'step':
        return `step ${Math.round(x)}`;
      case 'time':
        return new Date(x).toLocaleString();
      case 'relative':
        return `after ${formatDuration(x)}`;
    }
  }

  #wheeled(event: WheelEvent): void {
    event.preventDefault();
    const { left = -1 } = this.#plot.cursor;
    const at = left < 0 ? undefined : this.#plot.posToVal(left, 'x');
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (sideways !== 0) {
      this.#pan(Math.sign(sideways) * 0.1);
    } else if (event.deltaY !== 0) {
      this.#zoom(event.deltaY < 0 ? 1 / zoomStep : zoomStep, at);
    }
  }

  #pressed(event: KeyboardEvent): void {
    const actions: Record<string, () => void> = {
      ArrowLeft: () => this.#moveCursor(-1),
      ArrowRight: () => this.#moveCursor(1),
      '+': () => this.#zoom(1 / zoomStep, undefined),
      '-': () => this.#zoom(zoomStep, undefined),
      '0': () => this.reset(),
      Escape: () => this.#tooltip.hide(),
    };
    const action = actions[event.key];
    if (action !== undefined && !event.ctrlKey && !event.metaKey) {
      action();
      event.preventDefault();
    }
  }

  #moveCursor(direction: -1 | 1): void {
    const width = this.#plot.bbox.width / devicePixelRatio;
    const { left = -1 } = this.#plot.cursor;
    const from = left < 0 ? width / 2 : left;
    this.#plot.setCursor({ left: Math.max(0, Math.min(width, from + (direction * width) / 50)), top: 8 });
  }

  #zoom(factor: number, at: number | undefined): void {
    const { min, max } = this.#range ?? this.#full;
    const center = at ?? (min + max) / 2;
    this.setRange(this.#within({ min: center - (center - min) * factor, max: center + (max - center) * factor }));
  }

  #pan(part: number): void {
    const { min, max } = this.#range ?? this.#full;
    const wished = (max - min) * part;
    const shift = Math.max(this.#full.min - min, Math.min(this.#full.max - max, wished));
    this.setRange(this.#within({ min: min + shift, max: max + shift }));
  }

  #within({ min, max }: Extent): Extent | undefined {
    const inside = { min: Math.max(min, this.#full.min), max: Math.min(max, this.#full.max) };
    return inside.min <= this.#full.min && inside.max >= this.#full.max ? undefined : inside;
  }
}

/** Room for the longest label. */
function axisWidth({ ctx }: uPlot, values: readonly string[] | null): number {
  const widths = (values ?? []).map((text) => ctx.measureText(text).width / devicePixelRatio);
  return Math.max(leastAxisWidth, Math.ceil(Math.max(0, ...widths)) + 2 * axisGap);
}

function toRange({ min, max }: Extent): [number, number] {
  return min === max ? [min - 0.5, max + 0.5] : [min, max];
}

function sizeOf(parent: HTMLElement): { width: number; height: number } {
  return { width: Math.max(80, parent.clientWidth), height: Math.max(60, parent.clientHeight) };
}

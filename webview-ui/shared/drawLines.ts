import type { Series } from '../../src/model/series.ts';
import type { ChartLine, Extent } from './chartLines.ts';
import type { CanvasTheme } from './theme.ts';

/** The plot's rectangle on the canvas, in canvas pixels, and what it shows. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Extent;
  readonly y: Extent;
  readonly isLog: boolean;
  readonly pixelRatio: number;
}

const densePoints = 10_000;
/** Opacity of the other lines while one is brought out: light, and still in their colour. */
const fadedAlpha = 0.45;

interface DrawOptions {
  readonly dashes: readonly (readonly number[])[];
  /** Id of the line under the pointer in the tooltip or the table. */
  readonly emphasized: string | undefined;
  readonly theme: CanvasTheme;
}

/** Draws lines into the plot. One path per line; nothing outside the plot is touched. */
export function drawLines(
  context: CanvasRenderingContext2D,
  area: PlotArea,
  lines: readonly ChartLine[],
  { dashes, emphasized, theme }: DrawOptions,
): void {
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  context.lineJoin = 'bevel';
  // Canvases draw lines of one pixel many times faster, and where points are dense nobody sees the difference.
  const isDense = lines.reduce((points, { line }) => points + line.x.length, 0) > densePoints;
  const usualWidth = isDense ? 1 : 1.5;
  lines.forEach(({ id, color, line, smoothed, nonFinite }, index) => {
    context.strokeStyle = theme.color(color);
    context.fillStyle = context.strokeStyle;
    const isFaded = emphasized !== undefined && emphasized !== id;
    const width = (emphasized === id ? 2.5 : usualWidth) * area.pixelRatio;
    if (smoothed !== undefined) {
      strokeSeries(context, area, line, { width: area.pixelRatio, alpha: isFaded ? 0.15 : 0.25, dash: [] });
    }
    const dash = (dashes[index] ?? []).map((length) => length * area.pixelRatio);
    strokeSeries(context, area, smoothed ?? line, { width, alpha: isFaded ? fadedAlpha : 1, dash });
    markNonFinite(context, area, nonFinite);
  });
  context.restore();
}

interface Stroke {
  readonly width: number;
  readonly alpha: number;
  readonly dash: number[];
}

function strokeSeries(context: CanvasRenderingContext2D, area: PlotArea, { x, y }: Series, stroke: Stroke): void {
  const toX = xScale(area);
  const toY = yScale(area);
  context.lineWidth = stroke.width;
  context.globalAlpha = stroke.alpha;
  context.setLineDash(stroke.dash);
  context.beginPath();
  let isDown = false;
  for (let i = 0; i < x.length; i++) {
    const value = y[i] ?? 0;
    if (area.isLog && value <= 0) {
      isDown = false;
      continue;
    }
    if (isDown) {
      context.lineTo(toX(x[i] ?? 0), toY(value));
    } else {
      context.moveTo(toX(x[i] ?? 0), toY(value));
      isDown = true;
    }
  }
  context.stroke();
  if (x.length === 1) {
    dot(context, toX(x[0] ?? 0), toY(y[0] ?? 0), 3 * area.pixelRatio);
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** +inf is marked at the upper edge, -inf at the lower one, NaN by a cross above the lower edge. */
function markNonFinite(context: CanvasRenderingContext2D, area: PlotArea, { x, y }: Series): void {
  const toX = xScale(area);
  const size = 3 * area.pixelRatio;
  const bottom = area.top + area.height;
  context.lineWidth = area.pixelRatio;
  context.beginPath();
  for (let i = 0; i < x.length; i++) {
    const value = y[i] ?? 0;
    const [left, center] = [toX(x[i] ?? 0) - size, toX(x[i] ?? 0)];
    const right = center + size;
    if (Number.isNaN(value)) {
      context.moveTo(left, bottom - 3 * size);
      context.lineTo(right, bottom - size);
      context.moveTo(right, bottom - 3 * size);
      context.lineTo(left, bottom - size);
    } else {
      const [edge, inner] = value > 0 ? [area.top + 1, area.top + 2 * size] : [bottom - 1, bottom - 2 * size];
      context.moveTo(left, inner);
      context.lineTo(center, edge);
      context.lineTo(right, inner);
    }
  }
  context.stroke();
}

function xScale({ left, width, x }: PlotArea): (value: number) => number {
  const scale = width / (x.max - x.min || 1);
  return (value) => left + (value - x.min) * scale;
}

function yScale({ top, height, y, isLog }: PlotArea): (value: number) => number {
  if (isLog) {
    const least = Math.log10(y.min);
    const scale = height / (Math.log10(y.max) - least || 1);
    return (value) => top + height - (Math.log10(value) - least) * scale;
  }
  const scale = height / (y.max - y.min || 1);
  return (value) => top + height - (value - y.min) * scale;
}

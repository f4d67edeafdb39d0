import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Series } from '../../src/model/series.ts';
import { canvasTheme, onThemeChange } from '../shared/theme.ts';

const [width, height] = [88, 18];
/** Room for the line's own width, in pixels. */
const margin = 2;

interface SparklineProps {
  readonly line: Series;
  /** A CSS colour, `var(…)` included. */
  readonly color: string;
}

/** A history's course, without axes; what it says stands beside it as numbers. */
export function Sparkline({ line, color }: SparklineProps): ComponentChild {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = (): void => {
      if (canvas.current !== null) {
        drawSparkline(canvas.current, line, canvasTheme().color(color));
      }
    };
    draw();
    const theme = onThemeChange(draw);
    return () => theme.dispose();
  }, [line, color]);
  return <canvas ref={canvas} class="sparkline" aria-hidden="true" />;
}

function drawSparkline(canvas: HTMLCanvasElement, { x, y }: Series, color: string): void {
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d');
  if (context === null || x.length < 2) {
    return;
  }
  const [left = 0, right = x.at(-1) ?? 0] = [x[0], x.at(-1)];
  const [least, greatest] = [y.reduce((a, b) => Math.min(a, b)), y.reduce((a, b) => Math.max(a, b))];
  context.scale(ratio, ratio);
  context.strokeStyle = color;
  context.lineWidth = 1.25;
  context.lineJoin = 'round';
  context.beginPath();
  y.forEach((value, index) =>
    context.lineTo(place(x[index] ?? 0, left, right, width), height - place(value, least, greatest, height)),
  );
  context.stroke();
}

/** Where a value lies on a side of that length, in the middle when there is only one value. */
function place(value: number, from: number, to: number, length: number): number {
  return margin + (to === from ? 0.5 : (value - from) / (to - from)) * (length - 2 * margin);
}

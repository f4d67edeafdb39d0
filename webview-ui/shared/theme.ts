import { runColorIndex } from '../../src/model/runColor.ts';
import type { Disposable } from '../../src/util/events.ts';

/** The CSS value of a run's colour. */
export function runColor(runId: string): string {
  return `var(--vscode-vizmod-run${runColorIndex(runId)})`;
}

/** What a canvas needs to know of the theme; a canvas cannot use CSS variables. */
export interface CanvasTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly font: string;
  /** Resolves a CSS colour, `var(…)` included. */
  readonly color: (css: string) => string;
}

export function canvasTheme(): CanvasTheme {
  const style = getComputedStyle(document.body);
  const variable = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  const foreground = variable('--vscode-foreground', '#888');
  const size = variable('--vscode-font-size', '13px');
  return {
    foreground,
    muted: variable('--vscode-descriptionForeground', foreground),
    grid: `color-mix(in srgb, ${variable('--vscode-editorIndentGuide-background1', foreground)} ${gridPercent()}%, transparent)`,
    font: `${Math.round(Number.parseFloat(size) * 0.85)}px ${variable('--vscode-font-family', 'sans-serif')}`,
    color: (css) => {
      const name = /^var\((--[\w-]+)\)$/.exec(css)?.[1];
      return name === undefined ? css : variable(name, foreground);
    },
  };
}

/** High contrast themes have guides as bright as text. */
function gridPercent(): number {
  return document.body.className.includes('vscode-high-contrast') ? 25 : 50;
}

/** Calls back when VS Code puts on another theme. */
export function onThemeChange(listener: () => void): Disposable {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return { dispose: () => observer.disconnect() };
}

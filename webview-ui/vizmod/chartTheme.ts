import type { Config } from 'vega-embed';

/** Our own colours, which colour-blind people can tell apart; VS Code's chart colours are partly transparent. */
const categoryCount = 10;

/** VS Code's theme as a Vega configuration; what the chart configures itself stays above it. */
export function chartTheme(): Config {
  const style = getComputedStyle(document.body);
  const variable = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  const foreground = variable('--vscode-foreground', '#888');
  const muted = variable('--vscode-descriptionForeground', foreground);
  const line = variable('--vscode-editorIndentGuide-background1', variable('--vscode-widget-border', muted));
  const font = variable('--vscode-font-family', 'sans-serif');
  const size = Number.parseFloat(variable('--vscode-font-size', '13px'));
  const colors = Array.from({ length: categoryCount }, (_, index) =>
    variable(`--vscode-vizmod-run${index + 1}`, muted),
  );
  const [mainColor = foreground] = colors;
  const text = { labelColor: muted, titleColor: foreground, labelFontSize: size - 2, titleFontSize: size - 1 };
  return {
    background: 'transparent',
    font,
    title: {
      color: foreground,
      subtitleColor: muted,
      fontSize: size + 1,
      fontWeight: 600,
      anchor: 'start',
      offset: 12,
    },
    axis: {
      ...text,
      domainColor: line,
      gridColor: line,
      gridOpacity: 0.5,
      tickColor: line,
      titleFontWeight: 500,
      titlePadding: 8,
    },
    legend: { ...text, titleFontWeight: 500, symbolStrokeWidth: 1.5 },
    header: text,
    view: { stroke: null },
    mark: { color: mainColor },
    text: { color: foreground },
    rule: { color: muted },
    range: { category: colors },
  };
}

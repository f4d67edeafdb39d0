import type { JsonObject } from '../model/json.ts';
import { readPageCharts } from './htmlSpec.ts';
import { readChartPickle } from './readChartPickle.ts';
import { decodeText, parseSpec, specLanguage } from './specText.ts';
import type { VisualizationRung } from './visualizationSummary.ts';
import type { VizModel } from './vizModel.ts';

/** Larger ones are refused before they are read. */
export const maxChartBytes = 64 * 1024 * 1024;

/** How a file of this name would hold a chart; absent for names that say nothing. */
export function rungOfFile(path: string): VisualizationRung | undefined {
  const ending = /\.(json|html?|pkl|pickle)$/i.exec(path)?.[1]?.toLowerCase();
  switch (ending) {
    case undefined:
      return undefined;
    case 'json':
      return 'json';
    case 'pkl':
    case 'pickle':
      return 'pickle';
    default:
      return 'html';
  }
}

/**
 * Reads the chart in a file: Vega-Lite or Vega JSON, a page that altair or vega-embed drew it in, or altair's pickle as inert data.
 * @param what names the file in errors
 * @throws MlflowError invalidSpec, refusedPickle
 */
export function readChartFile(
  rung: VisualizationRung,
  bytes: Uint8Array<ArrayBuffer>,
  what: string,
): Pick<VizModel, 'spec' | 'language' | 'chartCount'> {
  const { spec, chartCount } = readSpec(rung, bytes, what);
  return {
    spec,
    language: specLanguage(spec, what),
    ...(chartCount > 1 && { chartCount }),
  };
}

function readSpec(
  rung: VisualizationRung,
  bytes: Uint8Array<ArrayBuffer>,
  what: string,
): { spec: JsonObject; chartCount: number } {
  switch (rung) {
    case 'pickle':
      return { spec: readChartPickle(bytes, what), chartCount: 1 };
    case 'html': {
      const { first, count } = readPageCharts(decodeText(bytes, what), what);
      return { spec: first, chartCount: count };
    }
    case 'json':
      return { spec: parseSpec(decodeText(bytes, what), what), chartCount: 1 };
  }
}

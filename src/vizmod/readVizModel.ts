import { isJsonObject, type JsonObject } from '../model/json.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { htmlSpecText } from './htmlSpec.ts';
import type { ModelFiles } from './modelFiles.ts';
import { readChartPickle } from './readChartPickle.ts';
import { recogniseVisualization, type RecognisedVisualization } from './recogniseVisualization.ts';
import type { SpecLanguage, VizModel } from './vizModel.ts';

const maxChartBytes = 64 * 1024 * 1024;

/**
 * Reads the chart of a model folder.
 * @param what names the model in errors
 * @throws MlflowError notFound when the folder is no visualization model; invalidSpec, refusedPickle, tooLarge
 */
export async function readVizModel(files: ModelFiles, what: string, signal?: AbortSignal): Promise<VizModel> {
  const found = await recogniseVisualization(files, signal);
  if (found === undefined) {
    throw new MlflowError('notFound', { what, detail: 'the folder holds no visualization model' });
  }
  const bytes = await files.read(found.path, { maxBytes: maxChartBytes, signal });
  const spec = readSpec(found, bytes, `${what}/${found.path}`);
  return {
    rung: found.rung,
    path: found.path,
    spec,
    language: specLanguage(spec, what),
    ...(found.signature !== undefined && { signature: found.signature }),
  };
}

function readSpec(found: RecognisedVisualization, bytes: Uint8Array<ArrayBuffer>, what: string): JsonObject {
  if (found.rung === 'pickle') {
    return readChartPickle(bytes, what);
  }
  const text = new TextDecoder().decode(bytes);
  const json = found.rung === 'html' ? htmlSpecText(text) : text;
  if (json === undefined) {
    throw new MlflowError('invalidSpec', { what, detail: 'no chart was found in the page' });
  }
  return parseSpec(json, what);
}

/** @throws MlflowError invalidSpec */
export function parseSpec(json: string, what: string): JsonObject {
  let spec: unknown;
  try {
    spec = JSON.parse(json);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new MlflowError('invalidSpec', { what, detail: `it is not JSON: ${detail}` }, { cause: error });
  }
  if (!isJsonObject(spec)) {
    throw new MlflowError('invalidSpec', { what, detail: 'it is not a JSON object' });
  }
  if (isDeeper(spec, maxDepth)) {
    throw new MlflowError('invalidSpec', { what, detail: 'it is nested too deeply' });
  }
  return spec;
}

/** Deeper than any chart; what reads specs recurses. */
const maxDepth = 100;

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return depth === 0 || Object.values(value).some((part) => isDeeper(part, depth - 1));
}

const vegaLiteViews = ['mark', 'layer', 'facet', 'repeat', 'concat', 'hconcat', 'vconcat', 'spec'];

/** By `$schema`, or else by what the spec has. @throws MlflowError invalidSpec for what is neither */
export function specLanguage(spec: JsonObject, what: string): SpecLanguage {
  const schema = typeof spec['$schema'] === 'string' ? spec['$schema'] : '';
  if (vegaLiteViews.some((key) => key in spec) && !/\/vega\/v\d/.test(schema)) {
    return 'vega-lite';
  }
  if ('marks' in spec || 'signals' in spec) {
    return 'vega';
  }
  throw new MlflowError('invalidSpec', { what, detail: 'it has neither a mark nor a layer, facet, repeat or concat' });
}

import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { ModelSignature } from '../model/modelSignature.ts';
import { mlModelFileName, parseMlModelFile } from './mlModelFile.ts';
import type { ModelFiles } from './modelFiles.ts';
import type { VisualizationRung } from './visualizationSummary.ts';

/** Which file of a folder holds the chart, and how. */
export interface RecognisedVisualization {
  readonly rung: VisualizationRung;
  /** The file with the chart, relative to the folder. */
  readonly path: string;
  readonly signature?: ModelSignature | undefined;
}

const maxMlModelBytes = 1024 * 1024;

/**
 * Whether a model folder is a visualization, told by its MLmodel file and the names beside it; the chart itself is not read.
 * Known: flavors `mlflow_vizmod` and `mlflow_vismod` (with `spec`, a `.vl.json`, a page, or only the pickle) and `mlflow_vega`.
 * Absent for every other model.
 */
export async function recogniseVisualization(
  files: ModelFiles,
  signal?: AbortSignal,
): Promise<RecognisedVisualization | undefined> {
  const entries = await files.list('', signal);
  const names = entries.filter((entry) => !entry.isDirectory).map((entry) => entry.path);
  if (!names.includes(mlModelFileName)) {
    return fromNames(names);
  }
  const bytes = await files.read(mlModelFileName, { maxBytes: maxMlModelBytes, signal });
  const model = parseMlModelFile(new TextDecoder().decode(bytes));
  const found = fromFlavors(model.flavors, names);
  return found && { ...found, ...(model.signature !== undefined && { signature: model.signature }) };
}

function fromFlavors(flavors: JsonObject, names: readonly string[]): RecognisedVisualization | undefined {
  const vega = flavors['mlflow_vega'];
  if (isJsonObject(vega)) {
    return { rung: 'json', path: `${text(vega['saved_model_dir']) ?? 'vegamodel'}/spec.json` };
  }
  const vizmod = flavors['mlflow_vizmod'] ?? flavors['mlflow_vismod'];
  if (!isJsonObject(vizmod)) {
    return undefined;
  }
  const spec = text(vizmod['spec']);
  if (spec !== undefined) {
    return { rung: 'json', path: spec };
  }
  return fromNames(names) ?? { rung: 'pickle', path: text(vizmod['pickled_model']) ?? 'viz.pkl' };
}

/** A chart file among others, by its name. */
function fromNames(names: readonly string[]): RecognisedVisualization | undefined {
  const json = names.find((name) => /\.(vl|vg)\.json$/i.test(name));
  if (json !== undefined) {
    return { rung: 'json', path: json };
  }
  const html = names.find((name) => /\.html?$/i.test(name));
  return html === undefined ? undefined : { rung: 'html', path: html };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

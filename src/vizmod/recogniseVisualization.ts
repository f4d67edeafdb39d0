import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { ModelSignature } from '../model/modelSignature.ts';
import { mlModelFileName, parseMlModelFile } from './mlModelFile.ts';
import type { ModelFiles } from './modelFiles.ts';
import { rungOfFile } from './readChartFile.ts';
import type { VisualizationRung } from './visualizationSummary.ts';

/** A file that holds a chart. */
export interface ChartFile {
  readonly rung: VisualizationRung;
  /** Relative to the model's folder. */
  readonly path: string;
}

/** Which files of a folder hold the chart, and how. */
export interface RecognisedVisualization {
  /** Of the first of the files. */
  readonly rung: VisualizationRung;
  /** The surest form first; at least one. */
  readonly chartFiles: readonly ChartFile[];
  readonly signature?: ModelSignature | undefined;
}

const maxMlModelBytes = 1024 * 1024;

/**
 * Whether a model folder is a visualization, told by its MLmodel file and the names beside it; the chart itself is not read.
 * Known: flavors `mlflow_vizmod` and `mlflow_vismod` (with `spec`, a `.vl.json`, a page, or only the pickle), `mlflow_vega`, and
 * `python_function` whose `data` is a `.vl.json` or `.vg.json`. Absent for every other model.
 * @param what names the model in errors
 * @throws MlflowError invalidFile for an MLmodel file that is not one, tooLarge
 */
export async function recogniseVisualization(
  files: ModelFiles,
  what: string,
  signal?: AbortSignal,
): Promise<RecognisedVisualization | undefined> {
  const entries = await files.list('', signal);
  const names = entries.filter((entry) => !entry.isDirectory).map((entry) => entry.path);
  const isModel = names.includes(mlModelFileName);
  const { flavors, signature } = isModel ? await readMlModel(files, what, signal) : { flavors: undefined };
  const chartFiles = flavors === undefined ? filesByName(names) : filesOfFlavors(flavors, names);
  const [first] = chartFiles;
  return first && { rung: first.rung, chartFiles, ...(signature !== undefined && { signature }) };
}

async function readMlModel(files: ModelFiles, what: string, signal: AbortSignal | undefined) {
  const path = `${what}/${mlModelFileName}`;
  const bytes = await files.read(mlModelFileName, { maxBytes: maxMlModelBytes, signal });
  try {
    return parseMlModelFile(new TextDecoder('utf-8', { fatal: true }).decode(bytes), path);
  } catch (error) {
    if (error instanceof TypeError) {
      throw new MlflowError('invalidFile', { what: path, detail: 'its text is not UTF-8' }, { cause: error });
    }
    throw error;
  }
}

function filesOfFlavors(flavors: JsonObject, names: readonly string[]): readonly ChartFile[] {
  const vega = flavors['mlflow_vega'];
  if (isJsonObject(vega)) {
    return [{ rung: 'json', path: `${text(vega['saved_model_dir']) ?? 'vegamodel'}/spec.json` }];
  }
  const vizmod = flavors['mlflow_vizmod'] ?? flavors['mlflow_vismod'];
  if (isJsonObject(vizmod)) {
    const spec = text(vizmod['spec']);
    const own: readonly ChartFile[] = spec === undefined ? filesByName(names) : [{ rung: 'json', path: spec }];
    const pickle = { rung: 'pickle', path: text(vizmod['pickled_model']) ?? 'viz.pkl' } as const;
    return own.some(({ path }) => path === pickle.path) ? own : [...own, pickle];
  }
  const pyfunc = flavors['python_function'];
  const data = isJsonObject(pyfunc) ? text(pyfunc['data']) : undefined;
  return data !== undefined && isSpecName(data) ? [{ rung: 'json', path: data }] : [];
}

/** Chart files among others, by their names. */
export function filesByName(names: readonly string[]): readonly ChartFile[] {
  const json = names.find(isSpecName);
  const html = names.find((name) => rungOfFile(name) === 'html');
  return [
    ...(json === undefined ? [] : [{ rung: 'json', path: json } as const]),
    ...(html === undefined ? [] : [{ rung: 'html', path: html } as const]),
    ...(names.includes('viz.pkl') ? [{ rung: 'pickle', path: 'viz.pkl' } as const] : []),
  ];
}

function isSpecName(name: string): boolean {
  return /\.(vl|vg)\.json$/i.test(name);
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

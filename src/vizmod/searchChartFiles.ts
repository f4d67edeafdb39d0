import { MlflowError } from '../model/mlflowError.ts';
import type { ModelFile, ModelFiles } from './modelFiles.ts';
import { filesByName, type ChartFile } from './recogniseVisualization.ts';
import { parseSpec, schemaLanguage } from './specText.ts';

const maxSearchedFiles = 50;
const maxSearchedBytes = 16 * 1024 * 1024;

/**
 * Chart files in a folder that does not say which they are: by their names, or JSON files whose `$schema` names Vega-Lite or Vega,
 * among them the `vegamodel/spec.json` of the old `mlflow_vega`.
 */
export async function searchChartFiles(files: ModelFiles, signal?: AbortSignal): Promise<readonly ChartFile[]> {
  const entries = await files.list('', signal);
  const names = fileNames(entries);
  const hasFolder = entries.some(({ path, isDirectory }) => isDirectory && path === 'vegamodel');
  const inner = hasFolder ? fileNames(await files.list('vegamodel', signal)) : [];
  const json = [...names, ...inner].filter((name) => /\.json$/i.test(name)).slice(0, maxSearchedFiles);
  const named = filesByName(names);
  if (named[0]?.rung === 'json') {
    return named;
  }
  for (const path of json) {
    if (await isSpec(files, path, signal)) {
      return [{ rung: 'json', path }, ...named];
    }
  }
  return named;
}

function fileNames(entries: readonly ModelFile[]): string[] {
  return entries.filter((entry) => !entry.isDirectory).map(({ path }) => path);
}

/** A file that cannot be read, or is too large, is passed over: it is only one of many that may be a chart. */
async function isSpec(files: ModelFiles, path: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const bytes = await files.read(path, { maxBytes: maxSearchedBytes, signal });
    return schemaLanguage(parseSpec(new TextDecoder().decode(bytes), path)) !== undefined;
  } catch (error) {
    if (!MlflowError.is(error) || error.reason === 'cancelled') {
      throw error;
    }
    return false;
  }
}

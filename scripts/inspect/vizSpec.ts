import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { JsonObject } from '../../src/model/json.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { LocalArtifactRepository } from '../../src/store/artifacts/localArtifactRepository.ts';
import { maxChartBytes, readChartFile, rungOfFile } from '../../src/vizmod/readChartFile.ts';
import { readVizModel } from '../../src/vizmod/readVizModel.ts';
import type { VizModel } from '../../src/vizmod/vizModel.ts';

/** What can be told of a visualization model without its store. */
export type ModelAtPath = Pick<VizModel, 'spec' | 'language' | 'signature'>;

/** The Vega-Lite, or Vega, of {@link vizModelAt}. */
export async function vizSpec(path: string): Promise<JsonObject> {
  return (await vizModelAt(path)).spec;
}

/**
 * The visualization model in a folder (also in the folder above, which MLflow 3 makes), beside an MLmodel file, or in one file with a
 * chart.
 * @throws MlflowError notFound, and what reading throws
 */
export async function vizModelAt(path: string): Promise<ModelAtPath> {
  const target = resolve(path);
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) {
    throw new MlflowError('notFound', { what: target });
  }
  if (found.isDirectory()) {
    return await modelInFolder(target);
  }
  return basename(target) === 'MLmodel' ? await modelInFolder(dirname(target)) : await modelInFile(target);
}

async function modelInFolder(folder: string): Promise<ModelAtPath> {
  const inner = join(folder, 'artifacts');
  const isLoggedModel = (await stat(join(inner, 'MLmodel')).catch(() => undefined))?.isFile() === true;
  const root = isLoggedModel ? inner : folder;
  return await readVizModel(new LocalArtifactRepository(root), root);
}

async function modelInFile(file: string): Promise<ModelAtPath> {
  const rung = rungOfFile(file);
  if (rung === undefined) {
    throw new MlflowError('invalidSpec', { what: file, detail: 'its name ends neither in .json, .html nor .pkl' });
  }
  const files = new LocalArtifactRepository(dirname(file));
  const bytes = await files.read(basename(file), { maxBytes: maxChartBytes });
  return readChartFile(rung, bytes, file);
}

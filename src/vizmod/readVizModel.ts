import { MlflowError } from '../model/mlflowError.ts';
import type { ModelFiles } from './modelFiles.ts';
import { maxChartBytes, readChartFile } from './readChartFile.ts';
import { searchChartFiles } from './searchChartFiles.ts';
import { recogniseVisualization, type ChartFile, type RecognisedVisualization } from './recogniseVisualization.ts';
import type { VizModel } from './vizModel.ts';

/**
 * Reads the chart of a model folder, or of a folder with a chart file in it. Of several forms of the chart the surest that can be
 * read is taken, in the order of `visualizationRungs`.
 * @param what names the model in errors
 * @throws MlflowError notFound when the folder is no visualization model; invalidSpec, refusedPickle, tooLarge, outsideRoot
 */
export async function readVizModel(files: ModelFiles, what: string, signal?: AbortSignal): Promise<VizModel> {
  const recognised = await recogniseVisualization(files, what, signal);
  const chartFiles = recognised?.chartFiles ?? (await searchChartFiles(files, signal));
  const problems: MlflowError[] = [];
  for (const chartFile of chartFiles) {
    try {
      return { ...(await readChart(files, chartFile, what, signal)), ...signatureOf(recognised) };
    } catch (error) {
      if (!MlflowError.is(error) || error.reason === 'cancelled') {
        throw error;
      }
      problems.push(error);
    }
  }
  throw problems[0] ?? new MlflowError('notFound', { what, detail: 'the folder holds no visualization model' });
}

async function readChart(
  files: ModelFiles,
  { rung, path }: ChartFile,
  what: string,
  signal: AbortSignal | undefined,
): Promise<VizModel> {
  const bytes = await files.read(path, { maxBytes: maxChartBytes, signal });
  return { rung, path, ...readChartFile(rung, bytes, `${what}/${path}`) };
}

function signatureOf(recognised: RecognisedVisualization | undefined): Pick<VizModel, 'signature'> {
  return recognised?.signature === undefined ? {} : { signature: recognised.signature };
}

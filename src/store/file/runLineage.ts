import type { RunLineage } from '../../model/dataset.ts';
import { ExperimentDatasets } from './experimentDatasets.ts';
import type { FileAccess } from './fileAccess.ts';
import { ignoreProblem } from './fileProblems.ts';
import { inputsFolder, outputsFolder } from './layout.ts';
import { readRunLinks } from './runLinks.ts';

/** What went into a run and came out of it; what cannot be read is left out, the listing of the runs tells about it. */
export function readRunLineage(access: FileAccess, runFolder: string): RunLineage {
  const datasets = new ExperimentDatasets(access, runFolder.slice(0, runFolder.lastIndexOf('/')));
  const inputs = readRunLinks(access, runFolder, inputsFolder, ignoreProblem);
  const outputs = readRunLinks(access, runFolder, outputsFolder, ignoreProblem);
  return {
    datasets: datasets.inputsOf(runFolder, ignoreProblem),
    modelInputs: inputs.filter(({ sourceType }) => sourceType === 'MODEL').map(({ sourceId }) => sourceId),
    modelOutputs: outputs
      .filter(({ destinationType }) => destinationType === 'MODEL_OUTPUT')
      .map(({ destinationId, step }) => ({ modelId: destinationId, step })),
  };
}

import { datasetContextTag, type DatasetInput, type RunLineage } from '../model/dataset.ts';
import { datasetColumns, datasetPath, datasetProfile, datasetSource } from '../model/datasetFacts.ts';
import type { RunData, ShownDataset, ShownModel } from '../protocol/runPanel.ts';
import type { LoggedModels } from '../store/loggedModels.ts';

/** The datasets and models of a run as the page shows them. @param canOpen whether a local file may be opened with a click */
export async function runData(
  runId: string,
  lineage: RunLineage,
  loggedModels: LoggedModels | undefined,
  canOpen: (path: string) => boolean,
): Promise<RunData> {
  return {
    datasets: lineage.datasets.map((input) => shownDataset(input, canOpen)),
    models: await shownModels(runId, lineage, loggedModels),
  };
}

function shownDataset({ dataset, tags }: DatasetInput, canOpen: (path: string) => boolean): ShownDataset {
  const path = datasetPath(dataset);
  return {
    name: dataset.name,
    digest: dataset.digest,
    context: tags.get(datasetContextTag),
    sourceType: dataset.sourceType,
    source: datasetSource(dataset),
    columns: datasetColumns(dataset),
    profile: datasetProfile(dataset),
    canOpen: path !== undefined && canOpen(path),
  };
}

/** Those that it made, in the order of the run, then those that it read. One that was deleted since goes by its id. */
async function shownModels(
  runId: string,
  { modelInputs, modelOutputs }: RunLineage,
  loggedModels: LoggedModels | undefined,
): Promise<readonly ShownModel[]> {
  const made = modelOutputs.length === 0 ? [] : ((await loggedModels?.ofRun(runId)) ?? []);
  const names = new Map(made.map(({ modelId, name }) => [modelId, name]));
  const outputs = modelOutputs.map(({ modelId, step }): ShownModel => ({
    modelId,
    name: names.get(modelId) ?? modelId,
    role: 'output',
    step,
  }));
  const inputs = modelInputs.map(async (modelId): Promise<ShownModel> => {
    const model = await loggedModels?.loggedModel(modelId).catch(() => undefined);
    return { modelId, name: model?.name ?? modelId, role: 'input' };
  });
  return [...outputs, ...(await Promise.all(inputs))];
}

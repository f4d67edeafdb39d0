import { dirname, join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import type { LoggedModels, LoggedModelSummary } from '../loggedModels.ts';
import { experimentFolders, findRunFolder } from './fileRunFolders.ts';
import { fieldText, readMeta } from './fileWritesMeta.ts';
import { folderNames } from './fileWritesNew.ts';
import { isSafeId } from './layout.ts';

/** A logged model of MLflow 3 (`<experiment>/models/m-…`), as far as the registry needs it. */
export interface FileLoggedModel {
  readonly modelId: string;
  readonly folder: string;
  readonly name: string;
  /** As stored. */
  readonly artifactLocation: string;
  readonly sourceRunId: string | undefined;
}

/** @throws MlflowError notFound, malformed */
export async function findLoggedModel(root: string, modelId: string): Promise<FileLoggedModel> {
  const experiments = isSafeId(modelId) ? await experimentFolders(root) : [];
  for (const experiment of experiments) {
    const models = join(experiment, 'models');
    if ((await folderNames(models)).includes(modelId)) {
      return readLoggedModel(join(models, modelId), modelId);
    }
  }
  throw new MlflowError('notFound', { what: `models:/${modelId}` });
}

/** The logged models of an `mlruns` folder of MLflow 3. */
export class FileLoggedModels implements LoggedModels {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async ofRun(runId: string): Promise<readonly LoggedModelSummary[]> {
    const runFolder = await findRunFolder(this.#root, runId);
    const models: LoggedModelSummary[] = [];
    for (const modelId of await folderNames(join(runFolder, 'outputs'))) {
      try {
        const { name } = await readLoggedModel(join(dirname(runFolder), 'models', modelId), modelId);
        models.push({ modelId, name });
      } catch (error) {
        // A run may outlive its models, and a broken one must not hide the others.
        if (!MlflowError.is(error)) {
          throw error;
        }
      }
    }
    return models.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }
}

async function readLoggedModel(folder: string, modelId: string): Promise<FileLoggedModel> {
  const meta = await readMeta(folder);
  return {
    modelId,
    folder,
    name: fieldText(meta, 'name') ?? modelId,
    artifactLocation: fieldText(meta, 'artifact_location') ?? '',
    sourceRunId: fieldText(meta, 'source_run_id'),
  };
}

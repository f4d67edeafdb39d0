import { join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import { parseArtifactUri } from '../artifactUri.ts';
import type { NewModelVersion } from '../registryStore.ts';
import { resolveArtifactUri, type ArtifactSources } from '../resolveArtifactUri.ts';
import { experimentFolders, runArtifactUri } from './fileRunFolders.ts';
import { fieldText, readMeta } from './fileWritesMeta.ts';
import { folderNames } from './fileWritesNew.ts';
import { isSafeId, loggedModelsFolder } from './layout.ts';

/** A logged model of MLflow 3 (`<experiment>/models/m-…`), as far as the registry needs it. */
export interface OriginModel {
  readonly modelId: string;
  readonly folder: string;
  /** As stored. */
  readonly artifactLocation: string;
  readonly sourceRunId: string | undefined;
}

/** Where a new version comes from, as its meta.yaml states it. */
export interface VersionOrigin {
  readonly source: string;
  readonly storageLocation: string;
  readonly runId: string | undefined;
  /** What a version of MLflow 3 is made from. */
  readonly loggedModel: OriginModel | undefined;
}

/**
 * What MLflow's register_model stores: for `runs:` the place behind it, for a logged model that and its run.
 *
 * @throws MlflowError notFound, malformed
 */
export async function versionOrigin(
  root: string,
  registry: ArtifactSources['registry'],
  { source, runId }: NewModelVersion,
): Promise<VersionOrigin> {
  const target = parseArtifactUri(source);
  const place = await resolveArtifactUri(source, {
    runArtifactUri: async (id) => runArtifactUri(root, id),
    loggedModelLocation: async (modelId) => (await findOriginModel(root, modelId)).artifactLocation,
    registry,
  });
  if (target.kind === 'run') {
    return { source: place, storageLocation: place, runId: runId ?? target.runId, loggedModel: undefined };
  }
  if (target.kind === 'loggedModel') {
    const loggedModel = await findOriginModel(root, target.modelId);
    return { source, storageLocation: place, runId: runId ?? loggedModel.sourceRunId, loggedModel };
  }
  return { source, storageLocation: place, runId, loggedModel: undefined };
}

async function findOriginModel(root: string, modelId: string): Promise<OriginModel> {
  const experiments = isSafeId(modelId) ? await experimentFolders(root) : [];
  for (const experiment of experiments) {
    const models = join(experiment, loggedModelsFolder);
    if ((await folderNames(models)).includes(modelId)) {
      const folder = join(models, modelId);
      const meta = await readMeta(folder);
      return {
        modelId,
        folder,
        artifactLocation: fieldText(meta, 'artifact_location') ?? '',
        sourceRunId: fieldText(meta, 'source_run_id'),
      };
    }
  }
  throw new MlflowError('notFound', { what: `models:/${modelId}` });
}

import type { ModelVersion } from '../model/registeredModel.ts';
import { modelStages } from '../model/registeredModel.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { appendToUri, parseArtifactUri } from './artifactUri.ts';
import type { RegistryStore } from './registryStore.ts';

/** What a store answers about the things that `runs:` and `models:` URIs name. */
export interface ArtifactSources {
  /** @throws MlflowError notFound */
  readonly runArtifactUri: (runId: string) => Promise<string>;
  /** The artifact location of a logged model (MLflow 3). @throws MlflowError notFound */
  readonly loggedModelLocation: (modelId: string) => Promise<string>;
  readonly registry: Pick<RegistryStore, 'registeredModel' | 'modelVersions'>;
}

/** A version whose source is a version whose source…: MLflow itself makes one such step. */
const maxSteps = 8;

/**
 * Follows `runs:` and `models:` URIs to the location that is behind them; every other location is returned as it is.
 *
 * @throws MlflowError notFound, outsideRoot
 */
export async function resolveArtifactUri(uri: string, sources: ArtifactSources): Promise<string> {
  let location = uri;
  for (let step = 0; step < maxSteps; step++) {
    const next = await followOnce(location, sources);
    if (next === undefined) {
      return location;
    }
    location = next;
  }
  throw new MlflowError('notFound', { what: uri, detail: 'its source leads back to itself' });
}

async function followOnce(uri: string, sources: ArtifactSources): Promise<string | undefined> {
  const target = parseArtifactUri(uri);
  switch (target.kind) {
    case 'local':
    case 'remote':
      return undefined;
    case 'run':
      return appendToUri(await sources.runArtifactUri(target.runId), target.path);
    case 'loggedModel':
      return appendToUri(await sources.loggedModelLocation(target.modelId), target.path);
    case 'version':
    case 'alias':
      return appendToUri(await versionLocation(uri, target, sources.registry), target.path);
  }
}

async function versionLocation(
  uri: string,
  target: { readonly name: string; readonly version: string } | { readonly name: string; readonly alias: string },
  registry: ArtifactSources['registry'],
): Promise<string> {
  const versions = await registry.modelVersions(target.name);
  const version =
    'alias' in target
      ? findAlias(versions, target.alias, (await registry.registeredModel(target.name)).aliases)
      : findVersion(versions, target.version);
  if (version === undefined) {
    throw new MlflowError('notFound', { what: uri });
  }
  const { storageLocation } = version;
  return storageLocation === undefined || storageLocation === '' ? version.source : storageLocation;
}

function findAlias(
  versions: readonly ModelVersion[],
  alias: string,
  aliases: ReadonlyMap<string, string>,
): ModelVersion | undefined {
  const wanted = aliases.get(alias);
  return versions.find(({ version }) => version === wanted);
}

/** By number, `latest`, or the newest of a stage, whatever its case (MLflow's artifact/utils/models.py). */
function findVersion(versions: readonly ModelVersion[], wanted: string): ModelVersion | undefined {
  if (/^\d+$/.test(wanted)) {
    return versions.find(({ version }) => version === String(Number(wanted)));
  }
  const newestFirst = versions.toSorted((a, b) => Number(b.version) - Number(a.version));
  if (wanted.toLowerCase() === 'latest') {
    return newestFirst[0];
  }
  const stage = modelStages.find((known) => known.toLowerCase() === wanted.toLowerCase());
  return newestFirst.find((version) => version.stage === stage);
}

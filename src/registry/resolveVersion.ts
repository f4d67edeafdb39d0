import { MlflowError } from '../model/mlflowError.ts';
import type { ModelVersion } from '../model/registeredModel.ts';
import type { RegistryStore } from '../store/registryStore.ts';

/** The version that an alias of a model names now. @throws MlflowError notFound */
export async function resolveAlias(
  registry: Pick<RegistryStore, 'registeredModel' | 'modelVersions'>,
  name: string,
  alias: string,
  signal?: AbortSignal,
): Promise<ModelVersion> {
  const { aliases } = await registry.registeredModel(name, signal);
  const number = aliases.get(alias);
  const versions = number === undefined ? [] : await registry.modelVersions(name, signal);
  const version = versions.find((candidate) => candidate.version === number);
  if (version === undefined) {
    throw new MlflowError('notFound', { what: `models:/${name}@${alias}` });
  }
  return version;
}

import type { ModelVersion } from '../model/registeredModel.ts';
import type { RegistryStore } from '../store/registryStore.ts';
import { registerModel } from './registerModel.ts';

/**
 * Makes a version of another model, or a further one of the same, out of a version: source is the version itself; run, logged model,
 * description and tags are the same, aliases and stage stay where they are; as MLflow's `copy_model_version` (2.6-3.18).
 */
export async function copyModelVersion(
  registry: Pick<RegistryStore, 'createRegisteredModel' | 'createModelVersion'>,
  { name, version, runId, source, description, tags }: ModelVersion,
  targetName: string,
): Promise<ModelVersion> {
  return await registerModel(registry, {
    name: targetName,
    source: `models:/${name}/${version}`,
    runId,
    modelId: /^models:\/(m-[0-9a-f]+)$/.exec(source)?.[1],
    // MLflow tells none from an empty one.
    description: description === '' ? undefined : description,
    tags,
  });
}

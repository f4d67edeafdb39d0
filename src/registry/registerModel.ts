import { MlflowError } from '../model/mlflowError.ts';
import type { ModelVersion } from '../model/registeredModel.ts';
import type { NewModelVersion, RegistryStore } from '../store/registryStore.ts';

/** Makes a version of a registered model, which is made too if there is none of that name; as MLflow's `register_model`. */
export async function registerModel(
  registry: Pick<RegistryStore, 'createRegisteredModel' | 'createModelVersion'>,
  version: NewModelVersion,
): Promise<ModelVersion> {
  try {
    await registry.createRegisteredModel(version.name);
  } catch (error) {
    if (!MlflowError.is(error, 'alreadyExists')) {
      throw error;
    }
  }
  return registry.createModelVersion(version);
}

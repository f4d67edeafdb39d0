import type { JsonObject } from '../../model/json.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelStage, ModelVersion, RegisteredModel } from '../../model/registeredModel.ts';
import { isPrompt } from '../promptTag.ts';
import type { ModelVersionId, NewModelVersion, RegistryStore } from '../registryStore.ts';
import type { StoreChange, StoreProblem } from '../trackingStore.ts';
import { objectField, objectsField } from './jsonFields.ts';
import { getPages } from './pages.ts';
import { mlflowPath } from './paths.ts';
import { quotedFilter } from './quotedFilter.ts';
import { readEach } from './readEach.ts';
import { refusedAsName } from './refusedAsName.ts';
import type { RestLoggedModels } from './restLoggedModels.ts';
import { RestModelOrigins } from './restModelOrigins.ts';
import type { RestClient, WriteMethod } from './restClient.ts';
import { modelVersionFrom, registeredModelFrom } from './restEntities.ts';
import { restPageSizes, type RestPageSizes } from './restRunListing.ts';
import { entriesOf } from './restRunWrites.ts';

export interface RestRegistryStoreParts {
  readonly client: RestClient;
  /** @throws MlflowError untrusted */
  readonly requireTrust: () => void;
  readonly announce: (change: StoreChange) => void;
  readonly loggedModels: RestLoggedModels;
  readonly pageSizes?: RestPageSizes | undefined;
}

/** The registry of a tracking server, whose rules hold for what is written. */
export class RestRegistryStore implements RegistryStore {
  readonly #client: RestClient;
  readonly #origins: RestModelOrigins;
  readonly #requireTrust: () => void;
  readonly #announce: (change: StoreChange) => void;
  readonly #pageSizes: RestPageSizes;
  #problems: readonly StoreProblem[] = [];

  constructor(parts: RestRegistryStoreParts) {
    const { client, requireTrust, announce, loggedModels, pageSizes = restPageSizes } = parts;
    this.#client = client;
    this.#origins = new RestModelOrigins(client, loggedModels);
    this.#requireTrust = requireTrust;
    this.#announce = announce;
    this.#pageSizes = pageSizes;
  }

  async registeredModels(signal?: AbortSignal): Promise<readonly RegisteredModel[]> {
    const models: RegisteredModel[] = [];
    const problems: StoreProblem[] = [];
    const path = mlflowPath('registered-models/search');
    const query = { max_results: this.#pageSizes.models };
    for await (const page of getPages(this.#client, path, query, signal)) {
      models.push(...readEach(objectsField(page, 'registered_models'), registeredModelFrom, problems));
    }
    this.#problems = problems;
    return models
      .filter((model) => !isPrompt(model))
      .sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
  }

  async registeredModel(name: string, signal?: AbortSignal): Promise<RegisteredModel> {
    const answer = await this.#client.get(mlflowPath('registered-models/get'), { name }, signal);
    return registeredModelFrom(objectField(answer, 'registered_model'));
  }

  problems(): readonly StoreProblem[] {
    return this.#problems;
  }

  async modelVersions(name: string, signal?: AbortSignal): Promise<readonly ModelVersion[]> {
    const { aliases } = await this.registeredModel(name, signal);
    const versions: ModelVersion[] = [];
    const problems: StoreProblem[] = [];
    const path = mlflowPath('model-versions/search');
    const query = { filter: quotedFilter('name', name), max_results: this.#pageSizes.models };
    for await (const page of getPages(this.#client, path, query, signal)) {
      const found = objectsField(page, 'model_versions');
      versions.push(...readEach(found, (json) => modelVersionFrom(json, aliases), problems));
    }
    this.#problems = problems;
    return versions.filter((version) => version.name === name).sort((a, b) => Number(b.version) - Number(a.version));
  }

  async createRegisteredModel(name: string, description?: string): Promise<void> {
    await refusedAsName(name, this.#write('POST', 'registered-models/create', { name, description }));
  }

  async createModelVersion(version: NewModelVersion): Promise<ModelVersion> {
    this.#requireTrust();
    const { name, description, modelId, tags = new Map<string, string>() } = version;
    const origin = await this.#origins.of(version);
    const body = { name, description, tags: entriesOf(tags), model_id: modelId, ...origin };
    const answer = await this.#write('POST', 'model-versions/create', body);
    const created = modelVersionFrom(objectField(answer, 'model_version'), new Map());
    if (origin.model_id !== undefined) {
      await this.#origins.link(origin.model_id, created);
    }
    return created;
  }

  async setAlias(id: ModelVersionId, alias: string): Promise<void> {
    await refusedAsName(alias, this.#write('POST', 'registered-models/alias', { ...idOf(id), alias }));
  }

  /** A server takes away what is not there without a word. */
  async deleteAlias(name: string, alias: string): Promise<void> {
    this.#requireTrust();
    if (!(await this.registeredModel(name)).aliases.has(alias)) {
      throw new MlflowError('notFound', { what: `${name}@${alias}` });
    }
    await this.#write('DELETE', 'registered-models/alias', { name, alias });
  }

  async transitionStage(id: ModelVersionId, stage: ModelStage, archiveExisting: boolean): Promise<void> {
    const body = { ...idOf(id), stage, archive_existing_versions: archiveExisting };
    await this.#write('POST', 'model-versions/transition-stage', body);
  }

  async renameRegisteredModel(name: string, newName: string): Promise<void> {
    await refusedAsName(newName, this.#write('POST', 'registered-models/rename', { name, new_name: newName }));
  }

  async setModelTag(name: string, key: string, value: string): Promise<void> {
    await this.#write('POST', 'registered-models/set-tag', { name, key, value });
  }

  async deleteModelTag(name: string, key: string): Promise<void> {
    await this.#write('DELETE', 'registered-models/delete-tag', { name, key });
  }

  async setVersionTag(id: ModelVersionId, key: string, value: string): Promise<void> {
    await this.#write('POST', 'model-versions/set-tag', { ...idOf(id), key, value });
  }

  async deleteVersionTag(id: ModelVersionId, key: string): Promise<void> {
    await this.#write('DELETE', 'model-versions/delete-tag', { ...idOf(id), key });
  }

  async setModelDescription(name: string, description: string): Promise<void> {
    await this.#write('PATCH', 'registered-models/update', { name, description });
  }

  async setVersionDescription(id: ModelVersionId, description: string): Promise<void> {
    await this.#write('PATCH', 'model-versions/update', { ...idOf(id), description });
  }

  async deleteModelVersion(id: ModelVersionId): Promise<void> {
    await this.#write('DELETE', 'model-versions/delete', idOf(id));
  }

  async deleteRegisteredModel(name: string): Promise<void> {
    await this.#write('DELETE', 'registered-models/delete', { name });
  }

  async #write(method: WriteMethod, call: string, body: JsonObject): Promise<JsonObject> {
    this.#requireTrust();
    const answer = await this.#client.write(method, mlflowPath(call), body);
    this.#announce({ kind: 'registry' });
    return answer;
  }
}

function idOf({ name, version }: ModelVersionId): JsonObject {
  return { name, version };
}

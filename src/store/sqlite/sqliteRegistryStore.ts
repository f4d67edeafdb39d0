import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelStage, ModelVersion, RegisteredModel } from '../../model/registeredModel.ts';
import { parseArtifactUri } from '../artifactUri.ts';
import type { JobPool } from '../jobPool.ts';
import type { ModelVersionId, NewModelVersion, RegistryStore } from '../registryStore.ts';
import { resolveArtifactUri, type ArtifactSources } from '../resolveArtifactUri.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import type { StoreProblem } from '../trackingStore.ts';
import type { ModelVersionRow } from './sqliteRegistryWrites.ts';
import type { SqliteStoreJobs } from './sqliteStoreJobs.ts';

export interface SqliteRegistryStoreParts {
  /** Absolute path of the database. */
  readonly file: string;
  /** Not disposed by the store. */
  readonly pool: JobPool<SqliteStoreJobs>;
  readonly environment: Pick<StoreEnvironment, 'isTrusted'>;
  /** What the sources of new versions name. */
  readonly sources: ArtifactSources;
  readonly onDidWrite: () => void;
}

/** The registry in an `mlflow.db`, written with the rows that MLflow's SqlAlchemyStore writes. */
export class SqliteRegistryStore implements RegistryStore {
  readonly #file: string;
  readonly #pool: JobPool<SqliteStoreJobs>;
  readonly #environment: Pick<StoreEnvironment, 'isTrusted'>;
  readonly #sources: ArtifactSources;
  readonly #onDidWrite: () => void;

  constructor({ file, pool, environment, sources, onDidWrite }: SqliteRegistryStoreParts) {
    this.#file = file;
    this.#pool = pool;
    this.#environment = environment;
    this.#sources = sources;
    this.#onDidWrite = onDidWrite;
  }

  async registeredModels(signal?: AbortSignal): Promise<readonly RegisteredModel[]> {
    return await this.#pool.run('sqliteRegisteredModels', { file: this.#file }, { signal });
  }

  async registeredModel(name: string, signal?: AbortSignal): Promise<RegisteredModel> {
    const model = (await this.registeredModels(signal)).find((candidate) => candidate.name === name);
    if (model === undefined) {
      throw new MlflowError('notFound', { what: name });
    }
    return model;
  }

  /** None: a row cannot be half there. */
  problems(): readonly StoreProblem[] {
    return [];
  }

  async modelVersions(name: string, signal?: AbortSignal): Promise<readonly ModelVersion[]> {
    return await this.#pool.run('sqliteModelVersions', { file: this.#file, name }, { signal });
  }

  async createRegisteredModel(name: string, description?: string): Promise<void> {
    await this.#write('sqliteCreateRegisteredModel', { file: this.#file, name, description });
  }

  async createModelVersion(version: NewModelVersion): Promise<ModelVersion> {
    this.#requireTrust();
    const row = await this.#rowOf(version);
    const number = await this.#write('sqliteCreateModelVersion', { file: this.#file, row });
    const made = (await this.modelVersions(row.name)).find((candidate) => candidate.version === number);
    if (made === undefined) {
      throw new MlflowError('notFound', { what: `models:/${row.name}/${number}` });
    }
    return made;
  }

  async setAlias(id: ModelVersionId, alias: string): Promise<void> {
    await this.#write('sqliteSetAlias', { file: this.#file, id, alias });
  }

  async deleteAlias(name: string, alias: string): Promise<void> {
    await this.#write('sqliteDeleteAlias', { file: this.#file, name, alias });
  }

  async transitionStage(id: ModelVersionId, stage: ModelStage, archiveExisting: boolean): Promise<void> {
    await this.#write('sqliteTransitionStage', { file: this.#file, id, stage, archiveExisting });
  }

  async renameRegisteredModel(name: string, newName: string): Promise<void> {
    await this.#write('sqliteRenameRegisteredModel', { file: this.#file, name, newName });
  }

  async setModelTag(name: string, key: string, value: string): Promise<void> {
    await this.#write('sqliteSetModelTag', { file: this.#file, name, key, value });
  }

  async deleteModelTag(name: string, key: string): Promise<void> {
    await this.#write('sqliteDeleteModelTag', { file: this.#file, name, key });
  }

  async setVersionTag(id: ModelVersionId, key: string, value: string): Promise<void> {
    await this.#write('sqliteSetVersionTag', { file: this.#file, id, key, value });
  }

  async deleteVersionTag(id: ModelVersionId, key: string): Promise<void> {
    await this.#write('sqliteDeleteVersionTag', { file: this.#file, id, key });
  }

  async setModelDescription(name: string, description: string): Promise<void> {
    await this.#write('sqliteSetModelDescription', { file: this.#file, name, description });
  }

  async setVersionDescription(id: ModelVersionId, description: string): Promise<void> {
    await this.#write('sqliteSetVersionDescription', { file: this.#file, id, description });
  }

  async deleteModelVersion(id: ModelVersionId): Promise<void> {
    await this.#write('sqliteDeleteModelVersion', { file: this.#file, id });
  }

  async deleteRegisteredModel(name: string): Promise<void> {
    await this.#write('sqliteDeleteRegisteredModel', { file: this.#file, name });
  }

  async #write<Name extends keyof SqliteStoreJobs>(
    name: Name,
    params: SqliteStoreJobs[Name]['params'],
  ): Promise<SqliteStoreJobs[Name]['result']> {
    this.#requireTrust();
    const result = await this.#pool.run(name, params);
    this.#onDidWrite();
    return result;
  }

  /** What MLflow's register_model stores: for `runs:` the place behind it, for a logged model that and its run. */
  async #rowOf({ name, source, runId, description, tags = new Map() }: NewModelVersion): Promise<ModelVersionRow> {
    const target = parseArtifactUri(source);
    const storageLocation = await resolveArtifactUri(source, this.#sources);
    const row = { name, source, storageLocation, runId, description, tags };
    if (target.kind === 'run') {
      return { ...row, source: storageLocation, runId: runId ?? target.runId };
    }
    return target.kind === 'loggedModel' ? { ...row, modelId: target.modelId } : row;
  }

  #requireTrust(): void {
    if (!this.#environment.isTrusted()) {
      throw new MlflowError('untrusted', { what: this.#file });
    }
  }
}

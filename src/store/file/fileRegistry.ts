import { join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelStage, ModelVersion } from '../../model/registeredModel.ts';
import type { ModelVersionId, NewModelVersion, RegistryStore } from '../registryStore.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import { Turns } from '../turns.ts';
import {
  createNextVersion,
  createParents,
  exists,
  moveFolder,
  removeAliases,
  removeFolder,
} from './fileRegistryFolders.ts';
import { noteRegisteredVersion } from './fileRegistryLinks.ts';
import { deletedStage, newModelMeta, newVersionMeta, readAliases, versionNumbers } from './fileRegistryModels.ts';
import { versionOrigin } from './fileRegistryOrigin.ts';
import { FileRegistryReader } from './fileRegistryReader.ts';
import { removeKeyFile, writeKeyFile } from './fileWritesKeys.ts';
import { createMetaFolder, editMeta, withFields } from './fileWritesMeta.ts';
import { validateAlias, validateKey, validateModelName, validateModelTag } from './fileWritesRules.ts';
import { registryFolder } from './layout.ts';
import { yamlInteger, type YamlValue } from './mlflowYaml.ts';

/** The model registry in `models` of an `mlruns` folder (MLflow 2.x and 3.x), read and written byte for byte as MLflow does. */
export class FileRegistryStore extends FileRegistryReader implements RegistryStore {
  readonly #environment: Pick<StoreEnvironment, 'isTrusted'>;
  readonly #now: () => number;
  /** Edits of our own do not get in each other's way, whatever others do. */
  readonly #turns = new Turns();

  constructor(root: string, environment: Pick<StoreEnvironment, 'isTrusted'>, now = (): number => Date.now()) {
    super(root);
    this.#environment = environment;
    this.#now = now;
  }

  async createRegisteredModel(name: string, description?: string): Promise<void> {
    validateModelName(name);
    this.#requireTrust();
    const folder = this.modelPath(name);
    if (await exists(folder)) {
      throw new MlflowError('alreadyExists', { what: name });
    }
    await createParents(join(this.root, registryFolder));
    await createMetaFolder(folder, newModelMeta(name, description, this.#now(), await this.generation()));
  }

  async createModelVersion(version: NewModelVersion): Promise<ModelVersion> {
    const { name, tags = new Map<string, string>() } = version;
    for (const [key, value] of tags) {
      validateModelTag(key, value);
    }
    this.#requireTrust();
    const folder = await this.modelFolder(name);
    const origin = await versionOrigin(this.root, this, version);
    const generation = await this.generation();
    const now = this.#now();
    await this.#touch(folder, now);
    const number = await createNextVersion(folder, (next) =>
      newVersionMeta(
        {
          ...origin,
          name,
          version: next,
          description: version.description,
          modelId: version.modelId ?? origin.loggedModel?.modelId,
        },
        now,
        generation,
      ),
    );
    for (const [key, value] of tags) {
      await writeKeyFile(join(folder, `version-${number}`), 'tags', key, value);
    }
    if (tags.size > 0) {
      await this.#touch(folder, this.#now());
    }
    if (origin.loggedModel !== undefined) {
      await noteRegisteredVersion(origin.loggedModel.folder, name, number);
    }
    return this.version({ name, version: String(number) });
  }

  async setAlias(id: ModelVersionId, alias: string): Promise<void> {
    validateAlias(alias);
    this.#requireTrust();
    await this.version(id);
    const folder = this.modelPath(id.name);
    await writeKeyFile(folder, 'aliases', alias, String(Number(id.version)));
    await this.#touch(folder, this.#now());
  }

  async deleteAlias(name: string, alias: string): Promise<void> {
    this.#requireTrust();
    const folder = await this.modelFolder(name);
    if (!(await readAliases(folder)).has(alias)) {
      throw new MlflowError('notFound', { what: `${name}@${alias}` });
    }
    await removeAliases(folder, [alias]);
    await this.#touch(folder, this.#now());
  }

  async transitionStage(id: ModelVersionId, stage: ModelStage, archiveExisting: boolean): Promise<void> {
    if (archiveExisting && stage !== 'Staging' && stage !== 'Production') {
      const detail = 'only Staging and Production replace the versions that are there';
      throw new MlflowError('invalidValue', { what: stage, detail });
    }
    this.#requireTrust();
    const { version } = await this.version(id);
    const now = this.#now();
    if (archiveExisting) {
      for (const other of await this.modelVersions(id.name)) {
        if (other.stage === stage && other.version !== version) {
          await this.#editVersion(other, now, { current_stage: 'Archived' });
        }
      }
    }
    await this.#editVersion(id, now, { current_stage: stage });
    await this.#touch(this.modelPath(id.name), now);
  }

  /** Aliases and tags stay, which a rename by MLflow's own file store loses. */
  async renameRegisteredModel(name: string, newName: string): Promise<void> {
    validateModelName(newName);
    const target = this.modelPath(newName);
    this.#requireTrust();
    const folder = await this.modelFolder(name);
    if (await exists(target)) {
      throw new MlflowError('alreadyExists', { what: newName });
    }
    const now = this.#now();
    await moveFolder(folder, target);
    await this.#touch(target, now, { name: newName });
    for (const version of await versionNumbers(target)) {
      await this.#editVersion({ name: newName, version: String(version) }, now, { name: newName });
    }
  }

  async setModelTag(name: string, key: string, value: string): Promise<void> {
    validateModelTag(key, value);
    this.#requireTrust();
    const folder = await this.modelFolder(name);
    await writeKeyFile(folder, 'tags', key, value);
    await this.#touch(folder, this.#now());
  }

  /** As in MLflow, a tag that is not there is deleted already. */
  async deleteModelTag(name: string, key: string): Promise<void> {
    validateKey(key);
    this.#requireTrust();
    const folder = await this.modelFolder(name);
    await this.#deleteTag(folder, folder, key);
  }

  /** Of the times, MLflow changes the model's only. */
  async setVersionTag(id: ModelVersionId, key: string, value: string): Promise<void> {
    validateModelTag(key, value);
    this.#requireTrust();
    const { version } = await this.version(id);
    const folder = this.modelPath(id.name);
    await writeKeyFile(join(folder, `version-${version}`), 'tags', key, value);
    await this.#touch(folder, this.#now());
  }

  async deleteVersionTag(id: ModelVersionId, key: string): Promise<void> {
    validateKey(key);
    this.#requireTrust();
    const { version } = await this.version(id);
    const folder = this.modelPath(id.name);
    await this.#deleteTag(folder, join(folder, `version-${version}`), key);
  }

  async setModelDescription(name: string, description: string): Promise<void> {
    this.#requireTrust();
    await this.#touch(await this.modelFolder(name), this.#now(), { description });
  }

  async setVersionDescription(id: ModelVersionId, description: string): Promise<void> {
    this.#requireTrust();
    await this.version(id);
    await this.#editVersion(id, this.#now(), { description });
  }

  async deleteModelVersion(id: ModelVersionId): Promise<void> {
    this.#requireTrust();
    const { aliases } = await this.version(id);
    const folder = this.modelPath(id.name);
    await this.#editVersion(id, this.#now(), { current_stage: deletedStage });
    await removeAliases(folder, aliases);
    await this.#touch(folder, this.#now());
  }

  async deleteRegisteredModel(name: string): Promise<void> {
    this.#requireTrust();
    const folder = await this.modelFolder(name);
    await removeFolder(folder);
  }

  async #deleteTag(modelFolder: string, owner: string, key: string): Promise<void> {
    if (await removeKeyFile(owner, 'tags', key)) {
      await this.#touch(modelFolder, this.#now());
    }
  }

  /** MLflow 2 repeats the aliases in the version's file whenever it writes it, MLflow 3 does not. */
  async #editVersion(
    { name, version }: ModelVersionId,
    now: number,
    changes: Readonly<Record<string, YamlValue>>,
  ): Promise<void> {
    const folder = this.modelPath(name);
    await this.#turns.take(async () => {
      const aliases = [...(await readAliases(folder))].filter(([, target]) => target === version);
      await editMeta(join(folder, `version-${Number(version)}`), (fields) =>
        withFields(fields, {
          ...changes,
          ...(fields.has('aliases') ? { aliases: aliases.map(([alias]) => alias) } : {}),
          last_updated_timestamp: yamlInteger(now),
        }),
      );
    });
  }

  /** Writes a model's file with its aliases of now and the time of the change. */
  async #touch(folder: string, now: number, changes: Readonly<Record<string, YamlValue>> = {}): Promise<void> {
    await this.#turns.take(async () => {
      const aliases = await readAliases(folder);
      await editMeta(folder, (fields) =>
        withFields(fields, {
          ...changes,
          ...(fields.has('aliases') || aliases.size > 0 ? { aliases } : {}),
          last_updated_timestamp: yamlInteger(now),
        }),
      );
    });
  }

  #requireTrust(): void {
    if (!this.#environment.isTrusted()) {
      throw new MlflowError('untrusted', { what: this.root });
    }
  }
}

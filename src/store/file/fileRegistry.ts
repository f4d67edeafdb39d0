import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelStage, ModelVersion, RegisteredModel } from '../../model/registeredModel.ts';
import { parseArtifactUri } from '../artifactUri.ts';
import type { ModelVersionId, NewModelVersion, RegistryStore } from '../registryStore.ts';
import { isPrompt } from '../promptTag.ts';
import { resolveArtifactUri } from '../resolveArtifactUri.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import type { StoreProblem } from '../trackingStore.ts';
import { Turns } from '../turns.ts';
import { writingError } from '../writeFile.ts';
import { findLoggedModel, type FileLoggedModel } from './fileLoggedModels.ts';
import { isAbsence, readingError } from './fileProblems.ts';
import { noteRegisteredVersion } from './fileRegistryLinks.ts';
import {
  deletedStage,
  newModelMeta,
  newVersionMeta,
  readAliases,
  readModelVersion,
  readRegisteredModel,
  versionNumbers,
  type RegistryGeneration,
} from './fileRegistryModels.ts';
import { experimentFolders, runArtifactUri } from './fileRunFolders.ts';
import { writeKeyFile } from './fileWritesKeys.ts';
import { createMetaFolder, editMeta, readMeta, withFields } from './fileWritesMeta.ts';
import { folderNames, readableMetas } from './fileWritesNew.ts';
import { validateAlias, validateModelName, validateTag } from './fileWritesRules.ts';
import { registryFolder } from './layout.ts';
import { yamlInteger, type YamlMap, type YamlValue } from './mlflowYaml.ts';

/** How often the next version number is tried when somebody else takes it at the same moment (MLflow's file_store.py). */
const creationAttempts = 3;

/** The model registry in `models` of an `mlruns` folder (MLflow 2.x and 3.x), read and written byte for byte as MLflow does. */
export class FileRegistryStore implements RegistryStore {
  readonly #root: string;
  readonly #environment: Pick<StoreEnvironment, 'isTrusted'>;
  readonly #now: () => number;
  /** Edits of our own do not get in each other's way, whatever others do. */
  readonly #turns = new Turns();
  #modelProblems: readonly StoreProblem[] = [];
  readonly #versionProblems = new Map<string, readonly StoreProblem[]>();

  constructor(root: string, environment: Pick<StoreEnvironment, 'isTrusted'>, now = (): number => Date.now()) {
    this.#root = root;
    this.#environment = environment;
    this.#now = now;
  }

  problems(): readonly StoreProblem[] {
    return [...this.#modelProblems, ...[...this.#versionProblems.values()].flat()];
  }

  async registeredModels(): Promise<readonly RegisteredModel[]> {
    const names = (await folderNames(join(this.#root, registryFolder))).toSorted();
    const problems: StoreProblem[] = [];
    const models = await Promise.all(
      names.map(async (name) => readOrReport(readRegisteredModel(this.#modelPath(name), name), problems)),
    );
    this.#modelProblems = problems;
    return models.filter((model) => model !== undefined).filter((model) => !isPrompt(model));
  }

  async registeredModel(name: string): Promise<RegisteredModel> {
    return readRegisteredModel(await this.#modelFolder(name), name);
  }

  async modelVersions(name: string): Promise<readonly ModelVersion[]> {
    const folder = await this.#modelFolder(name);
    const aliases = await readAliases(folder);
    const numbers = (await versionNumbers(folder)).toSorted((a, b) => b - a);
    const problems: StoreProblem[] = [];
    const versions = await Promise.all(
      numbers.map(async (version) => readOrReport(readModelVersion(folder, name, version, aliases), problems)),
    );
    this.#versionProblems.set(name, problems);
    return versions.filter((version) => version !== undefined);
  }

  async createRegisteredModel(name: string, description?: string): Promise<void> {
    validateModelName(name);
    this.#requireTrust();
    const folder = this.#modelPath(name);
    if (await exists(folder)) {
      throw new MlflowError('alreadyExists', { what: name });
    }
    await createParents(join(this.#root, registryFolder));
    await createMetaFolder(folder, newModelMeta(name, description, this.#now(), await this.#generation()));
  }

  async createModelVersion(version: NewModelVersion): Promise<ModelVersion> {
    const { name, tags = new Map<string, string>() } = version;
    for (const [key, value] of tags) {
      validateTag(key, value);
    }
    this.#requireTrust();
    const folder = await this.#modelFolder(name);
    const origin = await this.#origin(version);
    const generation = await this.#generation();
    const now = this.#now();
    await this.#touch(folder, now);
    const number = await createNextVersion(folder, (next) =>
      newVersionMeta(
        { ...origin, name, version: next, description: version.description, modelId: origin.loggedModel?.modelId },
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
    return this.#version({ name, version: String(number) });
  }

  async setAlias(id: ModelVersionId, alias: string): Promise<void> {
    validateAlias(alias);
    this.#requireTrust();
    await this.#version(id);
    const folder = this.#modelPath(id.name);
    await writeKeyFile(folder, 'aliases', alias, String(Number(id.version)));
    await this.#touch(folder, this.#now());
  }

  async deleteAlias(name: string, alias: string): Promise<void> {
    this.#requireTrust();
    const folder = await this.#modelFolder(name);
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
    const { version } = await this.#version(id);
    const now = this.#now();
    if (archiveExisting) {
      for (const other of await this.modelVersions(id.name)) {
        if (other.stage === stage && other.version !== version) {
          await this.#editVersion(other, now, { current_stage: 'Archived' });
        }
      }
    }
    await this.#editVersion(id, now, { current_stage: stage });
    await this.#touch(this.#modelPath(id.name), now);
  }

  async setModelDescription(name: string, description: string): Promise<void> {
    this.#requireTrust();
    await this.#touch(await this.#modelFolder(name), this.#now(), { description });
  }

  async setVersionDescription(id: ModelVersionId, description: string): Promise<void> {
    this.#requireTrust();
    await this.#version(id);
    await this.#editVersion(id, this.#now(), { description });
  }

  async deleteModelVersion(id: ModelVersionId): Promise<void> {
    this.#requireTrust();
    const { aliases } = await this.#version(id);
    const folder = this.#modelPath(id.name);
    await this.#editVersion(id, this.#now(), { current_stage: deletedStage });
    await removeAliases(folder, aliases);
    await this.#touch(folder, this.#now());
  }

  async deleteRegisteredModel(name: string): Promise<void> {
    this.#requireTrust();
    const folder = await this.#modelFolder(name);
    try {
      await rm(folder, { recursive: true });
    } catch (error) {
      throw writingError(error, folder);
    }
  }

  async #version({ name, version }: ModelVersionId): Promise<ModelVersion> {
    const folder = await this.#modelFolder(name);
    const number = Number(version);
    const found = (await versionNumbers(folder)).includes(number)
      ? await readModelVersion(folder, name, number, await readAliases(folder))
      : undefined;
    if (found === undefined) {
      throw new MlflowError('notFound', { what: `models:/${name}/${version}` });
    }
    return found;
  }

  /** MLflow 2 repeats the aliases in the version's file whenever it writes it, MLflow 3 does not. */
  async #editVersion(
    { name, version }: ModelVersionId,
    now: number,
    changes: Readonly<Record<string, YamlValue>>,
  ): Promise<void> {
    const folder = this.#modelPath(name);
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

  /** What MLflow's register_model stores: for `runs:` the place behind it, for a logged model that and its run. */
  async #origin({ source, runId }: NewModelVersion): Promise<VersionOrigin> {
    const target = parseArtifactUri(source);
    const place = await resolveArtifactUri(source, {
      runArtifactUri: async (id) => runArtifactUri(this.#root, id),
      loggedModelLocation: async (modelId) => (await findLoggedModel(this.#root, modelId)).artifactLocation,
      registry: this,
    });
    if (target.kind === 'run') {
      return { source: place, storageLocation: place, runId: runId ?? target.runId, loggedModel: undefined };
    }
    if (target.kind === 'loggedModel') {
      const loggedModel = await findLoggedModel(this.#root, target.modelId);
      return { source, storageLocation: place, runId: runId ?? loggedModel.sourceRunId, loggedModel };
    }
    return { source, storageLocation: place, runId, loggedModel: undefined };
  }

  async #generation(): Promise<RegistryGeneration> {
    for (const name of await folderNames(join(this.#root, registryFolder))) {
      const meta = await readOrReport(readMeta(join(this.#root, registryFolder, name)), []);
      if (meta !== undefined) {
        return { hasWorkspace: meta.has('workspace') };
      }
    }
    const experiments = await readableMetas(await experimentFolders(this.#root));
    return { hasWorkspace: [...experiments.values()].some((meta) => meta.has('workspace')) };
  }

  async #modelFolder(name: string): Promise<string> {
    const folder = this.#modelPath(name);
    if (!(await exists(folder))) {
      throw new MlflowError('notFound', { what: name });
    }
    return folder;
  }

  #modelPath(name: string): string {
    validateModelName(name);
    return join(this.#root, registryFolder, name);
  }

  #requireTrust(): void {
    if (!this.#environment.isTrusted()) {
      throw new MlflowError('untrusted', { what: this.#root });
    }
  }
}

interface VersionOrigin {
  readonly source: string;
  readonly storageLocation: string;
  readonly runId: string | undefined;
  /** What a version of MLflow 3 is made from. */
  readonly loggedModel: FileLoggedModel | undefined;
}

async function readOrReport<Value>(reading: Promise<Value>, problems: StoreProblem[]): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!MlflowError.is(error)) {
      throw error;
    }
    problems.push({ error });
    return undefined;
  }
}

async function createNextVersion(modelFolder: string, metaOf: (version: number) => YamlMap): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const next = Math.max(0, ...(await versionNumbers(modelFolder))) + 1;
    try {
      await createMetaFolder(join(modelFolder, `version-${next}`), metaOf(next));
      return next;
    } catch (error) {
      if (!MlflowError.is(error, 'alreadyExists') || attempt === creationAttempts) {
        throw error;
      }
    }
  }
}

async function removeAliases(modelFolder: string, aliases: readonly string[]): Promise<void> {
  for (const alias of aliases) {
    const path = join(modelFolder, 'aliases', alias);
    try {
      await rm(path);
    } catch (error) {
      throw writingError(error, path);
    }
  }
}

async function createParents(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writingError(error, folder);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isAbsence(error)) {
      return false;
    }
    throw readingError(error, path);
  }
}

import { join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelVersion, RegisteredModel } from '../../model/registeredModel.ts';
import { isPrompt } from '../promptTag.ts';
import type { ModelVersionId } from '../registryStore.ts';
import type { StoreProblem } from '../trackingStore.ts';
import { exists } from './fileRegistryFolders.ts';
import {
  readAliases,
  readModelVersion,
  readRegisteredModel,
  versionNumbers,
  type RegistryGeneration,
} from './fileRegistryModels.ts';
import { experimentFolders } from './fileRunFolders.ts';
import { readMeta } from './fileWritesMeta.ts';
import { folderNames, readableMetas } from './fileWritesNew.ts';
import { isSafeId, registryFolder } from './layout.ts';

/** The reading half of the registry of an `mlruns` folder. */
export class FileRegistryReader {
  protected readonly root: string;
  #modelProblems: readonly StoreProblem[] = [];
  readonly #versionProblems = new Map<string, readonly StoreProblem[]>();

  constructor(root: string) {
    this.root = root;
  }

  problems(): readonly StoreProblem[] {
    return [...this.#modelProblems, ...[...this.#versionProblems.values()].flat()];
  }

  async registeredModels(): Promise<readonly RegisteredModel[]> {
    const names = (await folderNames(join(this.root, registryFolder))).toSorted();
    const problems: StoreProblem[] = [];
    const models = await Promise.all(
      names.map(async (name) => readOrReport(readRegisteredModel(this.modelPath(name), name), problems)),
    );
    this.#modelProblems = problems;
    return models.filter((model) => model !== undefined).filter((model) => !isPrompt(model));
  }

  async registeredModel(name: string): Promise<RegisteredModel> {
    return readRegisteredModel(await this.modelFolder(name), name);
  }

  async modelVersions(name: string): Promise<readonly ModelVersion[]> {
    const folder = await this.modelFolder(name);
    const aliases = await readAliases(folder);
    const numbers = (await versionNumbers(folder)).toSorted((a, b) => b - a);
    const problems: StoreProblem[] = [];
    const versions = await Promise.all(
      numbers.map(async (version) => readOrReport(readModelVersion(folder, name, version, aliases), problems)),
    );
    this.#versionProblems.set(name, problems);
    return versions.filter((version) => version !== undefined);
  }

  /** @throws MlflowError notFound, also when it is deleted */
  protected async version({ name, version }: ModelVersionId): Promise<ModelVersion> {
    const folder = await this.modelFolder(name);
    const number = Number(version);
    const found = (await versionNumbers(folder)).includes(number)
      ? await readModelVersion(folder, name, number, await readAliases(folder))
      : undefined;
    if (found === undefined) {
      throw new MlflowError('notFound', { what: `models:/${name}/${version}` });
    }
    return found;
  }

  /** Of what is there already, which new files follow. */
  protected async generation(): Promise<RegistryGeneration> {
    for (const name of await folderNames(join(this.root, registryFolder))) {
      const meta = await readOrReport(readMeta(join(this.root, registryFolder, name)), []);
      if (meta !== undefined) {
        return { hasWorkspace: meta.has('workspace') };
      }
    }
    const experiments = await readableMetas(await experimentFolders(this.root));
    return { hasWorkspace: [...experiments.values()].some((meta) => meta.has('workspace')) };
  }

  /** @throws MlflowError notFound, invalidName */
  protected async modelFolder(name: string): Promise<string> {
    const folder = this.modelPath(name);
    if (!(await exists(folder))) {
      throw new MlflowError('notFound', { what: name });
    }
    return folder;
  }

  /** @throws MlflowError invalidName */
  protected modelPath(name: string): string {
    if (!isSafeId(name)) {
      throw new MlflowError('invalidName', { what: name, detail: 'it names no folder of the registry' });
    }
    return join(this.root, registryFolder, name);
  }
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

import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import { mlflowTags, runStatuses, type LifecycleStage, type Run } from '../../model/run.ts';
import { pythonFloat } from '../../util/pythonFloat.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import type { LoggedMetric, NewExperimentOptions, NewRun, ReadOnlyReason, RunUpdate } from '../trackingStore.ts';
import type { TrackingWrites } from '../trackingWrites.ts';
import { Turns } from '../turns.ts';
import { writingError } from '../writeFile.ts';
import { isAbsence, readingError } from './fileProblems.ts';
import { findRunFolder } from './fileRunFolders.ts';
import { appendKeyFile, readKeyFile, removeKeyFile, writeKeyFile } from './fileWritesKeys.ts';
import { createMetaFolder, editMeta, fieldText, readMeta, withFields } from './fileWritesMeta.ts';
import {
  activeExperimentFolder,
  createExperiment,
  renameExperiment,
  setExperimentStage,
  setRunStage,
} from './fileWritesExperiments.ts';
import { newArtifactUri, newRunMeta, usesRunUuid } from './fileWritesNew.ts';
import { realWriteSources, type WriteSources } from './fileWritesSources.ts';
import { validateExperimentTag, validateKey, validateMetric, validateParam, validateTag } from './fileWritesRules.ts';
import { yamlInteger } from './mlflowYaml.ts';

/**
 * Writes experiments and runs of an `mlruns` folder, byte for byte as MLflow's FileStore does (1.30 to 3.18, following what the store has
 * already). Everything is checked before anything is written. Nothing is announced: that is the reader's task, who sees the files change.
 */
export class FileRunWriter implements TrackingWrites {
  readonly #root: string;
  readonly #environment: Pick<StoreEnvironment, 'isTrusted'>;
  readonly #sources: WriteSources;
  /** What changes a meta.yaml is done in the order in which it was asked for, whatever others do. */
  readonly #turns = new Turns();

  constructor(
    root: string,
    environment: Pick<StoreEnvironment, 'isTrusted'>,
    sources: WriteSources = realWriteSources,
  ) {
    this.#root = root;
    this.#environment = environment;
    this.#sources = sources;
  }

  async readOnlyReason(): Promise<ReadOnlyReason | undefined> {
    if (!this.#environment.isTrusted()) {
      return 'untrusted';
    }
    try {
      await access(this.#root, constants.W_OK);
      return undefined;
    } catch (error) {
      if (isAbsence(error)) {
        throw readingError(error, this.#root);
      }
      return 'readOnlyDisk';
    }
  }

  /** @returns the new id. @throws MlflowError alreadyExists, invalidName, invalidValue */
  async createExperiment(name: string, options: NewExperimentOptions = {}): Promise<string> {
    return this.#turns.take(async () => {
      this.#requireTrust();
      return createExperiment(this.#root, name, options, this.#sources);
    });
  }

  /** @throws MlflowError notFound, alreadyExists, invalidName, invalidValue when the experiment is deleted */
  async renameExperiment(experimentId: string, name: string): Promise<void> {
    await this.#turns.take(async () => {
      this.#requireTrust();
      await renameExperiment(this.#root, experimentId, name, this.#sources.now());
    });
  }

  /** @throws MlflowError notFound, invalidName, invalidValue, also when the experiment is deleted */
  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    validateExperimentTag(key, value);
    this.#requireTrust();
    await writeKeyFile(await activeExperimentFolder(this.#root, experimentId), 'tags', key, value);
  }

  /** Moves an experiment to the trash, with its runs marked as deleted, or back. @throws MlflowError notFound, alreadyExists */
  async setExperimentLifecycle(experimentId: string, stage: LifecycleStage): Promise<void> {
    await this.#turns.take(async () => {
      this.#requireTrust();
      await setExperimentStage(this.#root, experimentId, stage, this.#sources.now());
    });
  }

  /** @throws MlflowError notFound, invalidValue when the experiment is deleted, invalidName */
  async createRun(run: NewRun): Promise<Run> {
    const tags = new Map([...run.tags, [mlflowTags.runName, run.runName]]);
    for (const [key, value] of tags) {
      validateTag(key, value);
    }
    this.#requireTrust();
    const experimentFolder = await activeExperimentFolder(this.#root, run.experimentId);
    const experimentMeta = await readMeta(experimentFolder);
    const runId = this.#sources.newRunId();
    const artifactUri = await newArtifactUri(experimentFolder, experimentMeta, runId);
    const hasRunUuid = await usesRunUuid(experimentFolder, experimentMeta);
    const { experimentId, runName, userId, startTime } = run;
    const folder = join(experimentFolder, runId);
    await createMetaFolder(
      folder,
      newRunMeta({ runId, experimentId, runName, userId, startTime, artifactUri, hasRunUuid }),
    );
    await makeFolders(folder, ['metrics', 'params', 'artifacts']);
    await writeTags(folder, tags);
    return {
      info: {
        runId,
        experimentId,
        runName,
        status: 'RUNNING',
        lifecycleStage: 'active',
        userId,
        startTime,
        artifactUri,
      },
      params: new Map(),
      metrics: new Map(),
      tags,
    };
  }

  /** @throws MlflowError notFound, invalidValue when the run is deleted */
  async updateRun(runId: string, { status, endTime, runName }: RunUpdate): Promise<void> {
    await this.#turns.take(async () => {
      const folder = await this.#activeRun(runId);
      if (runName !== undefined) {
        validateTag(mlflowTags.runName, runName);
        await writeTags(folder, new Map([[mlflowTags.runName, runName]]));
      }
      await editMeta(folder, (fields) =>
        withFields(fields, {
          ...(status === undefined ? {} : { status: yamlInteger(runStatuses.indexOf(status) + 1) }),
          ...(endTime === undefined ? {} : { end_time: yamlInteger(endTime) }),
          ...(runName === undefined ? {} : { run_name: runName }),
          deleted_time: undefined,
        }),
      );
    });
  }

  /** Marks a run as deleted, or no longer; it stays where it is. @throws MlflowError notFound */
  async setRunLifecycle(runId: string, stage: LifecycleStage): Promise<void> {
    await this.#turns.take(async () => {
      this.#requireTrust();
      await setRunStage(await findRunFolder(this.#root, runId), stage, this.#sources.now());
    });
  }

  /** @throws MlflowError notFound, invalidName, invalidValue */
  async setTags(runId: string, tags: ReadonlyMap<string, string>): Promise<void> {
    await this.#turns.take(async () => {
      for (const [key, value] of tags) {
        validateTag(key, value);
      }
      const folder = await this.#activeRun(runId);
      await writeTags(folder, tags);
      const runName = tags.get(mlflowTags.runName);
      if (runName !== undefined) {
        await editMeta(folder, (fields) => withFields(fields, { run_name: runName, deleted_time: undefined }));
      }
    });
  }

  /** @throws MlflowError notFound, also when there is no such tag */
  async deleteTag(runId: string, key: string): Promise<void> {
    validateKey(key);
    const folder = await this.#activeRun(runId);
    if (!(await removeKeyFile(folder, 'tags', key))) {
      throw new MlflowError('notFound', { what: key, detail: folder });
    }
  }

  /** A param never changes: logging the same value again is fine, another one is not. @throws MlflowError invalidName, invalidValue */
  async logParams(runId: string, params: ReadonlyMap<string, string>): Promise<void> {
    for (const [key, value] of params) {
      validateParam(key, value);
    }
    const folder = await this.#activeRun(runId);
    const added = [];
    for (const [key, value] of params) {
      const logged = await readKeyFile(folder, 'params', key);
      if (logged === undefined) {
        added.push([key, value] as const);
      } else if (!isSameParam(logged, value)) {
        const detail = `it was logged as "${logged}" and params do not change`;
        throw new MlflowError('invalidValue', { what: key, detail });
      }
    }
    for (const [key, value] of added) {
      await writeKeyFile(folder, 'params', key, value);
    }
  }

  /** All points of one metric are appended at once, in the order given. @throws MlflowError invalidName, invalidValue */
  async logMetrics(runId: string, metrics: readonly LoggedMetric[]): Promise<void> {
    const lines = new Map<string, string>();
    for (const metric of metrics) {
      validateMetric(metric);
      const line = `${metric.timestamp} ${pythonFloat(metric.value)} ${metric.step}\n`;
      lines.set(metric.key, (lines.get(metric.key) ?? '') + line);
    }
    const folder = await this.#activeRun(runId);
    for (const [key, text] of lines) {
      await appendKeyFile(folder, 'metrics', key, text);
    }
  }

  async #activeRun(runId: string): Promise<string> {
    this.#requireTrust();
    const folder = await findRunFolder(this.#root, runId);
    const stage = fieldText(await readMeta(folder), 'lifecycle_stage');
    if (stage === 'deleted') {
      throw new MlflowError('invalidValue', { what: runId, detail: 'the run is deleted: restore it first' });
    }
    return folder;
  }

  #requireTrust(): void {
    if (!this.#environment.isTrusted()) {
      throw new MlflowError('untrusted', { what: this.#root });
    }
  }
}

async function writeTags(folder: string, tags: ReadonlyMap<string, string>): Promise<void> {
  for (const [key, value] of tags) {
    await writeKeyFile(folder, 'tags', key, value);
  }
}

/** MLflow compares with the file as Python reads text, where every line ends in `\n`. */
function isSameParam(logged: string, value: string): boolean {
  return logged === value || logged.replace(/\r\n?/g, '\n') === value;
}

async function makeFolders(folder: string, names: readonly string[]): Promise<void> {
  try {
    await Promise.all(names.map(async (name) => mkdir(join(folder, name), { recursive: true })));
  } catch (error) {
    throw writingError(error, folder);
  }
}

import type { LoggedModel } from '../../model/loggedModel.ts';
import type { JobPool } from '../jobPool.ts';
import type { LoggedModels, LoggedModelSummary } from '../loggedModels.ts';
import type { FileStoreJobs } from './fileStoreJobs.ts';

/** The logged models of an `mlruns` folder of MLflow 3. */
export class FileLoggedModels implements LoggedModels {
  readonly #root: string;
  readonly #pool: JobPool<FileStoreJobs>;

  constructor(root: string, pool: JobPool<FileStoreJobs>) {
    this.#root = root;
    this.#pool = pool;
  }

  async ofRun(runId: string, signal?: AbortSignal): Promise<readonly LoggedModelSummary[]> {
    const models = await this.#pool.run('fileLoggedModelsOfRun', { root: this.#root, runId }, { signal });
    return models.map(({ modelId, name }) => ({ modelId, name }));
  }

  async ofExperiments(experimentIds: readonly string[], signal?: AbortSignal): Promise<readonly LoggedModel[]> {
    return await this.#pool.run('fileLoggedModels', { root: this.#root, experimentIds }, { signal });
  }

  async loggedModel(modelId: string, signal?: AbortSignal): Promise<LoggedModel> {
    return await this.#pool.run('fileLoggedModel', { root: this.#root, modelId }, { signal });
  }
}

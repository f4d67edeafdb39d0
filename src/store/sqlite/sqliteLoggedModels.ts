import { MlflowError } from '../../model/mlflowError.ts';
import type { LoggedModel } from '../../model/loggedModel.ts';
import type { JobPool } from '../jobPool.ts';
import type { LoggedModels, LoggedModelSummary } from '../loggedModels.ts';
import type { SqliteStoreJobs } from './sqliteStoreJobs.ts';

/** The logged models of an `mlflow.db` of MLflow 3; an earlier one has none. */
export class SqliteLoggedModels implements LoggedModels {
  readonly #file: string;
  readonly #pool: JobPool<SqliteStoreJobs>;

  /** `file`: absolute path of the database; `pool` is not disposed. */
  constructor(file: string, pool: JobPool<SqliteStoreJobs>) {
    this.#file = file;
    this.#pool = pool;
  }

  async ofRun(runId: string, signal?: AbortSignal): Promise<readonly LoggedModelSummary[]> {
    return await this.#pool.run('sqliteModelsOfRun', { file: this.#file, runId }, { signal });
  }

  async ofExperiments(experimentIds: readonly string[], signal?: AbortSignal): Promise<readonly LoggedModel[]> {
    return await this.#pool.run('sqliteLoggedModels', { file: this.#file, query: { experimentIds } }, { signal });
  }

  async loggedModel(modelId: string, signal?: AbortSignal): Promise<LoggedModel> {
    const [model] = await this.#pool.run('sqliteLoggedModels', { file: this.#file, query: { modelId } }, { signal });
    if (model === undefined) {
      throw new MlflowError('notFound', { what: `models:/${modelId}` });
    }
    return model;
  }
}

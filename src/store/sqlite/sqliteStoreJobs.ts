import { MlflowError } from '../../model/mlflowError.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import type { ModelVersion, RegisteredModel } from '../../model/registeredModel.ts';
import type { Run, ViewType } from '../../model/run.ts';
import { RunTable, transferables, type RunTableData } from '../../model/runTable.ts';
import type { JobContext, JobHandlers } from '../../util/jobs.ts';
import { fromWireProblem, type WireProblem } from '../file/fileProblems.ts';
import { readDatabase, readRevision, type Database, type DatabaseOptions } from './database.ts';
import { isNewerRevision } from './knownRevisions.ts';
import { digestStore, type DigestAnswer, type DigestParams } from './sqliteDigest.ts';
import { readExperiments, type ExperimentReading } from './sqliteExperiments.ts';
import { readLoggedModelLocation, readModelVersions, readRegisteredModels } from './sqliteRegistry.ts';
import { sqliteWriteJobs, type SqliteWriteJobs } from './sqliteWriteJobs.ts';
import { readMetricHistory, readRunOrder, readRuns, type RunOrderParams } from './sqliteRuns.ts';

interface InDatabase {
  /** Absolute path. */
  readonly file: string;
}

export interface SqliteRunPage {
  readonly runs: RunTableData;
  readonly problems: readonly WireProblem[];
}

/** What the store worker does for databases. Every job may fail as {@link readDatabase} does. */
export interface SqliteStoreJobs extends SqliteWriteJobs {
  readonly sqliteSchema: { readonly params: InDatabase; readonly result: { readonly isNewer: boolean } };
  readonly sqliteExperiments: {
    readonly params: InDatabase & { readonly view: ViewType };
    readonly result: ExperimentReading;
  };
  readonly sqliteRunOrder: { readonly params: InDatabase & RunOrderParams; readonly result: readonly string[] };
  /** Reports the one page before it returns, because only what is reported moves without a copy. */
  readonly sqliteRuns: {
    readonly params: InDatabase & { readonly runIds: readonly string[] };
    readonly progress: SqliteRunPage;
    readonly result: undefined;
  };
  /** @throws MlflowError notFound, malformed */
  readonly sqliteRun: { readonly params: InDatabase & { readonly runId: string }; readonly result: Run };
  /** @throws MlflowError notFound */
  readonly sqliteMetricHistory: {
    readonly params: InDatabase & { readonly runId: string; readonly key: string };
    readonly result: MetricHistory;
  };
  readonly sqliteDigest: { readonly params: InDatabase & DigestParams; readonly result: DigestAnswer };
  readonly sqliteRegisteredModels: { readonly params: InDatabase; readonly result: readonly RegisteredModel[] };
  readonly sqliteModelVersions: {
    readonly params: InDatabase & { readonly name: string };
    readonly result: readonly ModelVersion[];
  };
  /** @throws MlflowError notFound */
  readonly sqliteLoggedModelLocation: {
    readonly params: InDatabase & { readonly modelId: string };
    readonly result: string;
  };
}

/** MLflow's own writers wait 20 seconds; a person who looks on should hear earlier that somebody holds the file. */
const defaultOptions: DatabaseOptions = { busyTimeout: 5000 };

export function sqliteStoreJobs(options = defaultOptions): JobHandlers<SqliteStoreJobs> {
  const reading = <T>({ file }: InDatabase, read: (database: Database) => T): T => readDatabase(file, options, read);
  return {
    ...sqliteWriteJobs(options),
    sqliteSchema: (params) => reading(params, (database) => ({ isNewer: isNewerRevision(readRevision(database)) })),
    sqliteExperiments: (params) => reading(params, (database) => readExperiments(database, params.view)),
    sqliteRunOrder: (params) => reading(params, (database) => readRunOrder(database, params)),
    sqliteRuns: (params, context) =>
      reportRuns(
        reading(params, (database) => readRuns(database, params.runIds)),
        context,
      ),
    sqliteRun: (params) => reading(params, (database) => readOneRun(database, params.runId)),
    sqliteMetricHistory: (params) =>
      reading(params, (database) => readMetricHistory(database, params.runId, params.key)),
    sqliteDigest: (params) => reading(params, (database) => digestStore(database, params)),
    sqliteRegisteredModels: (params) => reading(params, readRegisteredModels),
    sqliteModelVersions: (params) => reading(params, (database) => requireVersions(database, params.name)),
    sqliteLoggedModelLocation: (params) => reading(params, (database) => requireLocation(database, params.modelId)),
  };
}

function reportRuns({ runs, problems }: ReturnType<typeof readRuns>, context: JobContext<SqliteRunPage>): undefined {
  const table = new RunTable();
  for (const run of runs) {
    table.put(run);
  }
  const data = table.toData();
  context.report({ runs: data, problems }, transferables(data));
}

function readOneRun(database: Database, runId: string): Run {
  const { runs, problems } = readRuns(database, [runId]);
  const [run] = runs;
  const [problem] = problems;
  if (problem !== undefined) {
    throw fromWireProblem(problem).error;
  }
  if (run === undefined) {
    throw new MlflowError('notFound', { what: `run ${runId}` });
  }
  return run;
}

function requireVersions(database: Database, name: string): readonly ModelVersion[] {
  if (!readRegisteredModels(database).some((model) => model.name === name)) {
    throw new MlflowError('notFound', { what: name });
  }
  return readModelVersions(database, name);
}

function requireLocation(database: Database, modelId: string): string {
  const location = readLoggedModelLocation(database, modelId);
  if (location === undefined) {
    throw new MlflowError('notFound', { what: modelId });
  }
  return location;
}

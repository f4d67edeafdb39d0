import type { RunLineage } from '../../model/dataset.ts';
import type { LoggedModel } from '../../model/loggedModel.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import type { ModelVersion, RegisteredModel } from '../../model/registeredModel.ts';
import type { Run, ViewType } from '../../model/run.ts';
import { transferables, type RunTableData } from '../../model/runTable.ts';
import type { JobContext, JobHandlers } from '../../util/jobs.ts';
import { fromWireProblem, type WireProblem } from '../file/fileProblems.ts';
import type { LoggedModelSummary } from '../loggedModels.ts';
import { readDatabase, type DatabaseOptions } from './database.ts';
import { databaseAccess, type DatabaseAccess } from './databaseAccess.ts';
import type { SnapshotOptions } from './fileSnapshot.ts';
import { isNewerSchema } from './mlflowSchema.ts';
import {
  readLoggedModelLocation,
  readLoggedModels,
  readModelsOfRun,
  type LoggedModelQuery,
} from './readLoggedModels.ts';
import { SnapshotDatabases } from './snapshotDatabases.ts';
import type { SqlDatabase } from './sqlDatabase.ts';
import { digestStore, type DigestAnswer, type DigestParams } from './sqliteDigest.ts';
import { countTraces, readExperiments, type ExperimentReading } from './sqliteExperiments.ts';
import { readLineage } from './sqliteLineage.ts';
import { readModelVersions, readRegisteredModels } from './sqliteRegistry.ts';
import { readMetricHistory, readRunOrder, readRuns, type RunOrderParams, type RunReading } from './sqliteRuns.ts';
import { sqliteWriteJobs, type SqliteWriteJobs } from './sqliteWriteJobs.ts';

interface InDatabase {
  /** Absolute path. */
  readonly file: string;
}

export interface RunHeadParams extends RunOrderParams {
  readonly head: number;
}

export interface SqliteRunPage {
  readonly runs: RunTableData;
  readonly problems: readonly WireProblem[];
}

export interface SqliteSchema {
  /** A later MLflow than this code knows made it. */
  readonly isNewer: boolean;
  readonly access: DatabaseAccess;
}

/** What the store worker does for databases. Every job may fail as {@link readDatabase} does. */
export interface SqliteStoreJobs extends SqliteWriteJobs {
  readonly sqliteSchema: { readonly params: InDatabase; readonly result: SqliteSchema };
  readonly sqliteExperiments: {
    readonly params: InDatabase & { readonly view: ViewType };
    readonly result: ExperimentReading;
  };
  readonly sqliteRunOrder: { readonly params: InDatabase & RunOrderParams; readonly result: readonly string[] };
  /** Reports the first `head` runs of that order, and returns whether these are all. */
  readonly sqliteRunHead: {
    readonly params: InDatabase & RunHeadParams;
    readonly progress: SqliteRunPage;
    readonly result: boolean;
  };
  /** Reports the one page before it returns, because only what is reported moves without a copy. */
  readonly sqliteRuns: {
    readonly params: InDatabase & { readonly runIds: readonly string[] };
    readonly progress: SqliteRunPage;
    readonly result: void;
  };
  /** @throws MlflowError notFound, malformed */
  readonly sqliteRun: { readonly params: InDatabase & { readonly runId: string }; readonly result: Run };
  /** @throws MlflowError notFound */
  readonly sqliteMetricHistory: {
    readonly params: InDatabase & { readonly runId: string; readonly key: string };
    readonly result: MetricHistory;
  };
  /** @throws MlflowError notFound */
  readonly sqliteLineage: { readonly params: InDatabase & { readonly runId: string }; readonly result: RunLineage };
  /** @throws MlflowError notFound */
  readonly sqliteModelsOfRun: {
    readonly params: InDatabase & { readonly runId: string };
    readonly result: readonly LoggedModelSummary[];
  };
  readonly sqliteLoggedModels: {
    readonly params: InDatabase & { readonly query: LoggedModelQuery };
    readonly result: readonly LoggedModel[];
  };
  /** @throws MlflowError notFound */
  readonly sqliteTraceCount: {
    readonly params: InDatabase & { readonly experimentId: string };
    readonly result: number | undefined;
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

export interface SqliteJobOptions extends DatabaseOptions, SnapshotOptions {
  /** Absent: {@link databaseAccess}. */
  readonly accessTo?: ((file: string) => DatabaseAccess) | undefined;
}

/** MLflow's own writers wait 20 seconds; a person who looks on should hear earlier that somebody holds the file. */
const defaultOptions: SqliteJobOptions = { busyTimeout: 5000 };

export function sqliteStoreJobs(options = defaultOptions): JobHandlers<SqliteStoreJobs> {
  const { accessTo = databaseAccess } = options;
  const snapshots = new SnapshotDatabases(options);
  const reading = <T>({ file }: InDatabase, read: (database: SqlDatabase) => T): T | Promise<T> =>
    accessTo(file) === 'locks' ? readDatabase(file, options, read) : snapshots.read(file, read);
  return {
    ...sqliteWriteJobs({ ...options, accessTo }),
    sqliteSchema: (params) =>
      reading(params, (database) => ({ isNewer: isNewerSchema(database), access: accessTo(params.file) })),
    sqliteExperiments: (params) => reading(params, (database) => readExperiments(database, params.view)),
    sqliteRunOrder: (params) => reading(params, (database) => readRunOrder(database, params)),
    sqliteRunHead: (params, context) => reading(params, (database) => reportHead(database, params, context)),
    sqliteRuns: (params, context) =>
      reading(params, (database) => reportRuns(readRuns(database, params.runIds), context)),
    sqliteRun: (params) => reading(params, (database) => readOneRun(database, params.runId)),
    sqliteMetricHistory: (params) =>
      reading(params, (database) => readMetricHistory(database, params.runId, params.key)),
    sqliteLineage: (params) => reading(params, (database) => ofRun(database, params.runId, readLineage)),
    sqliteModelsOfRun: (params) => reading(params, (database) => ofRun(database, params.runId, readModelsOfRun)),
    sqliteLoggedModels: (params) => reading(params, (database) => readLoggedModels(database, params.query)),
    sqliteTraceCount: (params) => reading(params, (database) => countTraces(database, params.experimentId)),
    sqliteDigest: (params) => reading(params, (database) => digestStore(database, params)),
    sqliteRegisteredModels: (params) => reading(params, readRegisteredModels),
    sqliteModelVersions: (params) => reading(params, (database) => requireVersions(database, params.name)),
    sqliteLoggedModelLocation: (params) => reading(params, (database) => requireLocation(database, params.modelId)),
  };
}

function reportRuns({ table, problems }: RunReading, context: JobContext<SqliteRunPage>): void {
  const data = table.toData();
  context.report({ runs: data, problems }, transferables(data));
}

/** The ids are read with the runs, so that a person need not wait for the ids of all. @returns whether these are all */
function reportHead(
  database: SqlDatabase,
  { head, maxResults = Infinity, ...query }: RunHeadParams,
  context: JobContext<SqliteRunPage>,
): boolean {
  const wanted = Math.min(head, maxResults);
  const order = readRunOrder(database, { ...query, maxResults: wanted + 1 });
  reportRuns(readRuns(database, order.slice(0, wanted)), context);
  return wanted === maxResults || order.length <= wanted;
}

function readOneRun(database: SqlDatabase, runId: string): Run {
  const { table, problems } = readRuns(database, [runId]);
  const [problem] = problems;
  if (problem !== undefined) {
    throw fromWireProblem(problem).error;
  }
  if (table.length === 0) {
    throw new MlflowError('notFound', { what: `run ${runId}` });
  }
  return table.run(0);
}

function ofRun<T>(database: SqlDatabase, runId: string, read: (database: SqlDatabase, runId: string) => T): T {
  const [row] = database.rows('SELECT run_uuid FROM runs WHERE run_uuid = ?', runId);
  if (row === undefined) {
    throw new MlflowError('notFound', { what: `run ${runId}` });
  }
  return read(database, runId);
}

function requireVersions(database: SqlDatabase, name: string): readonly ModelVersion[] {
  if (!readRegisteredModels(database).some((model) => model.name === name)) {
    throw new MlflowError('notFound', { what: name });
  }
  return readModelVersions(database, name);
}

function requireLocation(database: SqlDatabase, modelId: string): string {
  const location = readLoggedModelLocation(database, modelId);
  if (location === undefined) {
    throw new MlflowError('notFound', { what: modelId });
  }
  return location;
}

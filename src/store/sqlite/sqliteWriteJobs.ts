import type { ModelStage } from '../../model/registeredModel.ts';
import type { LifecycleStage } from '../../model/run.ts';
import type { JobHandlers } from '../../util/jobs.ts';
import { realWriteSources, type WriteSources } from '../file/fileWritesSources.ts';
import type { ModelVersionId } from '../registryStore.ts';
import type { LoggedMetric, NewRun, RunUpdate } from '../trackingStore.ts';
import { writeDatabase, type DatabaseOptions, type WritableDatabase } from './database.ts';
import { createExperiment, setExperimentStage } from './sqliteExperimentWrites.ts';
import {
  createModelVersion,
  createRegisteredModel,
  deleteAlias,
  deleteModelVersion,
  deleteRegisteredModel,
  setAlias,
  setModelDescription,
  setVersionDescription,
  transitionStage,
  type ModelVersionRow,
} from './sqliteRegistryWrites.ts';
import { createRun, deleteTag, logMetrics, logParams, setRunStage, setTags, updateRun } from './sqliteRunWrites.ts';

interface Write<Params, Result = void> {
  /** `file` is an absolute path. */
  readonly params: Params & { readonly file: string };
  readonly result: Result;
}

interface OfRun {
  readonly runId: string;
}

interface OfVersion {
  readonly id: ModelVersionId;
}

/** What the store worker writes into databases. Every job is one transaction and may fail as {@link writeDatabase} does. */
export interface SqliteWriteJobs {
  readonly sqliteCreateExperiment: Write<{ readonly name: string }, string>;
  readonly sqliteSetExperimentStage: Write<{ readonly experimentId: string; readonly stage: LifecycleStage }>;
  /** Returns the new id. */
  readonly sqliteCreateRun: Write<{ readonly run: NewRun }, string>;
  readonly sqliteUpdateRun: Write<OfRun & { readonly update: RunUpdate }>;
  readonly sqliteSetRunStage: Write<OfRun & { readonly stage: LifecycleStage }>;
  readonly sqliteSetTags: Write<OfRun & { readonly tags: ReadonlyMap<string, string> }>;
  readonly sqliteDeleteTag: Write<OfRun & { readonly key: string }>;
  readonly sqliteLogParams: Write<OfRun & { readonly params: ReadonlyMap<string, string> }>;
  readonly sqliteLogMetrics: Write<OfRun & { readonly metrics: readonly LoggedMetric[] }>;
  readonly sqliteCreateRegisteredModel: Write<{ readonly name: string; readonly description?: string | undefined }>;
  /** Returns the version's number. */
  readonly sqliteCreateModelVersion: Write<{ readonly row: ModelVersionRow }, string>;
  readonly sqliteSetAlias: Write<OfVersion & { readonly alias: string }>;
  readonly sqliteDeleteAlias: Write<{ readonly name: string; readonly alias: string }>;
  readonly sqliteTransitionStage: Write<OfVersion & { readonly stage: ModelStage; readonly archiveExisting: boolean }>;
  readonly sqliteSetModelDescription: Write<{ readonly name: string; readonly description: string }>;
  readonly sqliteSetVersionDescription: Write<OfVersion & { readonly description: string }>;
  readonly sqliteDeleteModelVersion: Write<OfVersion>;
  readonly sqliteDeleteRegisteredModel: Write<{ readonly name: string }>;
}

export function sqliteWriteJobs(
  options: DatabaseOptions,
  sources: Pick<WriteSources, 'now' | 'newRunId'> = realWriteSources,
): JobHandlers<SqliteWriteJobs> {
  return { ...trackingWrites(options, sources), ...registryWrites(options, sources) };
}

type TrackingJobs = Pick<
  SqliteWriteJobs,
  | 'sqliteCreateExperiment'
  | 'sqliteSetExperimentStage'
  | 'sqliteCreateRun'
  | 'sqliteUpdateRun'
  | 'sqliteSetRunStage'
  | 'sqliteSetTags'
  | 'sqliteDeleteTag'
  | 'sqliteLogParams'
  | 'sqliteLogMetrics'
>;

function trackingWrites(
  options: DatabaseOptions,
  { now, newRunId }: Pick<WriteSources, 'now' | 'newRunId'>,
): JobHandlers<TrackingJobs> {
  const writing = writingWith(options);
  return {
    sqliteCreateExperiment: writing((database, { name }) => createExperiment(database, name, now())),
    sqliteSetExperimentStage: writing((database, { experimentId, stage }) =>
      setExperimentStage(database, experimentId, stage, now()),
    ),
    sqliteCreateRun: writing((database, { run }) => createRun(database, run, newRunId())),
    sqliteUpdateRun: writing((database, { runId, update }) => updateRun(database, runId, update)),
    sqliteSetRunStage: writing((database, { runId, stage }) => setRunStage(database, runId, stage, now())),
    sqliteSetTags: writing((database, { runId, tags }) => setTags(database, runId, tags)),
    sqliteDeleteTag: writing((database, { runId, key }) => deleteTag(database, runId, key)),
    sqliteLogParams: writing((database, { runId, params }) => logParams(database, runId, params)),
    sqliteLogMetrics: writing((database, { runId, metrics }) => logMetrics(database, runId, metrics)),
  };
}

function registryWrites(
  options: DatabaseOptions,
  { now }: Pick<WriteSources, 'now'>,
): JobHandlers<Omit<SqliteWriteJobs, keyof TrackingJobs>> {
  const writing = writingWith(options);
  return {
    sqliteCreateRegisteredModel: writing((database, { name, description }) =>
      createRegisteredModel(database, name, description, now()),
    ),
    sqliteCreateModelVersion: writing((database, { row }) => createModelVersion(database, row, now())),
    sqliteSetAlias: writing((database, { id, alias }) => setAlias(database, id, alias)),
    sqliteDeleteAlias: writing((database, { name, alias }) => deleteAlias(database, name, alias)),
    sqliteTransitionStage: writing((database, { id, ...change }) => transitionStage(database, id, change, now())),
    sqliteSetModelDescription: writing((database, { name, description }) =>
      setModelDescription(database, name, description, now()),
    ),
    sqliteSetVersionDescription: writing((database, { id, description }) =>
      setVersionDescription(database, id, description, now()),
    ),
    sqliteDeleteModelVersion: writing((database, { id }) => deleteModelVersion(database, id, now())),
    sqliteDeleteRegisteredModel: writing((database, { name }) => deleteRegisteredModel(database, name)),
  };
}

type Writing = <Params extends { readonly file: string }, Result>(
  write: (database: WritableDatabase, params: Params) => Result,
) => (params: Params) => Result;

function writingWith(options: DatabaseOptions): Writing {
  return (write) => (params) => writeDatabase(params.file, options, (database) => write(database, params));
}

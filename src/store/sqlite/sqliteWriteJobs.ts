import { dirname } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelStage } from '../../model/registeredModel.ts';
import type { LifecycleStage } from '../../model/run.ts';
import type { JobHandlers } from '../../util/jobs.ts';
import { realWriteSources, type WriteSources } from '../file/fileWritesSources.ts';
import type { ModelVersionId } from '../registryStore.ts';
import type { LoggedMetric, NewRun, RunUpdate } from '../trackingStore.ts';
import { writeDatabase, type DatabaseOptions } from './database.ts';
import type { DatabaseAccess } from './databaseAccess.ts';
import type { WritableDatabase } from './sqlDatabase.ts';
import {
  createExperiment,
  renameExperiment,
  setExperimentStage,
  setExperimentTag,
  type NewExperiment,
} from './sqliteExperimentWrites.ts';
import {
  deleteAlias,
  deleteModelTag,
  deleteVersionTag,
  setAlias,
  setModelTag,
  setVersionTag,
} from './sqliteRegistryLabels.ts';
import {
  createModelVersion,
  createRegisteredModel,
  deleteModelVersion,
  deleteRegisteredModel,
  renameRegisteredModel,
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

interface OfExperiment {
  readonly experimentId: string;
}

interface OfRun {
  readonly runId: string;
}

interface OfModel {
  readonly name: string;
}

interface OfVersion {
  readonly id: ModelVersionId;
}

interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What the store worker writes into databases. Every job is one transaction and may fail as {@link writeDatabase} does. */
export interface SqliteWriteJobs {
  readonly sqliteCreateExperiment: Write<Omit<NewExperiment, 'folder'>, string>;
  readonly sqliteRenameExperiment: Write<OfExperiment & { readonly name: string }>;
  readonly sqliteSetExperimentTag: Write<OfExperiment & Tag>;
  readonly sqliteSetExperimentStage: Write<OfExperiment & { readonly stage: LifecycleStage }>;
  /** Returns the new id. */
  readonly sqliteCreateRun: Write<{ readonly run: NewRun }, string>;
  readonly sqliteUpdateRun: Write<OfRun & { readonly update: RunUpdate }>;
  readonly sqliteSetRunStage: Write<OfRun & { readonly stage: LifecycleStage }>;
  readonly sqliteSetTags: Write<OfRun & { readonly tags: ReadonlyMap<string, string> }>;
  readonly sqliteDeleteTag: Write<OfRun & { readonly key: string }>;
  readonly sqliteLogParams: Write<OfRun & { readonly params: ReadonlyMap<string, string> }>;
  readonly sqliteLogMetrics: Write<OfRun & { readonly metrics: readonly LoggedMetric[] }>;
  readonly sqliteCreateRegisteredModel: Write<OfModel & { readonly description?: string | undefined }>;
  /** Returns the version's number. */
  readonly sqliteCreateModelVersion: Write<{ readonly row: ModelVersionRow }, string>;
  readonly sqliteSetAlias: Write<OfVersion & { readonly alias: string }>;
  readonly sqliteDeleteAlias: Write<OfModel & { readonly alias: string }>;
  readonly sqliteTransitionStage: Write<OfVersion & { readonly stage: ModelStage; readonly archiveExisting: boolean }>;
  readonly sqliteRenameRegisteredModel: Write<OfModel & { readonly newName: string }>;
  readonly sqliteSetModelTag: Write<OfModel & Tag>;
  readonly sqliteDeleteModelTag: Write<OfModel & Pick<Tag, 'key'>>;
  readonly sqliteSetVersionTag: Write<OfVersion & Tag>;
  readonly sqliteDeleteVersionTag: Write<OfVersion & Pick<Tag, 'key'>>;
  readonly sqliteSetModelDescription: Write<OfModel & { readonly description: string }>;
  readonly sqliteSetVersionDescription: Write<OfVersion & { readonly description: string }>;
  readonly sqliteDeleteModelVersion: Write<OfVersion>;
  readonly sqliteDeleteRegisteredModel: Write<OfModel>;
}

export interface WriteOptions extends DatabaseOptions {
  readonly accessTo: (file: string) => DatabaseAccess;
}

export function sqliteWriteJobs(
  options: WriteOptions,
  sources: Pick<WriteSources, 'now' | 'newRunId'> = realWriteSources,
): JobHandlers<SqliteWriteJobs> {
  return { ...trackingWrites(options, sources), ...registryWrites(options, sources) };
}

type TrackingJobs = Pick<
  SqliteWriteJobs,
  | 'sqliteCreateExperiment'
  | 'sqliteRenameExperiment'
  | 'sqliteSetExperimentTag'
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
  options: WriteOptions,
  { now, newRunId }: Pick<WriteSources, 'now' | 'newRunId'>,
): JobHandlers<TrackingJobs> {
  const writing = writingWith(options);
  return {
    sqliteCreateExperiment: writing((database, { file, ...experiment }) =>
      createExperiment(database, { ...experiment, folder: dirname(file) }, now()),
    ),
    sqliteRenameExperiment: writing((database, { experimentId, name }) =>
      renameExperiment(database, experimentId, name, now()),
    ),
    sqliteSetExperimentTag: writing((database, { experimentId, key, value }) =>
      setExperimentTag(database, experimentId, key, value),
    ),
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
  options: WriteOptions,
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
    sqliteRenameRegisteredModel: writing((database, { name, newName }) =>
      renameRegisteredModel(database, name, newName, now()),
    ),
    sqliteSetModelTag: writing((database, { name, key, value }) => setModelTag(database, name, key, value)),
    sqliteDeleteModelTag: writing((database, { name, key }) => deleteModelTag(database, name, key)),
    sqliteSetVersionTag: writing((database, { id, key, value }) => setVersionTag(database, id, key, value)),
    sqliteDeleteVersionTag: writing((database, { id, key }) => deleteVersionTag(database, id, key)),
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

function writingWith(options: WriteOptions): Writing {
  return (write) => (params) => {
    if (options.accessTo(params.file) === 'snapshot') {
      throw new MlflowError('readOnly', { what: params.file, detail: 'it cannot be locked from here' });
    }
    return writeDatabase(params.file, options, (database) => write(database, params));
  };
}

import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelStage } from '../../model/registeredModel.ts';
import { pythonJson } from '../file/fileRegistryLinks.ts';
import { validateAlias, validateModelName, validateTag } from '../file/fileWritesRules.ts';
import type { ModelVersionId } from '../registryStore.ts';
import { numberIn, textIn } from './cells.ts';
import { deleteRows, insertRow, updateRows, upsertRow } from './changeRows.ts';
import type { SqlValue, WritableDatabase } from './database.ts';
import { deletedStage } from './sqliteRegistry.ts';

/** What is asked for, with the location behind `source` already found. */
export interface ModelVersionRow {
  readonly name: string;
  readonly source: string;
  readonly storageLocation: string;
  readonly runId?: string | undefined;
  readonly description?: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** The logged model (MLflow 3) that becomes a version. */
  readonly modelId?: string | undefined;
}

/** Later MLflow 3 databases may hold several workspaces, with names of their own each; what is written here is the default one. */
const workspace = 'default';

/** @throws MlflowError alreadyExists, invalidName, unsupported */
export function createRegisteredModel(
  database: WritableDatabase,
  name: string,
  description: string | undefined,
  now: number,
): void {
  validateModelName(name);
  requireRegistry(database);
  if (countModels(database, name) > 0) {
    throw new MlflowError('alreadyExists', { what: name });
  }
  insertRow(database, 'registered_models', {
    name,
    description,
    creation_time: now,
    last_updated_time: now,
    workspace,
  });
}

/** @returns the version's number. @throws MlflowError notFound, invalidName, unsupported */
export function createModelVersion(database: WritableDatabase, row: ModelVersionRow, now: number): string {
  const { name } = row;
  for (const [key, value] of row.tags) {
    validateTag(key, value);
  }
  touchModel(database, name, now);
  const version = nextVersion(database, name);
  insertRow(database, 'model_versions', {
    name,
    version,
    creation_time: now,
    last_updated_time: now,
    description: row.description,
    current_stage: 'None',
    source: row.source,
    storage_location: row.storageLocation,
    run_id: row.runId ?? sourceRunOf(database, row.modelId),
    status: 'READY',
    workspace,
  });
  for (const [key, value] of row.tags) {
    insertRow(database, 'model_version_tags', { name, version, key, value, workspace });
  }
  if (row.modelId !== undefined) {
    noteVersion(database, row.modelId, name, version);
  }
  return String(version);
}

/** @throws MlflowError notFound, invalidName, unsupported */
export function setAlias(database: WritableDatabase, id: ModelVersionId, alias: string): void {
  validateAlias(alias);
  requireAliases(database);
  const { name, version } = requireVersion(database, id);
  upsertRow(database, 'registered_model_aliases', { name, alias, workspace }, { version });
}

/** @throws MlflowError notFound, unsupported */
export function deleteAlias(database: WritableDatabase, name: string, alias: string): void {
  requireAliases(database);
  if (deleteRows(database, 'registered_model_aliases', { name, alias, workspace }) === 0) {
    throw new MlflowError('notFound', { what: `${name}@${alias}` });
  }
}

/** @throws MlflowError notFound, invalidValue, unsupported */
export function transitionStage(
  database: WritableDatabase,
  id: ModelVersionId,
  { stage, archiveExisting }: { readonly stage: ModelStage; readonly archiveExisting: boolean },
  now: number,
): void {
  if (archiveExisting && stage !== 'Staging' && stage !== 'Production') {
    const detail = 'only Staging and Production replace the versions that are there';
    throw new MlflowError('invalidValue', { what: stage, detail });
  }
  const { name, version } = requireVersion(database, id);
  if (archiveExisting) {
    database.run(
      `UPDATE model_versions SET current_stage = 'Archived', last_updated_time = ?
       WHERE name = ? AND version <> ? AND current_stage = ?${inWorkspace(database)}`,
      now,
      name,
      version,
      stage,
    );
  }
  updateVersion(database, { name, version }, { current_stage: stage }, now);
  touchModel(database, name, now);
}

/** @throws MlflowError notFound, unsupported */
export function setModelDescription(database: WritableDatabase, name: string, description: string, now: number): void {
  touchModel(database, name, now, { description });
}

/** @throws MlflowError notFound, unsupported */
export function setVersionDescription(
  database: WritableDatabase,
  id: ModelVersionId,
  description: string,
  now: number,
): void {
  updateVersion(database, requireVersion(database, id), { description }, now);
}

/** The row stays, emptied as MLflow empties it, so that the number is never given again. @throws MlflowError notFound, unsupported */
export function deleteModelVersion(database: WritableDatabase, id: ModelVersionId, now: number): void {
  const { name, version } = requireVersion(database, id);
  touchModel(database, name, now);
  if (hasAliases(database)) {
    deleteRows(database, 'registered_model_aliases', { name, version, workspace });
  }
  const emptied = {
    current_stage: deletedStage,
    description: undefined,
    user_id: undefined,
    source: 'REDACTED-SOURCE-PATH',
    run_id: 'REDACTED-RUN-ID',
    run_link: 'REDACTED-RUN-LINK',
    status_message: undefined,
  };
  updateVersion(database, { name, version }, emptied, now);
}

/** @throws MlflowError notFound, unsupported */
export function deleteRegisteredModel(database: WritableDatabase, name: string): void {
  requireRegistry(database);
  const tables = ['model_version_tags', 'model_versions', 'registered_model_tags'];
  for (const table of hasAliases(database) ? ['registered_model_aliases', ...tables] : tables) {
    deleteRows(database, table, { name, workspace });
  }
  if (deleteRows(database, 'registered_models', { name, workspace }) === 0) {
    throw new MlflowError('notFound', { what: name });
  }
}

interface VersionKey {
  readonly name: string;
  readonly version: number;
}

function updateVersion(
  database: WritableDatabase,
  { name, version }: VersionKey,
  cells: Readonly<Record<string, SqlValue>>,
  now: number,
): void {
  updateRows(database, 'model_versions', { ...cells, last_updated_time: now }, { name, version, workspace });
}

function touchModel(
  database: WritableDatabase,
  name: string,
  now: number,
  cells: Readonly<Record<string, SqlValue>> = {},
): void {
  requireRegistry(database);
  if (updateRows(database, 'registered_models', { ...cells, last_updated_time: now }, { name, workspace }) === 0) {
    throw new MlflowError('notFound', { what: name });
  }
}

function requireVersion(database: WritableDatabase, { name, version }: ModelVersionId): VersionKey {
  requireRegistry(database);
  const [row] = database.rows(
    `SELECT version FROM model_versions WHERE name = ? AND CAST(version AS TEXT) = ?
     AND current_stage IS NOT ?${inWorkspace(database)}`,
    name,
    version,
    deletedStage,
  );
  const number = row === undefined ? undefined : numberIn(row, 'version');
  if (number === undefined) {
    throw new MlflowError('notFound', { what: `models:/${name}/${version}` });
  }
  return { name, version: number };
}

function nextVersion(database: WritableDatabase, name: string): number {
  const [row] = database.rows(
    `SELECT coalesce(max(version), 0) + 1 AS version FROM model_versions WHERE name = ?${inWorkspace(database)}`,
    name,
  );
  return (row === undefined ? undefined : numberIn(row, 'version')) ?? 1;
}

function sourceRunOf(database: WritableDatabase, modelId: string | undefined): string | undefined {
  if (modelId === undefined) {
    return undefined;
  }
  const [row] = database.rows('SELECT source_run_id FROM logged_models WHERE model_id = ?', modelId);
  return row === undefined ? undefined : textIn(row, 'source_run_id');
}

/** Adds the version to what the logged model says about itself, as MLflow's register_model does. What is not understood there stays. */
function noteVersion(database: WritableDatabase, modelId: string, name: string, version: number): void {
  const [model] = database.rows('SELECT experiment_id FROM logged_models WHERE model_id = ?', modelId);
  const key = { model_id: modelId, tag_key: 'mlflow.modelVersions' };
  const [tag] = database.rows(
    'SELECT tag_value FROM logged_model_tags WHERE model_id = ? AND tag_key = ?',
    modelId,
    key.tag_key,
  );
  const known = parsedList(tag === undefined ? '[]' : (textIn(tag, 'tag_value') ?? ''));
  if (model !== undefined && known !== undefined) {
    upsertRow(database, 'logged_model_tags', key, {
      tag_value: pythonJson([...known, { name, version }]),
      experiment_id: numberIn(model, 'experiment_id'),
    });
  }
}

function parsedList(text: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function countModels(database: WritableDatabase, name: string): number {
  return [...database.rows(`SELECT name FROM registered_models WHERE name = ?${inWorkspace(database)}`, name)].length;
}

/** The end of a WHERE clause over one table of the registry. */
function inWorkspace(database: WritableDatabase): string {
  return database.has('registered_models', 'workspace') ? ` AND workspace = '${workspace}'` : '';
}

function hasAliases(database: WritableDatabase): boolean {
  return database.has('registered_model_aliases', 'alias');
}

function requireAliases(database: WritableDatabase): void {
  if (!hasAliases(database)) {
    const detail = 'the database has no aliases; MLflow has them since 2.3, "mlflow db upgrade" adds them';
    throw new MlflowError('unsupported', { what: 'An alias', detail });
  }
}

function requireRegistry(database: WritableDatabase): void {
  if (!database.has('registered_models', 'name')) {
    const detail = 'the database has no model registry; "mlflow db upgrade" adds it';
    throw new MlflowError('unsupported', { what: 'A registered model', detail });
  }
}

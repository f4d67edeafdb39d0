import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelStage } from '../../model/registeredModel.ts';
import { pythonJson } from '../file/fileRegistryLinks.ts';
import { validateModelName } from '../file/fileWritesRules.ts';
import type { ModelVersionId } from '../registryStore.ts';
import { numberIn, textIn } from './cells.ts';
import { deleteRows, insertRow, updateRows, upsertRow } from './changeRows.ts';
import type { WritableDatabase } from './sqlDatabase.ts';
import {
  countModels,
  hasAliases,
  inWorkspace,
  requireRegistry,
  requireVersion,
  touchModel,
  updateVersion,
  workspace,
} from './registryRows.ts';
import { deletedStage } from './sqliteRegistry.ts';
import { validateStoredTag } from './validateStoredTag.ts';

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
    validateStoredTag('model_version_tags', key, value);
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

/** Versions, tags and aliases come along: their foreign keys say so. @throws MlflowError notFound, alreadyExists, invalidName, unsupported */
export function renameRegisteredModel(database: WritableDatabase, name: string, newName: string, now: number): void {
  validateModelName(newName);
  requireRegistry(database);
  if (newName !== name && countModels(database, newName) > 0) {
    throw new MlflowError('alreadyExists', { what: newName });
  }
  touchModel(database, name, now, { name: newName });
  updateRows(database, 'model_versions', { last_updated_time: now }, { name: newName, workspace });
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

import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelVersionId } from '../registryStore.ts';
import { numberIn } from './cells.ts';
import { updateRows } from './changeRows.ts';
import type { SqlValue, WritableDatabase } from './sqlDatabase.ts';
import { deletedStage } from './sqliteRegistry.ts';

/** Later MLflow 3 databases may hold several workspaces, with names of their own each; what is written here is the default one. */
export const workspace = 'default';

export interface VersionKey {
  readonly name: string;
  readonly version: number;
}

export function updateVersion(
  database: WritableDatabase,
  { name, version }: VersionKey,
  cells: Readonly<Record<string, SqlValue>>,
  now: number,
): void {
  updateRows(database, 'model_versions', { ...cells, last_updated_time: now }, { name, version, workspace });
}

export function touchModel(
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

export function requireModel(database: WritableDatabase, name: string): void {
  requireRegistry(database);
  if (countModels(database, name) === 0) {
    throw new MlflowError('notFound', { what: name });
  }
}

export function requireVersion(database: WritableDatabase, { name, version }: ModelVersionId): VersionKey {
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

export function countModels(database: WritableDatabase, name: string): number {
  return [...database.rows(`SELECT name FROM registered_models WHERE name = ?${inWorkspace(database)}`, name)].length;
}

/** The end of a WHERE clause over one table of the registry. */
export function inWorkspace(database: WritableDatabase): string {
  return database.has('registered_models', 'workspace') ? ` AND workspace = '${workspace}'` : '';
}

export function hasAliases(database: WritableDatabase): boolean {
  return database.has('registered_model_aliases', 'alias');
}

export function requireAliases(database: WritableDatabase): void {
  if (!hasAliases(database)) {
    const detail = 'the database has no aliases; MLflow has them since 2.3, "mlflow db upgrade" adds them';
    throw new MlflowError('unsupported', { what: 'An alias', detail });
  }
}

export function requireRegistry(database: WritableDatabase): void {
  if (!database.has('registered_models', 'name')) {
    const detail = 'the database has no model registry; "mlflow db upgrade" adds it';
    throw new MlflowError('unsupported', { what: 'A registered model', detail });
  }
}

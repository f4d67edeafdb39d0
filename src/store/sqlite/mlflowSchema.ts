import { MlflowError } from '../../model/mlflowError.ts';
import { textIn } from './cells.ts';
import { isNewerRevision } from './knownRevisions.ts';
import type { SqlDatabase } from './sqlDatabase.ts';

/** The revision of the schema that MLflow's migrations (Alembic) left; absent in a database older than they are. */
export function readRevision(database: SqlDatabase): string | undefined {
  if (!database.has('alembic_version', 'version_num')) {
    return undefined;
  }
  const [row] = database.rows('SELECT version_num FROM alembic_version');
  return row === undefined ? undefined : textIn(row, 'version_num');
}

/** Whether a later MLflow than this code knows made the tables. */
export function isNewerSchema(database: SqlDatabase): boolean {
  return isNewerRevision(readRevision(database));
}

/**
 * Reads from a database that is open. Where a later MLflow renamed what is asked for, that alone cannot be read.
 *
 * @throws MlflowError notAStore, newerSchema, and what `read` throws
 */
export function readMlflow<T>(file: string, database: SqlDatabase, read: (database: SqlDatabase) => T): T {
  requireMlflow(file, database);
  try {
    return read(database);
  } catch (error) {
    // Both engines give SQLite's own words.
    if (error instanceof Error && /^no such (?:column|table)/.test(error.message) && isNewerSchema(database)) {
      throw new MlflowError('newerSchema', { what: file, detail: error.message }, { cause: error });
    }
    throw error;
  }
}

/** @throws MlflowError notAStore */
export function requireMlflow(file: string, database: SqlDatabase): void {
  for (const [table, column] of [
    ['experiments', 'experiment_id'],
    ['runs', 'run_uuid'],
    ['latest_metrics', 'is_nan'],
  ] as const) {
    if (!database.has(table, column)) {
      throw new MlflowError('notAStore', { what: file, detail: `it has no ${table}.${column}` });
    }
  }
}

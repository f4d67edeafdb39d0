import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { MlflowError, type ErrorReason } from '../../model/mlflowError.ts';
import { textIn } from './cells.ts';
import { isNewerRevision } from './knownRevisions.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Reading access to one consistent state of a database. */
export interface Database {
  rows(sql: string, ...parameters: readonly (string | number)[]): Iterable<Row>;
  /** Whether the table exists and has the column: MLflow's generations differ. */
  has(table: string, column: string): boolean;
}

/** As {@link Database}, within one write that nobody sees before it is whole. */
export interface WritableDatabase extends Database {
  /** @returns how many rows were inserted, changed or deleted */
  run(sql: string, ...parameters: readonly SqlValue[]): number;
}

/** What a column can be set to; undefined stands for NULL. */
export type SqlValue = string | number | undefined;

export interface DatabaseOptions {
  /** How long to wait for a writer to finish, in milliseconds. */
  readonly busyTimeout: number;
}

/**
 * Opens the file for one reading, in which nothing changes, and closes it again: MLflow's databases have a rollback journal, so a reader
 * that stays keeps every writer waiting.
 *
 * @throws MlflowError notFound, notAStore, locked, unreadable
 */
export function readDatabase<T>(file: string, { busyTimeout }: DatabaseOptions, read: (database: Database) => T): T {
  let connection: DatabaseSync | undefined;
  try {
    if (!existsSync(file)) {
      throw new MlflowError('notFound', { what: file });
    }
    connection = new DatabaseSync(file, { readOnly: true });
    connection.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    connection.exec('BEGIN');
    const database = new OpenDatabase(connection);
    requireMlflow(file, database);
    return read(database);
  } catch (error) {
    throw sqliteError(error, file, 'reading');
  } finally {
    connection?.close();
  }
}

/**
 * Opens the file for one write, which happens as a whole or not at all, and closes it again. Foreign keys are enforced, as by MLflow.
 * Where a writer died in the middle, SQLite first takes back what that one had begun.
 *
 * @throws MlflowError notFound, notAStore, locked, readOnly, newerSchema, diskFull, unreadable, and what `write` throws
 */
export function writeDatabase<T>(
  file: string,
  { busyTimeout }: DatabaseOptions,
  write: (database: WritableDatabase) => T,
): T {
  let connection: DatabaseSync | undefined;
  try {
    if (!existsSync(file)) {
      throw new MlflowError('notFound', { what: file });
    }
    // Without `mode=rw` SQLite would make an empty file where there is none any more.
    connection = new DatabaseSync(`${pathToFileURL(file).toString()}?mode=rw`);
    connection.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE`);
    const database = new OpenDatabase(connection);
    requireMlflow(file, database);
    if (isNewerRevision(readRevision(database))) {
      throw new MlflowError('newerSchema', { what: file });
    }
    const result = write(database);
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    throw sqliteError(error, file, 'writing');
  } finally {
    // What is not committed by now is rolled back.
    connection?.close();
  }
}

/** The revision of the schema that MLflow's migrations (Alembic) left; absent in a database older than they are. */
export function readRevision(database: Database): string | undefined {
  if (!database.has('alembic_version', 'version_num')) {
    return undefined;
  }
  const [row] = database.rows('SELECT version_num FROM alembic_version');
  return row === undefined ? undefined : textIn(row, 'version_num');
}

class OpenDatabase implements WritableDatabase {
  readonly #connection: DatabaseSync;
  readonly #columns = new Map<string, ReadonlySet<string>>();

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  rows(sql: string, ...parameters: readonly (string | number)[]): Iterable<Row> {
    return this.#connection.prepare(sql).iterate(...parameters);
  }

  run(sql: string, ...parameters: readonly SqlValue[]): number {
    const { changes } = this.#connection.prepare(sql).run(...parameters.map((value) => value ?? null));
    return Number(changes);
  }

  has(table: string, column: string): boolean {
    let columns = this.#columns.get(table);
    if (columns === undefined) {
      const found = this.#connection.prepare('SELECT name FROM pragma_table_info(?)').all(table);
      columns = new Set(found.map((row) => String(row['name'])));
      this.#columns.set(table, columns);
    }
    return columns.has(column);
  }
}

function requireMlflow(file: string, database: Database): void {
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

/** SQLite's primary result codes. */
const reasons: Readonly<Record<number, ErrorReason>> = {
  1: 'notAStore', // SQLITE_ERROR: a table or column is not there.
  5: 'locked', // SQLITE_BUSY
  6: 'locked', // SQLITE_LOCKED
  13: 'diskFull', // SQLITE_FULL
  26: 'notAStore', // SQLITE_NOTADB
};

/** SQLITE_READONLY: for a reader, a journal is left that only a writer may play back. */
const readOnlyCode = 8;
/** SQLITE_CONSTRAINT */
const constraintCode = 19;

function sqliteError(error: unknown, file: string, deed: 'reading' | 'writing'): MlflowError {
  if (MlflowError.is(error)) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) {
    return new MlflowError('internal', { what: file, detail: message }, { cause: error });
  }
  const code = error.errcode & 0xff;
  if (deed === 'writing' && (code === readOnlyCode || code === constraintCode)) {
    const reason = code === readOnlyCode ? 'readOnly' : 'conflict';
    return new MlflowError(reason, { what: file, detail: message }, { cause: error });
  }
  const detail =
    code === readOnlyCode ? 'a write was interrupted; MLflow repairs it when it next opens the file' : message;
  return new MlflowError(reasons[code] ?? 'unreadable', { what: file, detail }, { cause: error });
}

import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { MlflowError } from '../../model/mlflowError.ts';
import { isNewerSchema, readMlflow, requireMlflow } from './mlflowSchema.ts';
import {
  KnownColumns,
  selectColumns,
  type Row,
  type SqlCell,
  type SqlDatabase,
  type SqlValue,
  type WritableDatabase,
} from './sqlDatabase.ts';
import { nodeSqliteError } from './sqliteErrors.ts';

export interface DatabaseOptions {
  /** How long to wait for a writer to finish, in milliseconds. */
  readonly busyTimeout: number;
}

/**
 * Opens the file for one reading, in which nothing changes, and closes it again: MLflow's databases have a rollback journal, so a reader
 * that stays keeps every writer waiting.
 *
 * @throws MlflowError notFound, notAStore, newerSchema when it lacks what is read, locked, unreadable
 */
export function readDatabase<T>(file: string, { busyTimeout }: DatabaseOptions, read: (database: SqlDatabase) => T): T {
  let connection: DatabaseSync | undefined;
  try {
    connection = connect(file, file, { readOnly: true });
    connection.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    connection.exec('BEGIN');
    return readMlflow(file, new NodeSqliteDatabase(connection), read);
  } catch (error) {
    throw nodeSqliteError(error, file, 'reading');
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
    // Without `mode=rw` SQLite would make an empty file where there is none any more.
    connection = connect(file, `${pathToFileURL(file).toString()}?mode=rw`);
    connection.exec(`PRAGMA busy_timeout = ${busyTimeout}; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE`);
    const database = new NodeSqliteDatabase(connection);
    requireMlflow(file, database);
    if (isNewerSchema(database)) {
      throw new MlflowError('newerSchema', { what: file });
    }
    const result = write(database);
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    throw nodeSqliteError(error, file, 'writing');
  } finally {
    // What is not committed by now is rolled back.
    connection?.close();
  }
}

/** The module is asked for when it is needed: some builds of Electron lack it, and must load this file all the same. */
function connect(file: string, place: string, options: { readonly readOnly?: boolean } = {}): DatabaseSync {
  if (!existsSync(file)) {
    throw new MlflowError('notFound', { what: file });
  }
  const sqlite = process.getBuiltinModule('node:sqlite');
  return new sqlite.DatabaseSync(place, options);
}

class NodeSqliteDatabase implements WritableDatabase {
  readonly #connection: DatabaseSync;
  readonly #columns = new KnownColumns((table) => this.rows(selectColumns, table));

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  rows(sql: string, ...parameters: readonly (string | number)[]): Iterable<Row> {
    return this.#connection.prepare(sql).iterate(...parameters);
  }

  cells(sql: string, ...parameters: readonly (string | number)[]): Iterable<readonly SqlCell[]> {
    const statement = this.#connection.prepare(sql);
    // Node 22 has it since 22.16; until VS Code 1.102 it runs on an earlier one.
    if (!('setReturnArrays' in statement)) {
      return Array.from(this.rows(sql, ...parameters), (row) => Object.values(row));
    }
    statement.setReturnArrays(true);
    // The types know rows with names only.
    return statement.all(...parameters) as unknown as SqlCell[][];
  }

  run(sql: string, ...parameters: readonly SqlValue[]): number {
    const { changes } = this.#connection.prepare(sql).run(...parameters.map((value) => value ?? null));
    return Number(changes);
  }

  has(table: string, column: string): boolean {
    return this.#columns.has(table, column);
  }
}

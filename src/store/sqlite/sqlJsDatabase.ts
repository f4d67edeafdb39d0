import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Database, Statement } from 'sql.js';
import { KnownColumns, selectColumns, type Row, type SqlCell, type SqlDatabase } from './sqlDatabase.ts';

/** A database in memory, read by sql.js: SQLite without files and locks. */
export class SqlJsDatabase implements SqlDatabase {
  readonly #connection: Database;
  readonly #columns = new KnownColumns((table) => this.rows(selectColumns, table));

  constructor(connection: Database) {
    this.#connection = connection;
  }

  rows(sql: string, ...parameters: readonly (string | number)[]): Iterable<Row> {
    return this.#read(sql, parameters, (statement) => statement.getAsObject());
  }

  cells(sql: string, ...parameters: readonly (string | number)[]): Iterable<readonly SqlCell[]> {
    return this.#read(sql, parameters, (statement) => statement.get());
  }

  *#read<T>(sql: string, parameters: readonly (string | number)[], take: (statement: Statement) => T): Generator<T> {
    const statement = this.#connection.prepare(sql);
    try {
      statement.bind(parameters);
      while (statement.step()) {
        yield take(statement);
      }
    } finally {
      statement.free();
    }
  }

  has(table: string, column: string): boolean {
    return this.#columns.has(table, column);
  }

  close(): void {
    this.#connection.close();
  }
}

/** Loads sql.js with the first database. */
export async function openSqlJs(bytes: Uint8Array): Promise<SqlJsDatabase> {
  const { default: initSqlJs } = await import('sql.js');
  const { Database } = await initSqlJs({ wasmBinary: await readFile(wasmFile()) });
  return new SqlJsDatabase(new Database(bytes));
}

/** It lies beside the bundled worker; where the sources run as they are, it is in its package. */
function wasmFile(): string {
  const beside = join(import.meta.dirname, 'sql-wasm.wasm');
  return existsSync(beside) ? beside : createRequire(import.meta.filename).resolve('sql.js/dist/sql-wasm.wasm');
}

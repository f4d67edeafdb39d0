import { Turns } from '../turns.ts';
import { databaseStamp } from './databaseStamp.ts';
import { readFileSnapshot, type SnapshotOptions } from './fileSnapshot.ts';
import { readMlflow } from './mlflowSchema.ts';
import type { SqlDatabase } from './sqlDatabase.ts';
import { sqlJsError } from './sqliteErrors.ts';
import { openSqlJs, type SqlJsDatabase } from './sqlJsDatabase.ts';

interface OpenSnapshot {
  readonly file: string;
  readonly stamp: string;
  readonly database: SqlJsDatabase;
}

/** Databases that are read from memory. The last one stays there until its file changes, or another one is asked for. */
export class SnapshotDatabases {
  readonly #options: SnapshotOptions;
  readonly #turns = new Turns();
  #open: OpenSnapshot | undefined;

  constructor(options: SnapshotOptions) {
    this.#options = options;
  }

  /** @throws MlflowError notFound, notAStore, newerSchema, tooLarge, locked, unreadable */
  async read<T>(file: string, read: (database: SqlDatabase) => T): Promise<T> {
    return await this.#turns.take(async () => {
      try {
        return readMlflow(file, await this.#current(file), read);
      } catch (error) {
        throw sqlJsError(error, file);
      }
    });
  }

  async #current(file: string): Promise<SqlJsDatabase> {
    if (this.#open?.file !== file || this.#open.stamp !== (await databaseStamp(file))) {
      // First, because two of them need twice the memory.
      this.#open?.database.close();
      this.#open = undefined;
      const { bytes, stamp } = await readFileSnapshot(file, this.#options);
      this.#open = { file, stamp, database: await openSqlJs(bytes) };
    }
    return this.#open.database;
  }
}

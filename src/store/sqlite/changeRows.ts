import type { SqlValue, WritableDatabase } from './sqlDatabase.ts';

type Cells = Readonly<Record<string, SqlValue>>;

/** Inserts a row. What an older generation of MLflow has no column for is left out; other columns get their defaults. */
export function insertRow(database: WritableDatabase, table: string, cells: Cells): void {
  const columns = knownColumns(database, table, cells);
  database.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    ...columns.map((column) => cells[column]),
  );
}

/** As {@link insertRow}; where a row with the same `key` columns exists, its other columns are set. */
export function upsertRow(database: WritableDatabase, table: string, key: Cells, cells: Cells): void {
  if (updateRows(database, table, cells, key) === 0) {
    insertRow(database, table, { ...key, ...cells });
  }
}

/** Sets columns of the rows that have the cells of `where`. @returns how many there are */
export function updateRows(database: WritableDatabase, table: string, cells: Cells, where: Cells): number {
  const columns = knownColumns(database, table, cells);
  const conditions = knownColumns(database, table, where);
  return database.run(
    `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE ${equal(conditions)}`,
    ...columns.map((column) => cells[column]),
    ...conditions.map((column) => where[column]),
  );
}

/** @returns how many rows there were */
export function deleteRows(database: WritableDatabase, table: string, where: Cells): number {
  const conditions = knownColumns(database, table, where);
  return database.run(`DELETE FROM ${table} WHERE ${equal(conditions)}`, ...conditions.map((column) => where[column]));
}

function knownColumns(database: WritableDatabase, table: string, cells: Cells): readonly string[] {
  return Object.keys(cells).filter((column) => database.has(table, column));
}

function equal(columns: readonly string[]): string {
  return columns.map((column) => `${column} = ?`).join(' AND ');
}

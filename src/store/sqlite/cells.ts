import type { Row } from './database.ts';

/** A column as text; absent for NULL. SQLite lets any column hold any type. */
export function textIn(row: Row, column: string): string | undefined {
  const value = row[column];
  if (value === null || value === undefined) {
    return undefined;
  }
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
}

/** A column as a number; absent for NULL and for what is not a number. */
export function numberIn(row: Row, column: string): number | undefined {
  const value = row[column];
  return typeof value === 'number' ? value : undefined;
}

/** Selects a 64-bit integer as a double, under its own name: `node:sqlite` throws on integers that a double cannot hold. */
export function asDouble(column: string): string {
  return `CAST(${column} AS REAL) AS ${column}`;
}

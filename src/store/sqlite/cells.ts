import type { Row, SqlCell } from './sqlDatabase.ts';

/** A column as text; absent for NULL. SQLite lets any column hold any type. */
export function textIn(row: Row, column: string): string | undefined {
  return textOf(row[column]);
}

/** As {@link textIn}, of a cell. */
export function textOf(cell: SqlCell | undefined): string | undefined {
  if (typeof cell === 'string') {
    return cell;
  }
  if (cell === null || cell === undefined) {
    return undefined;
  }
  return cell instanceof Uint8Array ? new TextDecoder().decode(cell) : String(cell);
}

/** A column as a number; absent for NULL and for what is not a number. */
export function numberIn(row: Row, column: string): number | undefined {
  return numberOf(row[column]);
}

/** As {@link numberIn}, of a cell. */
export function numberOf(cell: SqlCell | undefined): number | undefined {
  return typeof cell === 'number' ? cell : undefined;
}

/** Selects a 64-bit integer as a double, under its own name: `node:sqlite` throws on integers that a double cannot hold. */
export function asDouble(column: string): string {
  return `CAST(${column} AS REAL) AS ${column}`;
}

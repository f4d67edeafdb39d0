import { statfsSync } from 'node:fs';
import { networkFileSystems } from '../networkFileSystems.ts';

/**
 * How a database is opened: `locks` where it lies, with SQLite's own locks, through `node:sqlite`; `snapshot` from a copy in memory,
 * for reading only, where that module is missing (in some builds of Electron) or locks cannot be relied on.
 */
export type DatabaseAccess = 'locks' | 'snapshot';

/** Detected are UNC paths, and file systems of other machines on Linux; a network drive with a letter of its own is not. */
export function databaseAccess(file: string): DatabaseAccess {
  const hasSqlite = process.getBuiltinModule('node:sqlite') !== undefined;
  return hasSqlite && !/^[\\/]{2}/.test(file) && isOnLocalDisk(file) ? 'locks' : 'snapshot';
}

function isOnLocalDisk(file: string): boolean {
  try {
    return process.platform !== 'linux' || !networkFileSystems.has(statfsSync(file).type);
  } catch {
    // A file that cannot be asked about is opened as usual: whoever opens it says what is wrong.
    return true;
  }
}

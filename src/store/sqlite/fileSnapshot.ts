import { open, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { MlflowError } from '../../model/mlflowError.ts';
import { readingError } from '../file/fileProblems.ts';
import { databaseStamp, sizeOf } from './databaseStamp.ts';

export interface SnapshotOptions {
  /** How long to wait for a writer to finish, in milliseconds. */
  readonly busyTimeout: number;
  /** Absent: {@link maxSnapshotBytes}. */
  readonly maxBytes?: number | undefined;
}

/** A database of 10,000 usual runs has 340 MB; sql.js needs about twice as much memory while it opens one. */
export const maxSnapshotBytes = 512 * 1024 * 1024;

/** One state of a database, as a file that needs nothing beside it. */
export interface FileSnapshot {
  readonly bytes: Uint8Array;
  /** The `databaseStamp` that it belongs to. */
  readonly stamp: string;
}

/** Between two tries: a transaction of MLflow takes some milliseconds. */
const pauseMilliseconds = 20;

/**
 * Reads the whole file, without locks but never torn: what was read counts only when there was no journal before and after, and the
 * change counter and the file's time and size stayed the same. A database in WAL mode is read when its log is empty.
 *
 * @throws MlflowError notFound, tooLarge, locked, unreadable
 */
export async function readFileSnapshot(
  file: string,
  { busyTimeout, maxBytes = maxSnapshotBytes }: SnapshotOptions,
): Promise<FileSnapshot> {
  try {
    for (let waited = 0; waited <= busyTimeout; waited += pauseMilliseconds) {
      const snapshot = await readOnce(file, maxBytes);
      if (snapshot !== undefined) {
        return snapshot;
      }
      await pause(pauseMilliseconds);
    }
  } catch (error) {
    throw readingError(error, file);
  }
  const detail = 'a write is under way or was interrupted, and without locks only a finished one can be read';
  throw new MlflowError('locked', { what: file, detail });
}

async function readOnce(file: string, maxBytes: number): Promise<FileSnapshot | undefined> {
  const stamp = await databaseStamp(file);
  if (await hasJournal(file)) {
    return undefined;
  }
  const size = (await sizeOf(file)) ?? 0;
  if (size > maxBytes) {
    const detail = `${megabytes(size)}; where it cannot be locked it is read into memory, up to ${megabytes(maxBytes)}`;
    throw new MlflowError('tooLarge', { what: file, detail });
  }
  const bytes = await readFile(file);
  await leaveWalMode(file, bytes);
  return (await hasJournal(file)) || (await databaseStamp(file)) !== stamp ? undefined : { bytes, stamp };
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}

/** A journal that begins with zeros is over: that is how journal mode PERSIST leaves it. */
async function hasJournal(file: string): Promise<boolean> {
  const journal = `${file}-journal`;
  if (((await sizeOf(journal)) ?? 0) === 0) {
    return false;
  }
  try {
    const handle = await open(journal);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, 0);
      return bytesRead === 1 && buffer[0] !== 0;
    } finally {
      await handle.close();
    }
  } catch {
    // It is gone by now, so a write has just ended: the next try sees it whole.
    return true;
  }
}

/** Where the header says which versions of the format read and write the file: 1 for a journal, 2 for a write-ahead log. */
const formatVersions = [18, 19] as const;

async function leaveWalMode(file: string, bytes: Buffer): Promise<void> {
  if (formatVersions.some((offset) => bytes[offset] === 2)) {
    if (((await sizeOf(`${file}-wal`)) ?? 0) > 0) {
      const detail = 'its newest rows are in its write-ahead log (-wal), which cannot be read without locks';
      throw new MlflowError('unreadable', { what: file, detail });
    }
    for (const offset of formatVersions) {
      bytes[offset] = 1;
    }
  }
}

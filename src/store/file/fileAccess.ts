import { closeSync, constants, opendirSync, openSync, readSync, readdirSync, statSync, type Stats } from 'node:fs';
import { MlflowError } from '../../model/mlflowError.ts';

/** What a link points to counts; a link that leads nowhere, a pipe or a device is neither file nor folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly isFile: boolean;
  readonly isLink: boolean;
}

/** What tells one state of a file or folder from another: milliseconds since 1970 (with their fraction) and bytes. */
export interface FileStamp {
  readonly modified: number;
  readonly size: number;
}

/**
 * The file system as the file store needs it, all synchronous: inside a worker that is several times faster than promises. Every call
 * may throw Node's own errors.
 */
export interface FileAccess {
  /**
   * The bytes from `offset` on. They lie in a buffer that the next call reuses.
   *
   * @throws MlflowError tooLarge when there are more than `limit`
   */
  read(path: string, offset?: number, limit?: number): Buffer;
  /** By name. */
  list(folder: string): readonly FolderEntry[];
  /** The names alone, in the order of the file system, which is the one that MLflow lists in. */
  names(folder: string): readonly string[];
  /** Absent when there is nothing. */
  stamp(path: string): FileStamp | undefined;
}

/** How much of the file system was touched. */
export interface FileAccessCounts {
  opened: number;
  listed: number;
  stamped: number;
}

const initialBufferSize = 64 * 1024;
/** No text of JavaScript can be longer than about half of it. */
const defaultLimit = 1024 ** 3;
/** A pipe that nobody writes into must not be waited for; Windows has neither. */
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** {@link FileAccess} on the real file system, counting what it does. */
export class NodeFileAccess implements FileAccess {
  readonly counts: FileAccessCounts = { opened: 0, listed: 0, stamped: 0 };
  #buffer = Buffer.allocUnsafeSlow(initialBufferSize);

  read(path: string, offset = 0, limit = defaultLimit): Buffer {
    this.counts.opened++;
    const file = openSync(path, readFlags);
    try {
      const length = this.#readAll(file, offset, limit);
      if (length === undefined) {
        throw new MlflowError('tooLarge', { what: path, detail: `more than ${limit} bytes` });
      }
      return this.#buffer.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }

  list(folder: string): readonly FolderEntry[] {
    this.counts.listed++;
    return readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const isLink = entry.isSymbolicLink();
      const target = isLink ? targetOf(`${folder}/${entry.name}`) : entry;
      return {
        name: entry.name,
        isDirectory: target?.isDirectory() === true,
        isFile: target?.isFile() === true,
        isLink,
      };
    });
  }

  names(folder: string): readonly string[] {
    this.counts.listed++;
    const directory = opendirSync(folder);
    try {
      const names: string[] = [];
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        names.push(entry.name);
      }
      return names;
    } finally {
      directory.closeSync();
    }
  }

  stamp(path: string): FileStamp | undefined {
    this.counts.stamped++;
    try {
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats === undefined ? undefined : { modified: stats.mtimeMs, size: stats.size };
    } catch (error) {
      if (fileErrorCode(error) === 'ENOTDIR') {
        return undefined;
      }
      throw error;
    }
  }

  /** A read that does not fill the buffer has met the end of the file: most files cost one call. @returns undefined beyond the limit */
  #readAll(file: number, offset: number, limit: number): number | undefined {
    let length = 0;
    for (;;) {
      const wanted = this.#buffer.length - length;
      const read = readSync(file, this.#buffer, length, wanted, offset + length);
      length += read;
      if (read < wanted) {
        return length > limit ? undefined : length;
      }
      if (length > limit) {
        return undefined;
      }
      const grown = Buffer.allocUnsafeSlow(this.#buffer.length * 4);
      this.#buffer.copy(grown);
      this.#buffer = grown;
    }
  }
}

/** Absent for a link that leads nowhere or round in a circle. */
function targetOf(link: string): Stats | undefined {
  try {
    return statSync(link, { throwIfNoEntry: false });
  } catch (error) {
    if (fileErrorCode(error) === undefined) {
      throw error;
    }
    return undefined;
  }
}

/** Node's code of a failed file operation, e.g. `ENOENT`; absent for every other error. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

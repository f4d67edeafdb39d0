import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';

export interface FolderEntry {
  readonly name: string;
  readonly isDirectory: boolean;
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
  /** The bytes from `offset` on. They lie in a buffer that the next call reuses. */
  read(path: string, offset?: number): Buffer;
  /** In the order of the file system. */
  list(folder: string): readonly FolderEntry[];
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

/** {@link FileAccess} on the real file system, counting what it does. */
export class NodeFileAccess implements FileAccess {
  readonly counts: FileAccessCounts = { opened: 0, listed: 0, stamped: 0 };
  #buffer = Buffer.allocUnsafeSlow(initialBufferSize);

  read(path: string, offset = 0): Buffer {
    this.counts.opened++;
    const file = openSync(path, 'r');
    try {
      const length = this.#readAll(file, offset);
      return this.#buffer.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }

  list(folder: string): readonly FolderEntry[] {
    this.counts.listed++;
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isDirectory: entry.isDirectory(),
    }));
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

  /** A read that does not fill the buffer has met the end of the file: most files cost one call. */
  #readAll(file: number, offset: number): number {
    let length = 0;
    for (;;) {
      const wanted = this.#buffer.length - length;
      const read = readSync(file, this.#buffer, length, wanted, offset + length);
      length += read;
      if (read < wanted) {
        return length;
      }
      const grown = Buffer.allocUnsafeSlow(this.#buffer.length * 4);
      this.#buffer.copy(grown);
      this.#buffer = grown;
    }
  }
}

/** Node's code of a failed file operation, e.g. `ENOENT`; absent for every other error. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

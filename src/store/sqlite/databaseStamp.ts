import { open, stat } from 'node:fs/promises';
import { isAbsence } from '../file/fileProblems.ts';

/** Where SQLite counts the transactions of a database in its header; in WAL mode the log's own file changes instead. */
const changeCounter = { offset: 24, length: 4 } as const;

/** Equal for two states of a database file between which nothing was written; costs no lock. */
export async function databaseStamp(file: string): Promise<string> {
  return [await counterOf(file), await stampOf(file), await stampOf(`${file}-wal`)].join(' ');
}

/** In bytes; absent when there is no such file. */
export async function sizeOf(file: string): Promise<number | undefined> {
  return await unlessAbsent(async () => (await stat(file)).size);
}

async function counterOf(file: string): Promise<string> {
  const counter = await unlessAbsent(async () => {
    const handle = await open(file);
    try {
      const { offset, length } = changeCounter;
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.toString('hex');
    } finally {
      await handle.close();
    }
  });
  return counter ?? '-';
}

async function stampOf(file: string): Promise<string> {
  const stamp = await unlessAbsent(async () => {
    const { mtimeNs, size, ino } = await stat(file, { bigint: true });
    return `${mtimeNs}/${size}/${ino}`;
  });
  return stamp ?? '-';
}

async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isAbsence(error)) {
      return undefined;
    }
    throw error;
  }
}

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { MlflowError } from '../model/mlflowError.ts';

/** Bytes that can be gone through more than once; a chunk is valid until the next one is asked for. */
export interface ByteSource {
  /** Names the data in errors. */
  readonly what: string;
  readonly chunks: () => Iterable<Uint8Array>;
  /** Bytes on disk, for those who wait; absent when that is not known. */
  readonly size?: number | undefined;
}

const chunkBytes = 1024 * 1024;

export function textSource(text: string, what: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return { what, chunks: () => [bytes] };
}

/** A file, read synchronously: for worker threads. @throws MlflowError notFound, unreadable, while it is read */
export function fileSource(path: string): ByteSource {
  return { what: path, size: sizeOf(path), chunks: () => utf8Chunks(fileChunks(path)) };
}

function* fileChunks(path: string): Generator<Uint8Array> {
  const file = openFile(path);
  const buffer = new Uint8Array(chunkBytes);
  try {
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    // Reading the file says why it cannot be read.
    return undefined;
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new MlflowError(code === 'ENOENT' ? 'notFound' : 'unreadable', { what: path }, { cause: error });
  }
}

/** Files that begin with the mark of UTF-16 are re-encoded; all others are taken for UTF-8. */
function* utf8Chunks(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  const encoder = new TextEncoder();
  for (const chunk of chunks) {
    if (isFirst) {
      isFirst = false;
      decoder = utf16Decoder(chunk);
    }
    yield decoder === undefined ? chunk : encoder.encode(decoder.decode(chunk, { stream: true }));
  }
}

function utf16Decoder(start: Uint8Array): TextDecoder | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) {
    return new TextDecoder('utf-16le');
  }
  return start[0] === 0xfe && start[1] === 0xff ? new TextDecoder('utf-16be') : undefined;
}

import { createWriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cancelledError } from '../../model/mlflowError.ts';
import type { TransferOptions } from '../artifactRepository.ts';
import { replaceFile } from '../writeFile.ts';

/** Writes what comes into a file of this machine, whole or not at all. @throws MlflowError cancelled, diskFull, readOnly, and what `source` throws */
export async function saveStream(
  source: AsyncIterable<Uint8Array>,
  localFile: string,
  { signal, onProgress }: TransferOptions,
): Promise<void> {
  await replaceFile(localFile, dirname(localFile), async (temporary) => {
    try {
      const chunks = Readable.from(counted(source, onProgress), { objectMode: false });
      await pipeline(chunks, createWriteStream(temporary), { signal });
    } catch (error) {
      throw signal?.aborted === true ? cancelledError(localFile) : error;
    }
  });
}

/** Chunks as they come; `onProgress` hears how many bytes came so far. */
export async function* counted(
  source: AsyncIterable<Uint8Array>,
  onProgress: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    yield chunk;
    bytes += chunk.length;
    onProgress?.(bytes);
  }
}

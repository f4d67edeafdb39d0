import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { MlflowError } from '../../model/mlflowError.ts';
import { readingError } from '../file/fileProblems.ts';
import type { UploadBody } from './restClient.ts';

/** A file of this machine, read while it is sent. `onProgress` counts bytes, from 0 again when it is sent anew. */
export async function localUpload(
  localFile: string,
  onProgress: ((bytes: number) => void) | undefined,
): Promise<UploadBody> {
  const stats = await stat(localFile).catch((error: unknown) => {
    throw readingError(error, localFile);
  });
  if (!stats.isFile()) {
    throw new MlflowError('unreadable', { what: localFile, detail: 'it is not a file' });
  }
  return { bytes: stats.size, open: () => ReadableStream.from(counted(localFile, onProgress)) };
}

async function* counted(
  localFile: string,
  onProgress: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(localFile);
  for await (const chunk of chunks) {
    yield chunk;
    bytes += chunk.length;
    onProgress?.(bytes);
  }
}

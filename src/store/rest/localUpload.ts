import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { MlflowError } from '../../model/mlflowError.ts';
import { counted } from '../artifacts/saveStream.ts';
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
  return { bytes: stats.size, open: () => ReadableStream.from(counted(createReadStream(localFile), onProgress)) };
}

import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { IdleTimeout } from './idleTimeout.ts';
import { connectionError } from './restErrors.ts';

interface StreamedRequest {
  readonly url: string;
  readonly signal?: AbortSignal | undefined;
  readonly idle?: IdleTimeout | undefined;
}

/** What goes wrong with the line is told as such: who writes the chunks down cannot tell it from a full disk. */
export async function* chunksOf(
  { body }: Response,
  { url, signal, idle }: StreamedRequest,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body ?? []) {
      idle?.touch();
      yield chunk;
    }
  } catch (error) {
    throw connectionError(error, url, signal);
  }
}

/** @throws MlflowError notMlflow */
export async function jsonBody(response: Response, url: string): Promise<JsonObject> {
  return parseAnswer(await response.text(), response, url);
}

/** MLflow 3 has nothing to say about an upload that went well. */
export async function jsonOrNothing(response: Response, url: string): Promise<JsonObject> {
  const text = await response.text();
  return text === '' ? {} : parseAnswer(text, response, url);
}

function parseAnswer(text: string, response: Response, url: string): JsonObject {
  try {
    const value = JSON.parse(text) as JsonValue;
    if (isJsonObject(value)) {
      return value;
    }
  } catch (cause) {
    const contentType = response.headers.get('content-type') ?? '';
    const detail = contentType.includes('html') ? 'it sent a web page' : 'its answer is not whole, or not JSON';
    throw new MlflowError('notMlflow', { what: url, detail }, { cause });
  }
  throw new MlflowError('notMlflow', { what: url, detail: 'its answer is not a JSON object' });
}

/** @throws MlflowError tooLarge, before or while reading */
export async function bytesUpTo(response: Response, url: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  if (announced > maxBytes) {
    await response.body?.cancel();
    throw tooLarge(url, announced, maxBytes);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) {
      throw tooLarge(url, length, maxBytes);
    }
    chunks.push(chunk);
  }
  const content = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    content.set(chunk, offset);
    offset += chunk.length;
  }
  return content;
}

function tooLarge(url: string, bytes: number, maxBytes: number): MlflowError {
  return new MlflowError('tooLarge', { what: url, detail: `${bytes} bytes, at most ${maxBytes} are read` });
}

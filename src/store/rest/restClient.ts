import { setTimeout } from 'node:timers/promises';
import { cancelledError, MlflowError } from '../../model/mlflowError.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import { RequestLimit } from './requestLimit.ts';
import { answerError, connectionError, isRefusedConnection } from './restErrors.ts';
import { splitCredentials } from './serverUrl.ts';

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface RestClientOptions {
  /** Pauses before the second, third… attempt, in milliseconds; their number is how often a read is repeated. */
  readonly retryDelays: readonly number[];
  /** Milliseconds for one attempt, its body included. */
  readonly timeout: number;
  readonly maxConcurrent: number;
  readonly pause: (milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

/** A page of 1,000 runs takes a server some seconds, the first answer after its start ten; see MLflow's own 120 s. */
const defaultOptions: RestClientOptions = {
  retryDelays: [300, 1000, 3000],
  timeout: 120_000,
  maxConcurrent: 6,
  pause: async (milliseconds, signal) => await setTimeout(milliseconds, undefined, { signal }),
};

/** What is sent as it is; `open` begins anew with each attempt. */
export interface UploadBody {
  readonly bytes: number;
  readonly open: () => ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
}

export type WriteMethod = 'POST' | 'PATCH' | 'DELETE';

interface ServerRequest {
  readonly method: 'GET' | 'PUT' | WriteMethod;
  readonly url: string;
  readonly isWrite?: boolean;
  readonly body?: string | undefined;
  readonly upload?: UploadBody | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A line that takes longer for an upload is taken for dead. */
const slowestBytesPerMillisecond = 50;

/** A server that is asked too often may say when it has time again; longer than this nobody waits. */
const longestPause = 10_000;

/**
 * Asks one tracking server. A read is tried again after what may pass (no connection, 429, 5xx); a write only when no connection came
 * about, because any other failure may follow its success. Errors name the address that was asked; credentials in the server's address
 * become a header and are never shown.
 */
export class RestClient {
  /** The server's address with its path prefix, without credentials and without a slash at the end. */
  readonly url: string;
  readonly #environment: Pick<StoreEnvironment, 'fetch' | 'serverHeaders' | 'log'>;
  readonly #options: RestClientOptions;
  readonly #limit: RequestLimit;
  readonly #basicAuthorization: string | undefined;

  constructor(
    serverUrl: string,
    environment: Pick<StoreEnvironment, 'fetch' | 'serverHeaders' | 'log'>,
    options: Partial<RestClientOptions> = {},
  ) {
    const { url, authorization } = splitCredentials(serverUrl);
    this.url = url;
    this.#basicAuthorization = authorization;
    this.#environment = environment;
    this.#options = { ...defaultOptions, ...options };
    this.#limit = new RequestLimit(this.#options.maxConcurrent);
  }

  async get(path: string, query: Query = {}, signal?: AbortSignal): Promise<JsonObject> {
    const url = this.#address(path, query);
    return await this.#ask({ method: 'GET', url, signal }, jsonBody);
  }

  /** For MLflow's searches, which are POST and yet only read. */
  async postSearch(path: string, body: JsonObject, signal?: AbortSignal): Promise<JsonObject> {
    const url = this.#address(path);
    return await this.#ask({ method: 'POST', url, body: JSON.stringify(body), signal }, jsonBody);
  }

  async write(method: WriteMethod, path: string, body: JsonObject = {}): Promise<JsonObject> {
    const url = this.#address(path);
    return await this.#ask({ method, url, isWrite: true, body: JSON.stringify(body) }, jsonOrNothing);
  }

  async put(path: string, upload: UploadBody, signal?: AbortSignal): Promise<void> {
    await this.#ask({ method: 'PUT', url: this.#address(path), isWrite: true, upload, signal }, jsonOrNothing);
  }

  /** @throws MlflowError tooLarge, before or while reading */
  async bytes(
    path: string,
    query: Query = {},
    { maxBytes, signal }: { readonly maxBytes?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    const url = this.#address(path, query);
    return await this.#ask(
      { method: 'GET', url, signal },
      async (response) => await bytesUpTo(response, url, maxBytes ?? Number.POSITIVE_INFINITY),
    );
  }

  #address(path: string, query: Query = {}): string {
    const parameters = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
    );
    return `${this.url}${path}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
  }

  async #ask<T>(request: ServerRequest, take: (response: Response, url: string) => Promise<T>): Promise<T> {
    return await this.#limit.run(async () => await this.#askPatiently(request, take), request.url, request.signal);
  }

  async #askPatiently<T>(request: ServerRequest, take: (response: Response, url: string) => Promise<T>): Promise<T> {
    for (const delay of this.#options.retryDelays) {
      const attempt = await this.#attempt(request, take);
      if (!('retryAfter' in attempt)) {
        return attempt.value;
      }
      this.#environment.log('debug', `${attempt.error.message}; asking again`);
      await this.#pause(attempt.retryAfter ?? delay, request);
    }
    const last = await this.#attempt(request, take);
    if ('retryAfter' in last) {
      throw last.error;
    }
    return last.value;
  }

  async #pause(milliseconds: number, { url, signal }: ServerRequest): Promise<void> {
    try {
      await this.#options.pause(milliseconds, signal);
    } catch (cause) {
      throw signal?.aborted === true ? cancelledError(url) : cause;
    }
  }

  /** What may be different the next time comes back with `retryAfter`, the server's own wish or undefined; all else is thrown. */
  async #attempt<T>(
    request: ServerRequest,
    take: (response: Response, url: string) => Promise<T>,
  ): Promise<{ readonly value: T } | { readonly error: MlflowError; readonly retryAfter: number | undefined }> {
    const { url, signal, isWrite = false } = request;
    try {
      const response = await this.#send(request);
      if (response.ok) {
        return { value: await take(response, url) };
      }
      const { status, headers } = response;
      const contentType = headers.get('content-type') ?? '';
      const error = answerError({ what: url, status, contentType, body: await response.text() });
      if (isWrite || (status !== 429 && status < 500)) {
        throw error;
      }
      return { error, retryAfter: pauseAskedFor(headers) };
    } catch (thrown) {
      const error = connectionError(thrown, url, signal);
      if (error.reason !== 'unreachable' || (isWrite && !isRefusedConnection(thrown))) {
        throw error;
      }
      return { error, retryAfter: undefined };
    }
  }

  /** No Origin header: MLflow 3 refuses a webview's. */
  async #send({ method, url, body, upload, signal }: ServerRequest): Promise<Response> {
    const ownHeaders = await this.#environment.serverHeaders?.(this.url);
    const timeout = AbortSignal.timeout(
      this.#options.timeout + Math.ceil((upload?.bytes ?? 0) / slowestBytesPerMillisecond),
    );
    return await this.#environment.fetch(url, {
      method,
      headers: {
        accept: '*/*',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(upload === undefined ? {} : uploadHeaders(upload)),
        ...ownHeaders,
        ...(this.#basicAuthorization === undefined ? {} : { authorization: this.#basicAuthorization }),
      },
      ...(body === undefined ? {} : { body }),
      ...(upload === undefined ? {} : { body: upload.open(), duplex: 'half' }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  }
}

function uploadHeaders({ bytes }: UploadBody): Record<string, string> {
  return { 'content-type': 'application/octet-stream', 'content-length': String(bytes) };
}

function pauseAskedFor(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, longestPause) : undefined;
}

async function jsonBody(response: Response, url: string): Promise<JsonObject> {
  return parseAnswer(await response.text(), response, url);
}

/** MLflow 3 has nothing to say about an upload that went well. */
async function jsonOrNothing(response: Response, url: string): Promise<JsonObject> {
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

async function bytesUpTo(response: Response, url: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
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

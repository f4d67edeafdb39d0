import { setImmediate, setTimeout } from 'node:timers/promises';
import { cancelledError, type MlflowError } from '../../model/mlflowError.ts';
import type { JsonObject } from '../../model/json.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import { bytesUpTo, chunksOf, jsonBody, jsonOrNothing } from './answerBody.ts';
import { IdleTimeout } from './idleTimeout.ts';
import { RequestLimit } from './requestLimit.ts';
import { answerError, connectionError, isRefusedConnection, redirectError } from './restErrors.ts';
import { splitCredentials } from '../serverUrl.ts';

/** A list stands for the same parameter several times. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

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
  /** Instead of the time limit for the whole. */
  readonly idle?: IdleTimeout | undefined;
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

  /**
   * Hands over the body of an answer as it comes, from the beginning again when it breaks off. It may take as long as it likes, while
   * something comes.
   */
  async stream(
    path: string,
    query: Query,
    take: (chunks: AsyncIterable<Uint8Array>) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    const idle = new IdleTimeout(this.#options.timeout);
    const request = { method: 'GET', url: this.#address(path, query), signal, idle } as const;
    try {
      await this.#ask(request, async (response) => await take(chunksOf(response, request)));
    } finally {
      idle.dispose();
    }
  }

  #address(path: string, query: Query = {}): string {
    const parameters = Object.entries(query).flatMap(([name, value]) =>
      (typeof value === 'object' ? value : value === undefined ? [] : [value]).map(
        (each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`,
      ),
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
    if (isWrite) {
      await noticeClosedConnections();
    }
    try {
      const response = await this.#send(request);
      if (response.ok) {
        return { value: await take(response, url) };
      }
      const { status, headers } = response;
      if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
        await response.body?.cancel();
        throw redirectError(url, headers.get('location'));
      }
      const contentType = headers.get('content-type') ?? '';
      const error = answerError({ what: url, status, contentType, body: await response.text() });
      if (isWrite || !maySoonPass(status)) {
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
  async #send({ method, url, body, upload, signal, idle }: ServerRequest): Promise<Response> {
    const ownHeaders = await this.#environment.serverHeaders?.(this.url);
    idle?.touch();
    const timeout =
      idle?.signal ??
      AbortSignal.timeout(this.#options.timeout + Math.ceil((upload?.bytes ?? 0) / slowestBytesPerMillisecond));
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
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  }
}

function uploadHeaders({ bytes }: UploadBody): Record<string, string> {
  return { 'content-type': 'application/octet-stream', 'content-length': String(bytes) };
}

/** A server that cannot do something (501) can do it no better the next time. */
function maySoonPass(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

/**
 * A server closes connections that nobody used for some seconds (uvicorn after 5). Whoever was busy or asleep since has not noticed, and
 * would send a write, which must not be sent again, into a closed one: between two turns of the loop Node does notice.
 */
async function noticeClosedConnections(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

function pauseAskedFor(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, longestPause) : undefined;
}

import { isJsonObject } from '../../model/json.ts';
import type { AnswerFacts } from '../../model/diagnosis/serverFacts.ts';
import { cancelledError } from '../../model/mlflowError.ts';

export interface Call {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  /** Where it came from in the end, without its query, which may hold secrets. */
  readonly address: string;
  readonly isJson: boolean;
  readonly text: string;
  /** The `Date` header, milliseconds since 1970. */
  readonly serverTime?: number | undefined;
  /** When the answer was there, milliseconds since 1970. */
  readonly receivedAt: number;
  /** Milliseconds. */
  readonly took: number;
}

/** No answer; `code` is the system's or Node's, or `timeout`. */
export interface NoAnswer {
  readonly code: string;
  readonly says: string;
}

export interface Caller {
  /** Asks once and never again. @throws MlflowError cancelled */
  readonly call: (call: Call) => Promise<Answer | NoAnswer>;
}

export interface CallerParts {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly headers: Headers;
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

export function callServer({ url, fetch, headers, timeout, signal }: CallerParts): Caller['call'] {
  return async ({ method = 'GET', path, body }) => {
    const limit = AbortSignal.timeout(timeout);
    const start = performance.now();
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...Object.fromEntries(headers) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      return { ...(await readAnswer(response)), took: performance.now() - start };
    } catch (error) {
      if (signal?.aborted === true) {
        throw cancelledError(url);
      }
      return failureOf(error);
    }
  };
}

async function readAnswer(response: Response): Promise<Omit<Answer, 'took'>> {
  const text = await response.text();
  const date = Date.parse(response.headers.get('date') ?? '');
  return {
    status: response.status,
    address: response.url.replace(/[?#].*$/, ''),
    isJson: isJson(text),
    text,
    serverTime: Number.isNaN(date) ? undefined : date,
    receivedAt: Date.now(),
  };
}

function isJson(text: string): boolean {
  try {
    return isJsonObject(JSON.parse(text));
  } catch {
    // Not JSON is what is asked.
    return false;
  }
}

/** `fetch failed` says nothing; what lies below does. */
function failureOf(error: unknown): NoAnswer {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { code: 'timeout', says: '' };
  }
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'fetch';
  const says = cause instanceof Error ? cause.message : String(cause);
  return { code, says };
}

/** What MLflow 3's middleware says about a Host header that it was not told to expect (security_utils.py, MLflow 3.18). */
const wrongHostText = 'Invalid Host header';

/** What an answer to one of MLflow's calls means. `host` is the Host header that was sent. */
export function classifyAnswer(answer: Answer | NoAnswer, host: string): AnswerFacts {
  if ('code' in answer) {
    return { kind: 'failed', ...answer };
  }
  const { status, text, isJson, address } = answer;
  if (status === 403 && text.includes(wrongHostText)) {
    return { kind: 'wrongHost', host };
  }
  if (status === 401 || status === 407) {
    return { kind: 'unauthorized', says: shortText(text) };
  }
  if (status === 403) {
    return { kind: 'forbidden', says: shortText(text) };
  }
  if (isJson) {
    return status < 500 ? { kind: 'mlflow' } : { kind: 'other', status, says: messageIn(text) };
  }
  if (status === 404) {
    return { kind: 'unknownAddress' };
  }
  return isPage(text)
    ? { kind: 'webPage', status, title: titleOf(text), address }
    : { kind: 'other', status, says: shortText(text) };
}

function isPage(text: string): boolean {
  return /<(!doctype|html|head|body)\b/i.test(text.slice(0, 2000));
}

function titleOf(text: string): string {
  return /<title[^>]*>([^<]*)</i.exec(text)?.[1]?.trim() ?? '';
}

/** One line of plain text; a page is not for people to read in a report. */
function shortText(text: string): string {
  const line = text.trim();
  return line.length <= 300 && !line.includes('<') ? messageIn(line) : '';
}

/** MLflow's own explanation, where there is one. */
function messageIn(text: string): string {
  return /"message"\s*:\s*"((?:[^"\\]|\\.){0,300})"/.exec(text)?.[1] ?? (text.startsWith('{') ? '' : text);
}

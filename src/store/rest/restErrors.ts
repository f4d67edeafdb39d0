import { MlflowError, type ErrorReason } from '../../model/mlflowError.ts';
import { isJsonObject, type JsonObject } from '../../model/json.ts';

/** An answer with an error status, as far as it was read. */
export interface FailedAnswer {
  /** The address that was asked, without what is secret in it. */
  readonly what: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const statusReasons: Readonly<Record<number, ErrorReason>> = {
  400: 'invalidValue',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  407: 'unauthorized',
  409: 'conflict',
};

/** `error_code`s of MLflow (databricks.proto) whose meaning is narrower than their HTTP status. */
const codeReasons: Readonly<Record<string, ErrorReason>> = {
  RESOURCE_DOES_NOT_EXIST: 'notFound',
  RESOURCE_ALREADY_EXISTS: 'alreadyExists',
  PERMISSION_DENIED: 'forbidden',
  UNAUTHENTICATED: 'unauthorized',
};

/** MLflow explains itself in JSON; its login and access messages are text, and a page in HTML for an unknown path is not its own. */
export function answerError({ what, status, contentType, body }: FailedAnswer): MlflowError {
  const said = parseObject(body);
  const code = said?.['error_code'];
  const message = said?.['message'];
  const reason = typeof code === 'string' ? codeReasons[code] : undefined;
  if (said === undefined && status === 404) {
    return new MlflowError('notMlflow', { what, detail: 'it does not know this address (404)' });
  }
  const detail = typeof message === 'string' ? `${status}: ${message}` : `${status}${shortText(contentType, body)}`;
  return new MlflowError(reason ?? statusReasons[status] ?? otherReason(status), { what, detail });
}

function otherReason(status: number): ErrorReason {
  return status >= 500 || status === 429 ? 'serverError' : 'notMlflow';
}

/** What plain text says, for MLflow's and proxies' one-line messages; a page is not for people to read in a message. */
function shortText(contentType: string, body: string): string {
  const text = body.trim();
  const isReadable = text !== '' && text.length <= 300 && !text.includes('<') && !contentType.includes('json');
  return isReadable ? `: ${text}` : '';
}

function parseObject(body: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Not JSON is an answer too: it says that somebody else than MLflow speaks.
    return undefined;
  }
}

/** Turns what `fetch` throws into one of ours. */
export function connectionError(error: unknown, what: string, signal: AbortSignal | undefined): MlflowError {
  if (MlflowError.is(error)) {
    return error;
  }
  if (signal?.aborted === true) {
    return new MlflowError('cancelled', { what });
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new MlflowError('timedOut', { what }, { cause: error });
  }
  return new MlflowError('unreachable', { what, detail: causeOf(error) }, { cause: error });
}

/** Whether what `fetch` threw says that nothing can have been sent: nobody took the connection. */
export function isRefusedConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}

/** `fetch failed` says nothing; what lies below does (ECONNREFUSED, a certificate, a name that is not known). */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) {
    return String(cause);
  }
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return cause.message === '' ? (code ?? cause.name) : cause.message;
}

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
  501: 'unsupported',
};

/** `error_code`s of MLflow (databricks.proto) whose meaning is narrower than their HTTP status. */
const codeReasons: Readonly<Record<string, ErrorReason>> = {
  RESOURCE_DOES_NOT_EXIST: 'notFound',
  RESOURCE_ALREADY_EXISTS: 'alreadyExists',
  PERMISSION_DENIED: 'forbidden',
  UNAUTHENTICATED: 'unauthorized',
  NOT_IMPLEMENTED: 'unsupported',
  FEATURE_DISABLED: 'unsupported',
};

/** MLflow explains itself in JSON; its login and access messages are text, and a page in HTML for an unknown path is not its own. */
export function answerError({ what, status, contentType, body }: FailedAnswer): MlflowError {
  const said = parseObject(body);
  const code = said?.['error_code'];
  const message = said?.['message'];
  const reason = typeof code === 'string' ? codeReasons[code] : undefined;
  if (status === 404 && (said === undefined || code === 'ENDPOINT_NOT_FOUND')) {
    const detail = 'it does not know this address (404)';
    return new MlflowError('notMlflow', { what, detail }, { cause: unknownCall });
  }
  const detail = typeof message === 'string' ? `${status}: ${message}` : `${status}${shortText(contentType, body)}`;
  return new MlflowError(reason ?? statusReasons[status] ?? otherReason(status), { what, detail });
}

const unknownCall = Symbol('unknown call');

/** Whether a server that answers otherwise does not have the call: MLflow then sends a page of HTML with status 404, Databricks says ENDPOINT_NOT_FOUND. */
export function isUnknownCall(error: unknown): boolean {
  return MlflowError.is(error, 'notMlflow') && error.cause === unknownCall;
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
  if (isCertificateError(error)) {
    // Node goes on with advice about its own options.
    const [detail] = causeOf(error).split(';');
    return new MlflowError('untrustedCertificate', { what, detail }, { cause: error });
  }
  return new MlflowError('unreachable', { what, detail: causeOf(error) }, { cause: error });
}

/** The error for an answer that leads elsewhere. It is not followed: neither credentials nor writes are for another address. */
export function redirectError(what: string, location: string | null): MlflowError {
  const target = location !== null && URL.canParse(location, what) ? new URL(location, what) : undefined;
  // What stands behind the path may be secret.
  const detail = target === undefined ? 'it leads elsewhere' : `it leads to ${target.origin}${target.pathname}`;
  return new MlflowError('notMlflow', { what, detail });
}

/** Codes of OpenSSL and Node for a certificate that was refused (`DEPTH_ZERO_SELF_SIGNED_CERT`, `ERR_TLS_CERT_ALTNAME_INVALID`, …). */
function isCertificateError(error: unknown): boolean {
  return /CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(codeOf(error) ?? '');
}

/** Whether what `fetch` threw says that nothing can have been sent: nobody took the connection. */
export function isRefusedConnection(error: unknown): boolean {
  return codeOf(error) === 'ECONNREFUSED';
}

/** The code of what lies below an error of `fetch`. */
function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
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

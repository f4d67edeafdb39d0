/** Every way in which an operation can fail that a person can do something about. */
export const errorReasons = [
  'notFound',
  'alreadyExists',
  'malformed',
  'unreadable',
  'readOnly',
  'outsideRoot',
  'newerSchema',
  'locked',
  'conflict',
  'unreachable',
  'untrustedCertificate',
  'timedOut',
  'unauthorized',
  'forbidden',
  'notMlflow',
  'notAStore',
  'serverError',
  'unsupported',
  'unsupportedLocation',
  'invalidFilter',
  'invalidName',
  'invalidValue',
  'invalidData',
  'invalidFile',
  'invalidSpec',
  'refusedPickle',
  'tooLarge',
  'diskFull',
  'toolMissing',
  'processFailed',
  'untrusted',
  'cancelled',
  'internal',
] as const;

export type ErrorReason = (typeof errorReasons)[number];

/** Facts for the sentence that a person reads; all plain text, never markup. */
export interface ErrorDetails {
  /** The path, URI, name or clause that the failure is about. */
  readonly what: string;
  /** What exactly is wrong with it, in plain words without a final stop. Absent when the reason says it all. */
  readonly detail?: string | undefined;
  /** 0-based offset into the text the person typed. */
  readonly position?: number | undefined;
  /** A correction the person may take as it is. */
  readonly suggestion?: string | undefined;
}

/** The one error type of the project. Ask for its `reason`, never for its message. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError';
  readonly reason: ErrorReason;
  readonly details: ErrorDetails;

  constructor(reason: ErrorReason, details: ErrorDetails, options?: { cause?: unknown }) {
    super(`${reason}: ${details.what}${details.detail === undefined ? '' : ` (${details.detail})`}`, options);
    this.reason = reason;
    this.details = details;
  }

  static is(error: unknown, reason?: ErrorReason): error is MlflowError {
    return error instanceof MlflowError && (reason === undefined || error.reason === reason);
  }
}

/** The error for work that its asker gave up. */
export function cancelledError(what: string): MlflowError {
  return new MlflowError('cancelled', { what });
}

/** Throws a `cancelled` error once `signal` is aborted. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted === true) {
    throw cancelledError(what);
  }
}

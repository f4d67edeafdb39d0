import { errorReasons, MlflowError, type ErrorDetails, type ErrorReason } from './mlflowError.ts';

/** An error as it crosses a border that copies plain data (a worker, a webview): no stack, no cause. */
export interface WireError {
  readonly reason: ErrorReason;
  readonly details: ErrorDetails;
}

/** What of an error may cross; an error of anybody else's becomes `internal` with its message. */
export function toWireError(error: unknown): WireError {
  if (MlflowError.is(error)) {
    return { reason: error.reason, details: error.details };
  }
  return { reason: 'internal', details: { what: error instanceof Error ? error.message : String(error) } };
}

/** A reason that is none, as a page of another version may send, becomes `internal`. */
export function fromWireError({ reason, details }: WireError): MlflowError {
  return new MlflowError(errorReasons.find((known) => known === reason) ?? 'internal', details);
}

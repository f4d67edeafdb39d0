import { MlflowError } from '../../model/mlflowError.ts';
import { fromWireError, toWireError, type WireError } from '../../model/wireError.ts';
import type { StoreProblem } from '../trackingStore.ts';
import { fileErrorCode } from './fileAccess.ts';

/** A {@link StoreProblem} as a worker reports it. */
export interface WireProblem {
  readonly experimentId?: string | undefined;
  readonly runId?: string | undefined;
  readonly error: WireError;
}

export function fromWireProblem({ experimentId, runId, error }: WireProblem): StoreProblem {
  return { experimentId, runId, error: fromWireError(error) };
}

/** Turns a failed read into one of ours: `notFound` when there is nothing, `unreadable` for every other refusal of the file system. */
export function readingError(error: unknown, path: string): MlflowError {
  if (MlflowError.is(error)) {
    return error;
  }
  const code = fileErrorCode(error);
  if (code === undefined) {
    return new MlflowError('internal', { what: path, detail: String(error) }, { cause: error });
  }
  return isAbsence(error)
    ? new MlflowError('notFound', { what: path }, { cause: error })
    : new MlflowError('unreadable', { what: path, detail: code }, { cause: error });
}

/** For a meta.yaml that no reader understands. */
export function malformedMeta(path: string, text: string): MlflowError {
  return new MlflowError('malformed', { what: path, detail: text === '' ? 'it is empty' : 'it is not valid YAML' });
}

/** Whether a read failed because there is nothing of that name. */
export function isAbsence(error: unknown): boolean {
  const code = fileErrorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export function wireProblem(error: unknown, experimentId?: string, runId?: string): WireProblem {
  return { experimentId, runId, error: toWireError(error) };
}

/** For readings whose problems somebody else reports. */
export function ignoreProblem(): void {
  return undefined;
}

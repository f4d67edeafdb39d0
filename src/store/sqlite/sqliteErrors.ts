import { MlflowError, type ErrorReason } from '../../model/mlflowError.ts';

/** SQLite's primary result codes. */
const reasons: Readonly<Record<number, ErrorReason>> = {
  1: 'notAStore', // SQLITE_ERROR: a table or column is not there.
  5: 'locked', // SQLITE_BUSY
  6: 'locked', // SQLITE_LOCKED
  13: 'diskFull', // SQLITE_FULL
  26: 'notAStore', // SQLITE_NOTADB
};

/** SQLITE_READONLY */
const readOnlyCode = 8;
/** SQLITE_READONLY_ROLLBACK: for a reader, a journal is left that only a writer may play back. */
const hotJournalCode = 776;
/** SQLITE_CORRUPT */
const corruptCode = 11;
/** SQLITE_CANTOPEN */
const cannotOpenCode = 14;
/** SQLITE_CONSTRAINT */
const constraintCode = 19;

/** Turns what `node:sqlite` throws into one of ours. */
export function nodeSqliteError(error: unknown, file: string, deed: 'reading' | 'writing'): MlflowError {
  if (MlflowError.is(error)) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) {
    return new MlflowError('internal', { what: file, detail: message }, { cause: error });
  }
  const code = error.errcode & 0xff;
  if (deed === 'writing' && (code === readOnlyCode || code === cannotOpenCode || code === constraintCode)) {
    const reason = code === constraintCode ? 'conflict' : 'readOnly';
    return new MlflowError(reason, { what: file, detail: message }, { cause: error });
  }
  return new MlflowError(
    reasons[code] ?? 'unreadable',
    { what: file, detail: detailOf(error.errcode, message) },
    { cause: error },
  );
}

/** Of an extended code, which has the primary one in its lowest byte. */
function detailOf(code: number, message: string): string {
  if (code === hotJournalCode) {
    return 'a write was interrupted; MLflow repairs it when it next opens the file';
  }
  switch (code & 0xff) {
    case corruptCode:
      return `${message}: what lies in the damaged part is lost, "sqlite3 <file> .recover" saves the rest`;
    case readOnlyCode:
    case cannotOpenCode:
      return `${message}; a database in WAL mode is read with files beside it, so its folder must be writable`;
    default:
      return message;
  }
}

/** Turns what sql.js throws, which is words only, into one of ours. */
export function sqlJsError(error: unknown, file: string): MlflowError {
  if (MlflowError.is(error)) {
    return error;
  }
  const detail = error instanceof Error ? error.message : String(error);
  const reason = /^no such|^file is not a database/.test(detail) ? 'notAStore' : 'unreadable';
  return new MlflowError(reason, { what: file, detail }, { cause: error });
}

import { MlflowError } from '../../model/mlflowError.ts';
import type { FileAccess } from './fileAccess.ts';
import { isAbsence, readingError } from './fileProblems.ts';

/** Receives what {@link readKeyFiles} finds. */
export interface KeyFileVisitor {
  /** `bytes` lie in a reused buffer. */
  readonly onFile: (key: string, bytes: Buffer, path: string) => void;
  readonly onProblem: (error: MlflowError) => void;
}

/**
 * Reads every file at and below `folder`, a key's name being the path from there (`val/loss` lies in a folder `val`). A file that
 * vanishes meanwhile never was; one that cannot be read is a problem and the rest goes on.
 */
export function readKeyFiles(access: FileAccess, folder: string, visitor: KeyFileVisitor, prefix = ''): void {
  const entries = guarded(() => access.list(folder), folder, visitor) ?? [];
  for (const { name, isDirectory, isFile, isLink } of entries) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      // MLflow does not follow these either; some lead round in a circle.
      if (!isLink) {
        readKeyFiles(access, path, visitor, `${prefix}${name}/`);
      }
    } else if (!isFile || !isUtf8Name(name)) {
      visitor.onProblem(new MlflowError('unreadable', { what: path, detail: isFile ? oddName : 'it is not a file' }));
    } else {
      const bytes = guarded(() => access.read(path), path, visitor);
      if (bytes !== undefined) {
        visitor.onFile(prefix + name, bytes, path);
      }
    }
  }
}

/** All texts at and below a folder, by key. */
export function readTexts(
  access: FileAccess,
  folder: string,
  onProblem: (error: MlflowError) => void,
): Map<string, string> {
  const texts = new Map<string, string>();
  readKeyFiles(access, folder, {
    onFile: (key, bytes) => texts.set(key, bytes.toString()),
    onProblem,
  });
  return texts;
}

const oddName = 'its name is not UTF-8';

/** Node puts this character where bytes are none, and does not find the file by that name. */
function isUtf8Name(name: string): boolean {
  return !name.includes('\ufffd');
}

function guarded<Value>(read: () => Value, path: string, visitor: KeyFileVisitor): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!isAbsence(error)) {
      visitor.onProblem(readingError(error, path));
    }
    return undefined;
  }
}

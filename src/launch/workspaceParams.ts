import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { parseDocument, type ParseOptions, type SchemaOptions } from 'yaml';
import { MlflowError } from '../model/mlflowError.ts';
import { pythonText } from './pythonText.ts';

export interface WorkspaceParams {
  /** In the order of the files; of two files with the same key the later one wins. Values are written as Python's `str()` would. */
  readonly params: ReadonlyMap<string, string>;
  /** Keys that MLflow would refuse. */
  readonly skippedKeys: readonly string[];
}

const maxFileBytes = 1_000_000;
const maxParams = 1000;
/** MLflow 2.22 and 3.18, mlflow/utils/validation.py: MAX_PARAM_VAL_LENGTH, MAX_ENTITY_KEY_LENGTH and the characters of a key. */
const maxValueLength = 6000;
const maxKeyLength = 250;
const keyPattern = /^[\p{L}\p{N}_/.\- :]+$/u;

/**
 * The values of YAML and JSON files, nested keys joined by dots: `{optimizer: {lr: 0.1}}` gives `optimizer.lr`. Files are relative to `folder`.
 * @throws MlflowError notFound, unreadable, tooLarge, unsupported, invalidFile (with the line)
 */
export async function readWorkspaceParams(folder: string, files: readonly string[]): Promise<WorkspaceParams> {
  const params = new Map<string, string>();
  for (const file of files) {
    const values = parse(file, await readText(resolve(folder, file), file));
    for (const [key, value] of flatten('', values)) {
      params.set(key, value.slice(0, maxValueLength));
    }
  }
  if (params.size > maxParams) {
    const detail = `${params.size} values, at most ${maxParams} are recorded as params`;
    throw new MlflowError('tooLarge', { what: files.join(', '), detail });
  }
  const skippedKeys = [...params.keys()].filter((key) => !isParamKey(key));
  for (const key of skippedKeys) {
    params.delete(key);
  }
  return { params, skippedKeys };
}

async function readText(path: string, file: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes) {
      throw new MlflowError('tooLarge', { what: file, detail: 'params are read from files up to 1 MB' });
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (MlflowError.is(error)) {
      throw error;
    }
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new MlflowError(isMissing ? 'notFound' : 'unreadable', { what: file }, { cause: error });
  }
}

/** YAML 1.2 reads `y`, `no` and dates as the text they are; `<<` merges as in Python's YAML. */
const formats: Readonly<Record<string, ParseOptions & SchemaOptions>> = {
  '.yaml': { merge: true },
  '.yml': { merge: true },
  '.json': { schema: 'json' },
};

function parse(file: string, text: string): object {
  const format = formats[extname(file).toLowerCase()];
  if (format === undefined) {
    throw new MlflowError('unsupported', { what: file, detail: 'params are read from .yaml, .yml and .json files' });
  }
  const document = parseDocument(text, { ...format, intAsBigInt: true, prettyErrors: true, logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) {
    const place = error.linePos === undefined ? file : `${file}, line ${error.linePos[0].line}`;
    const detail = error.message.split(/ at line |:?\n/, 1)[0];
    throw new MlflowError('invalidFile', { what: place, detail }, { cause: error });
  }
  return toPlainObject(document.toJS({ maxAliasCount: 100 }), file);
}

function toPlainObject(value: unknown, file: string): object {
  if (value === null || value === undefined) {
    return {};
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new MlflowError('invalidFile', { what: file, detail: 'names with values were expected at the top' });
  }
  return value;
}

function* flatten(prefix: string, value: object): Generator<[string, string]> {
  for (const [name, item] of Object.entries(value)) {
    const key = `${prefix}${name}`;
    if (isNested(item)) {
      yield* flatten(`${key}.`, item);
    } else {
      yield [key, pythonText(item)];
    }
  }
}

/** Lists of plain values stay one value; lists that hold more become `key.0`, `key.1`. */
function isNested(value: unknown): value is object {
  if (Array.isArray(value)) {
    return value.some((item) => typeof item === 'object' && item !== null);
  }
  return typeof value === 'object' && value !== null;
}

function isParamKey(key: string): boolean {
  const isPath = key.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  return key.length <= maxKeyLength && isPath && keyPattern.test(key);
}

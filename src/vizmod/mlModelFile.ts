import { parse, YAMLParseError } from 'yaml';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { ModelSignature } from '../model/modelSignature.ts';
import { parseSignature } from './signature.ts';

/** What visualizations need of an MLmodel file. */
export interface MlModelFile {
  readonly flavors: JsonObject;
  readonly signature?: ModelSignature | undefined;
}

export const mlModelFileName = 'MLmodel';

/**
 * Reads an MLmodel file (YAML).
 * @param what names the file in errors
 * @throws MlflowError invalidFile for what is no YAML, repeats itself by too many aliases, or is nested too deeply to be read
 */
export function parseMlModelFile(text: string, what: string): MlModelFile {
  return readFields(parseMlModel(text, what));
}

/**
 * All that an MLmodel file (YAML) says.
 * @param what names the file in errors
 * @throws MlflowError invalidFile as {@link parseMlModelFile}
 */
export function parseMlModel(text: string, what: string): JsonObject {
  try {
    const model: unknown = parse(text, parseOptions);
    return isJsonObject(model) ? model : {};
  } catch (error) {
    // The library throws a ReferenceError for aliases and a RangeError where it runs out of stack.
    if (error instanceof YAMLParseError || error instanceof ReferenceError || error instanceof RangeError) {
      throw new MlflowError('invalidFile', { what, detail: firstLine(error.message) }, { cause: error });
    }
    throw error;
  }
}

/** The checks and texts that are left out take minutes on a megabyte that is made for it. */
const parseOptions = { maxAliasCount: 100, logLevel: 'error', prettyErrors: false, uniqueKeys: false } as const;

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/[:.]$/, '');
}

function readFields(model: JsonObject): MlModelFile {
  const { flavors, signature } = model;
  const inputs = isJsonObject(signature) ? signature['inputs'] : undefined;
  return {
    flavors: isJsonObject(flavors) ? flavors : {},
    ...(typeof inputs === 'string' && { signature: parseSignature(inputs) }),
  };
}

import { parse, YAMLParseError } from 'yaml';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import type { ModelSignature } from '../model/modelSignature.ts';
import { parseSignature } from './signature.ts';

/** What visualizations need of an MLmodel file. */
export interface MlModelFile {
  readonly flavors: JsonObject;
  readonly signature?: ModelSignature | undefined;
}

export const mlModelFileName = 'MLmodel';

/** Reads an MLmodel file (YAML); what is not one has no flavors. */
export function parseMlModelFile(text: string): MlModelFile {
  try {
    return readFields(parse(text));
  } catch (error) {
    if (error instanceof YAMLParseError) {
      return { flavors: {} };
    }
    throw error;
  }
}

function readFields(model: unknown): MlModelFile {
  const flavors = isJsonObject(model) ? model['flavors'] : undefined;
  const signature = isJsonObject(model) ? model['signature'] : undefined;
  const inputs = isJsonObject(signature) ? signature['inputs'] : undefined;
  return {
    flavors: isJsonObject(flavors) ? flavors : {},
    ...(typeof inputs === 'string' && { signature: parseSignature(inputs) }),
  };
}

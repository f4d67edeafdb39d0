import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { parseMlModel } from './mlModelFile.ts';

/** A column or tensor of a model's signature. */
export interface ModelField {
  /** Empty for a tensor without a name. */
  readonly name: string;
  /** MLflow's type name; for a tensor its element type and shape: `float64 (-1, 4)`. */
  readonly type: string;
  /** Whether the data may lack it. */
  readonly isOptional: boolean;
}

/** What an MLmodel file says of its model, for people. */
export interface ModelFacts {
  /** Each flavor and the version of its library, empty where the file states none. */
  readonly flavors: readonly (readonly [flavor: string, version: string])[];
  readonly inputs: readonly ModelField[];
  readonly outputs: readonly ModelField[];
  readonly mlflowVersion?: string | undefined;
  /** As written: UTC. */
  readonly created?: string | undefined;
  /** Bytes; MLflow 2.x and later. */
  readonly size?: number | undefined;
}

/** Reads an MLmodel file (MLflow 1.x-3.x). @param what names the file in errors. @throws MlflowError invalidFile */
export function parseModelFacts(text: string, what: string): ModelFacts {
  const { flavors, signature, mlflow_version, utc_time_created, model_size_bytes } = parseMlModel(text, what);
  const fields = isJsonObject(signature) ? signature : {};
  return {
    flavors: isJsonObject(flavors)
      ? Object.entries(flavors).map(([name, flavor]) => [name, versionOf(name, flavor)])
      : [],
    inputs: signatureFields(fields['inputs']),
    outputs: signatureFields(fields['outputs']),
    ...(typeof mlflow_version === 'string' && { mlflowVersion: mlflow_version }),
    ...(typeof utc_time_created === 'string' && { created: utc_time_created }),
    ...(typeof model_size_bytes === 'number' && { size: model_size_bytes }),
  };
}

/** `sklearn_version` of sklearn; of python_function the version of Python. */
function versionOf(name: string, flavor: JsonValue | undefined): string {
  const key = name === 'python_function' ? 'python_version' : `${name}_version`;
  const version = isJsonObject(flavor) ? flavor[key] : undefined;
  return typeof version === 'string' || typeof version === 'number' ? String(version) : '';
}

function signatureFields(text: JsonValue | undefined): readonly ModelField[] {
  if (typeof text !== 'string') {
    return [];
  }
  try {
    const fields = JSON.parse(text) as JsonValue;
    return isJsonArray(fields) ? fields.flatMap((field) => (isJsonObject(field) ? [signatureField(field)] : [])) : [];
  } catch (error) {
    if (error instanceof SyntaxError) {
      return [];
    }
    throw error;
  }
}

function signatureField(field: JsonObject): ModelField {
  const { name, required, optional } = field;
  return {
    name: typeof name === 'string' ? name : '',
    type: typeName(field),
    isOptional: required === false || optional === true,
  };
}

function typeName({ type, 'tensor-spec': tensor }: JsonObject): string {
  if (type === 'tensor' && isJsonObject(tensor)) {
    const { dtype, shape } = tensor;
    const size = isJsonArray(shape) ? ` (${shape.map(String).join(', ')})` : '';
    return typeof dtype === 'string' ? `${dtype}${size}` : `tensor${size}`;
  }
  return typeof type === 'string' ? type : 'any';
}

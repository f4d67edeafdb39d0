import type { ModelSignature, SignatureColumn } from '../model/modelSignature.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../model/json.ts';

/**
 * Reads `signature.inputs` of an MLmodel file: JSON text, a list of `{"type", "name", "required"}` (MLflow 2.x, 3.x) or
 * `{"type", "name", "optional"}` (1.x); a tensor is `{"type": "tensor", "tensor-spec": {"dtype", "shape"}, "name"}` (1.x to 3.x).
 * Absent when there are no inputs to check.
 */
export function parseSignature(inputs: string): ModelSignature | undefined {
  const columns = parseColumns(inputs).flatMap((column) => signatureColumn(column) ?? []);
  return columns.length === 0 ? undefined : { inputs: columns };
}

function parseColumns(text: string): readonly JsonValue[] {
  try {
    const columns: unknown = JSON.parse(text);
    return Array.isArray(columns) ? columns : [];
  } catch (error) {
    if (error instanceof SyntaxError) {
      return [];
    }
    throw error;
  }
}

function signatureColumn(column: JsonValue): SignatureColumn | undefined {
  if (!isJsonObject(column) || typeof column['type'] !== 'string') {
    return undefined;
  }
  const { type, required, optional } = column;
  const name = typeof column['name'] === 'string' ? column['name'] : '';
  if (type !== 'tensor') {
    return { name, type, isOptional: required === false || optional === true };
  }
  const tensor = column['tensor-spec'];
  const { dtype, shape } = isJsonObject(tensor) ? tensor : {};
  return typeof dtype === 'string' && isJsonArray(shape) && shape.every((size) => typeof size === 'number')
    ? { name, type: dtype, isOptional: false, shape }
    : undefined;
}

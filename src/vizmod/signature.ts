import type { ModelSignature, SignatureColumn } from '../model/modelSignature.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';

/**
 * Reads `signature.inputs` of an MLmodel file: JSON text, a list of `{"type", "name", "required"}` (MLflow 2.x, 3.x) or
 * `{"type", "name", "optional"}` (1.x). Absent when there are no named columns to check.
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
  if (!isJsonObject(column)) {
    return undefined;
  }
  const { name, type, required, optional } = column;
  if (typeof name !== 'string' || typeof type !== 'string' || type === 'tensor') {
    return undefined;
  }
  return { name, type, isOptional: required === false || optional === true };
}

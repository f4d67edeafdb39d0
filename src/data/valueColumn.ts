import type { DataColumn } from '../model/dataTable.ts';
import type { JsonValue } from '../model/json.ts';
import { textType } from './columnBuilder.ts';

/** A column of JSON values: of numbers when all are, else of texts. What is nested stands as its JSON. */
export function valueColumn(name: string, values: readonly (JsonValue | undefined)[]): DataColumn {
  const present = values.filter((value) => value !== null && value !== undefined);
  const missing = values.length - present.length;
  if (present.length > 0 && present.every((value) => typeof value === 'number')) {
    const numbers = Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN));
    return { name, type: present.every(Number.isInteger) ? 'integer' : 'float', values: numbers, missing };
  }
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null || value === undefined) {
      return -1;
    }
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const code = codeOf.get(text) ?? codeOf.size;
    codeOf.set(text, code);
    return code;
  });
  const dictionary = [...codeOf.keys()];
  return { name, type: typeOf(present, dictionary), texts: { codes, dictionary }, missing };
}

/** Words are texts here: JSON has its own truth and its own nothing. */
function typeOf(present: readonly JsonValue[], dictionary: readonly string[]) {
  if (present.length === 0) {
    return 'empty';
  }
  if (present.every((value) => typeof value === 'boolean')) {
    return 'boolean';
  }
  return present.every((value) => typeof value === 'string') && textType(dictionary) === 'datetime'
    ? 'datetime'
    : 'text';
}

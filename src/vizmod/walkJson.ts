import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

const maxDepth = 200;

/** Visits every object inside a value, outer ones first. */
export function walk(value: JsonValue | undefined, visit: (object: JsonObject) => void, depth = 0): void {
  if (depth > maxDepth) {
    return;
  }
  if (isJsonArray(value)) {
    for (const item of value) {
      walk(item, visit, depth + 1);
    }
  } else if (isJsonObject(value)) {
    visit(value);
    for (const item of Object.values(value)) {
      walk(item, visit, depth + 1);
    }
  }
}

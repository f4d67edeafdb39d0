import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

/** How deeply objects and lists of a spec may be nested; what lies deeper is not read. */
export const maxSpecDepth = 200;
const nothing: ReadonlySet<string> = new Set();

/** Visits every object inside a value, outer ones first; what is below the keys of `skipped` is left out. */
export function walk(
  value: JsonValue | undefined,
  visit: (object: JsonObject) => void,
  skipped: ReadonlySet<string> = nothing,
  depth = 0,
): void {
  if (depth > maxSpecDepth) {
    return;
  }
  if (isJsonArray(value)) {
    for (const item of value) {
      walk(item, visit, skipped, depth + 1);
    }
  } else if (isJsonObject(value)) {
    visit(value);
    for (const [key, item] of Object.entries(value)) {
      if (!skipped.has(key)) {
        walk(item, visit, skipped, depth + 1);
      }
    }
  }
}

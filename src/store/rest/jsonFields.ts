import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';

/** The text of a field; absent when it is missing or something else. MLflow leaves out what is empty. */
export function textField(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' ? value : undefined;
}

/** A number, also one written as text: "NaN", "Infinity", "-Infinity", and 64-bit integers of some servers. */
export function numberField(object: JsonObject, name: string): number | undefined {
  const value = object[name];
  if (typeof value === 'number') {
    return value;
  }
  return typeof value === 'string' && value.trim() !== '' && (value === 'NaN' || !Number.isNaN(Number(value)))
    ? Number(value)
    : undefined;
}

export function objectField(object: JsonObject, name: string): JsonObject {
  const value: JsonValue | undefined = object[name];
  return isJsonObject(value) ? value : {};
}

/** The objects of a list; none when there is no such list. */
export function objectsField(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

/** A list of `{key, value}`, as MLflow states params and tags. */
export function textsField(object: JsonObject, name: string): ReadonlyMap<string, string> {
  return new Map(
    objectsField(object, name).map((entry) => [textField(entry, 'key') ?? '', textField(entry, 'value') ?? '']),
  );
}

import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { walk } from './walkJson.ts';

/**
 * A Vega-Lite 4 spec in the words of Vega-Lite 5 and later: `selection` becomes `params`, and conditions and filters that name a
 * selection name a param. Later specs come back as they are, but for `$schema`, which always names the version that draws.
 */
export function upgradeSpec(spec: JsonObject): JsonObject {
  const selections = collectSelections(spec);
  const upgraded = selections.size === 0 ? spec : new SpecUpgrade(selections).view(spec);
  return { ...upgraded, $schema: 'https://vega.github.io/schema/vega-lite/v6.json' };
}

/** Selections by name, wherever they are defined; other than in conditions and filters they are objects of objects. */
function collectSelections(spec: JsonObject): Map<string, JsonObject> {
  const selections = new Map<string, JsonObject>();
  walk(spec, ({ selection }) => {
    for (const [name, definition] of Object.entries(isJsonObject(selection) ? selection : {})) {
      if (isJsonObject(definition) && typeof definition['type'] === 'string') {
        selections.set(name, definition);
      }
    }
  });
  return selections;
}

/** Data stays untouched: a column may be named `selection`. */
const verbatim = new Set(['data', 'datasets', 'usermeta']);

class SpecUpgrade {
  readonly #selections: ReadonlyMap<string, JsonObject>;

  constructor(selections: ReadonlyMap<string, JsonObject>) {
    this.#selections = selections;
  }

  view(view: JsonObject): JsonObject {
    const { selection, ...rest } = view;
    const upgraded = this.#properties(rest);
    if (!isJsonObject(selection)) {
      return upgraded;
    }
    const own = isJsonArray(upgraded['params']) ? upgraded['params'] : [];
    const params = Object.entries(selection).flatMap(([name, one]): readonly JsonObject[] =>
      isJsonObject(one) ? [toParam(name, one)] : [],
    );
    return { ...upgraded, params: [...own, ...params] };
  }

  #properties(object: JsonObject): JsonObject {
    const entries = Object.entries(object).map(([key, value]): [string, JsonValue] => [
      key,
      value === undefined || verbatim.has(key) ? (value ?? null) : this.#value(key, value),
    ]);
    return Object.fromEntries(entries);
  }

  #value(key: string, value: JsonValue): JsonValue {
    if (isJsonArray(value)) {
      return value.map((item) => this.#value(key, item));
    }
    if (!isJsonObject(value)) {
      return value;
    }
    if (key === 'condition' && value['selection'] !== undefined) {
      const { selection, ...rest } = this.#properties(value);
      const predicate = this.#predicate(selection);
      return typeof selection === 'string' ? { ...rest, ...predicate } : { ...rest, test: predicate };
    }
    const isPredicate = ['filter', 'and', 'or', 'not'].includes(key);
    return isPredicate && value['selection'] !== undefined ? this.#predicate(value['selection']) : this.view(value);
  }

  /** `"brush"`, or `{"not": "brush"}` and the like. */
  #predicate(selection: JsonValue | undefined): JsonObject {
    if (typeof selection === 'string') {
      const isNothing = this.#selections.get(selection)?.['empty'] === 'none';
      return { param: selection, ...(isNothing && { empty: false }) };
    }
    const parts = Object.entries(isJsonObject(selection) ? selection : {});
    return Object.fromEntries(
      parts.map(([operator, part]) => [
        operator,
        isJsonArray(part) ? part.map((one) => this.#predicate(one)) : this.#predicate(part),
      ]),
    );
  }
}

function toParam(name: string, selection: JsonObject): JsonObject {
  const { type, bind, init, empty: _, ...select } = selection;
  const kind = type === 'interval' ? { type } : { type: 'point', ...(type === 'single' && { toggle: false }) };
  return {
    name,
    select: { ...kind, ...select },
    ...(bind !== undefined && { bind }),
    ...(init !== undefined && { value: type === 'single' && isJsonObject(init) ? [init] : init }),
  };
}

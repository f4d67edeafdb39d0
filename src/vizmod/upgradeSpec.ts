import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { upgradeBands } from './upgradeBands.ts';
import { walk } from './walkJson.ts';

/**
 * A Vega-Lite spec up to version 4 in the words of Vega-Lite 5 and later: `selection` becomes `params`; conditions, filters, domains,
 * extents and lookups that name a selection name a param; expressions that read a field of a `single` selection read the one value in
 * it; `band` of a channel becomes the mark's width or height, or `bandPosition`. Later specs come back as they are, but for
 * `$schema`, which always names the version that draws.
 */
export function upgradeSpec(spec: JsonObject): JsonObject {
  const selections = collectSelections(spec);
  const isOld = selections.size > 0 || isUpToVersion4(spec);
  const upgraded = isOld ? new SpecUpgrade(selections).view(spec) : spec;
  return { ...upgraded, $schema: 'https://vega.github.io/schema/vega-lite/v6.json' };
}

function isUpToVersion4({ $schema }: JsonObject): boolean {
  return typeof $schema === 'string' && /\/vega-lite\/v[1-4](?:\.|$)/.test($schema);
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
const expressions = new Set(['calculate', 'filter', 'test', 'expr', 'labelExpr']);
const predicates = new Set(['filter', 'and', 'or', 'not']);

class SpecUpgrade {
  readonly #selections: ReadonlyMap<string, JsonObject>;
  readonly #singleFields: RegExp | undefined;

  constructor(selections: ReadonlyMap<string, JsonObject>) {
    this.#selections = selections;
    this.#singleFields = singleFields(selections);
  }

  view(view: JsonObject): JsonObject {
    const { selection, ...rest } = view;
    const upgraded = upgradeBands(this.#properties(rest));
    if (typeof selection === 'string') {
      return { param: selection, ...upgraded };
    }
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
    if (typeof value === 'string') {
      return expressions.has(key) ? this.#expression(value) : value;
    }
    if (isJsonArray(value)) {
      return value.map((item) => this.#value(key, item));
    }
    if (!isJsonObject(value)) {
      return value;
    }
    if (key === 'config') {
      return upgradeConfig(value);
    }
    if (key === 'condition' && value['selection'] !== undefined) {
      const { selection, ...rest } = this.#properties(value);
      const predicate = this.#predicate(selection);
      return typeof selection === 'string' ? { ...rest, ...predicate } : { ...rest, test: predicate };
    }
    const isPredicate = (predicates.has(key) || key === 'test') && value['selection'] !== undefined;
    return isPredicate ? this.#predicate(value['selection']) : this.view(value);
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

  /** A selection of points has a list of values for each field, also where only one can be selected. */
  #expression(text: string): string {
    return this.#singleFields === undefined ? text : text.replace(this.#singleFields, '($&||[])[0]');
  }
}

/** `cutoff.value`, `cutoff['value']` of the selections with one value. */
function singleFields(selections: ReadonlyMap<string, JsonObject>): RegExp | undefined {
  const names = [...selections].flatMap(([name, { type }]) => (type === 'single' && /^\w+$/.test(name) ? [name] : []));
  return names.length === 0
    ? undefined
    : new RegExp(`(?<![\\w.'"$])(?:${names.join('|')})(?:\\.[A-Za-z_]\\w*|\\[(?:'[^'\\]]*'|"[^"\\]]*")\\])`, 'g');
}

/** Defaults for `single` and `multi` are now those for `point`. */
function upgradeConfig(config: JsonObject): JsonObject {
  const { selection } = config;
  if (!isJsonObject(selection)) {
    return config;
  }
  const { single, multi, ...rest } = selection;
  const point = { ...(isJsonObject(single) && single), ...(isJsonObject(multi) && multi) };
  return { ...config, selection: { ...(Object.keys(point).length > 0 && { point }), ...rest } };
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

import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { primaryData } from './primaryData.ts';
import type { VizModel } from './vizModel.ts';

/** What a column of the example data holds, if all its values are of one kind. */
export type ExampleKind = 'number' | 'boolean' | 'text';

/** More rows of an example say nothing new. */
const maxRows = 1000;

/**
 * The kinds of the columns of the example data that is stored with a model: the rows inside its spec, as altair keeps the frame that
 * the chart was made from. Columns of mixed kinds are left out; so are all when the data is elsewhere.
 */
export function exampleKinds({
  spec,
  language,
}: Pick<VizModel, 'spec' | 'language'>): ReadonlyMap<string, ExampleKind> {
  const data = language === 'vega' ? vegaSource(spec) : primaryData(spec);
  const kinds = new Map<string, ExampleKind | undefined>();
  for (const row of rowsOf(data, spec).slice(0, maxRows)) {
    for (const [name, value] of Object.entries(isJsonObject(row) ? row : {})) {
      const kind = kindOf(value ?? null);
      if (kind !== undefined) {
        kinds.set(name, kinds.has(name) && kinds.get(name) !== kind ? undefined : kind);
      }
    }
  }
  return new Map([...kinds].flatMap(([name, kind]) => (kind === undefined ? [] : [[name, kind] as const])));
}

function vegaSource(spec: JsonObject): JsonObject | undefined {
  const sets = isJsonArray(spec['data']) ? spec['data'].filter(isJsonObject) : [];
  return sets.find((set) => set['source'] === undefined);
}

function rowsOf(data: JsonObject | undefined, spec: JsonObject): readonly JsonValue[] {
  if (isJsonArray(data?.['values'])) {
    return data['values'];
  }
  const name = data?.['name'];
  const sets = spec['datasets'];
  const rows = isJsonObject(sets) && typeof name === 'string' ? sets[name] : undefined;
  return isJsonArray(rows) ? rows : [];
}

function kindOf(value: JsonValue): ExampleKind | undefined {
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
    default:
      return undefined;
  }
}

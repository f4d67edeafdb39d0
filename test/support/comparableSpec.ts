import { isJsonObject, type JsonObject } from '../../src/model/json.ts';

/** Equal charts differ in what they call their data (altair names it by a hash of the rows) and in the patch version of Vega-Lite. */
export function comparableSpec(spec: JsonObject): unknown {
  const { $schema, datasets = {}, ...rest } = spec;
  let text = JSON.stringify(rest);
  for (const [name, rows] of Object.entries(isJsonObject(datasets) ? datasets : {})) {
    text = text.replaceAll(`"name":${JSON.stringify(name)}`, () => `"rows":${JSON.stringify(rows)}`);
  }
  const version = typeof $schema === 'string' ? /\/v\d+/.exec($schema)?.[0] : undefined;
  return { version, spec: JSON.parse(text) as unknown };
}

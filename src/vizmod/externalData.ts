import { isJsonObject, type JsonObject } from '../model/json.ts';
import { walk } from './walkJson.ts';

/** Addresses that a bound spec wants data from. They are never loaded; who shows the chart says so. */
export function externalData(spec: JsonObject): readonly string[] {
  const urls = new Set<string>();
  walk(spec, (object) => {
    const sources = Array.isArray(object['data']) ? object['data'] : [object['data']];
    for (const data of sources) {
      if (isJsonObject(data) && typeof data['url'] === 'string') {
        urls.add(data['url']);
      }
    }
  });
  return [...urls];
}

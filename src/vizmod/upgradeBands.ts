import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

/** Marks that fill a band; all others have a place in it. */
const filling = new Set(['bar', 'image', 'rect']);
const sizes: Readonly<Record<string, string>> = { x: 'width', y: 'height' };

/** Vega-Lite 4's `band` of a channel: how much of a band the mark fills, or else where in it the mark is. */
export function upgradeBands(view: JsonObject): JsonObject {
  const { encoding, mark } = view;
  if (!isJsonObject(encoding)) {
    return view;
  }
  const type = isJsonObject(mark) ? mark['type'] : mark;
  const isFilling = typeof type === 'string' && filling.has(type);
  const size: Record<string, JsonValue> = {};
  const channels = Object.entries(encoding).map(([channel, definition]): [string, JsonValue | undefined] => {
    if (!isJsonObject(definition) || typeof definition['band'] !== 'number') {
      return [channel, definition];
    }
    const { band, ...rest } = definition;
    const dimension = sizes[channel];
    if (!isFilling || dimension === undefined) {
      return [channel, { ...rest, bandPosition: band ?? null }];
    }
    size[dimension] = { band: band ?? null };
    return [channel, rest];
  });
  const sized = Object.keys(size).length === 0 ? view : { ...view, mark: { ...markObject(mark), ...size } };
  return { ...sized, encoding: Object.fromEntries(channels) };
}

function markObject(mark: JsonValue | undefined): JsonObject {
  return isJsonObject(mark) ? mark : { type: mark ?? null };
}

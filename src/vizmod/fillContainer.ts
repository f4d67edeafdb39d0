import { isJsonObject, type JsonObject } from '../model/json.ts';

/**
 * Lets a Vega-Lite chart take the size of the element it is drawn in, where it has one view and no size of its own. Charts of several
 * views cannot be stretched by Vega-Lite and keep their size.
 */
export function fillContainer(spec: JsonObject): JsonObject {
  const isSingle = 'mark' in spec || 'layer' in spec;
  if (!isSingle || isFaceted(spec)) {
    return spec;
  }
  return {
    width: 'container',
    height: 'container',
    autosize: { type: 'fit', contains: 'padding' },
    ...spec,
  };
}

/** `row`, `column` and `facet` channels make several views of one. */
function isFaceted({ encoding }: JsonObject): boolean {
  return isJsonObject(encoding) && ['row', 'column', 'facet'].some((channel) => encoding[channel] !== undefined);
}

import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

const viewLists = ['layer', 'concat', 'hconcat', 'vconcat'] as const;

/** The views inside a Vega-Lite view, in order. */
export function childViews(view: JsonObject): readonly JsonObject[] {
  const listed = viewLists.flatMap((key) => {
    const views = view[key];
    return isJsonArray(views) ? views.filter(isJsonObject) : [];
  });
  return isJsonObject(view['spec']) ? [...listed, view['spec']] : listed;
}

/**
 * The data that a Vega-Lite spec is about, and that other data replaces: the top view's (as mlflow-vizmod's `display` does), else
 * that of the first view that has any. Absent when no view has data.
 */
export function primaryData(spec: JsonObject): JsonObject | undefined {
  if (isJsonObject(spec['data'])) {
    return spec['data'];
  }
  for (const view of childViews(spec)) {
    const data = primaryData(view);
    if (data !== undefined) {
      return data;
    }
  }
  return undefined;
}

/** Whether two data definitions are the same rows. */
export function isSameData(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { DataTable, DataType } from '../model/dataTable.ts';
import { columnOfField } from './fieldPath.ts';
import { childViews, isSameData, primaryData } from './primaryData.ts';
import { upgradeSpec } from './upgradeSpec.ts';
import type { VizModel } from './vizModel.ts';

/** What the rows are called in a bound spec; whoever draws it hands them over under this name. */
export const boundDataName = 'vizmodRows';

/**
 * The spec of a model with its primary data replaced by rows to come, named {@link boundDataName}, as `display` of mlflow-vizmod
 * replaces it. Fields that the model left untyped take their types from the table. Other data stays as it is.
 */
export function bindData(model: Pick<VizModel, 'spec' | 'language'>, table: DataTable): JsonObject {
  return model.language === 'vega' ? bindVega(model.spec) : bindVegaLite(model.spec, table);
}

function bindVegaLite(spec: JsonObject, table: DataTable): JsonObject {
  const primary = primaryData(spec);
  const types = new Map(table.columns.map((column) => [column.name, vegaType(column.type)]));
  const { datasets, ...view } = upgradeSpec(spec);
  const bound = bindView(view, primary, types);
  const others = withoutDataset(datasets, primary);
  return { ...bound, data: { name: boundDataName }, ...(others !== undefined && { datasets: others }) };
}

function bindView(view: JsonObject, primary: JsonObject | undefined, types: ReadonlyMap<string, string>): JsonObject {
  const { data, ...rest } = view;
  const keepsData = data !== undefined && !isSameData(data, primary);
  const encoding = isJsonObject(view['encoding']) ? typedEncoding(view['encoding'], types) : undefined;
  const children = new Map(childViews(view).map((child) => [child, bindView(child, primary, types)]));
  const replaced = (value: JsonValue | undefined): JsonValue | undefined =>
    isJsonObject(value) ? (children.get(value) ?? value) : value;
  const entries = Object.entries(rest).map(([key, value]): [string, JsonValue | undefined] => [
    key,
    isJsonArray(value) ? value.map((item) => replaced(item) ?? null) : replaced(value),
  ]);
  return {
    ...Object.fromEntries(entries),
    ...(encoding !== undefined && { encoding }),
    ...(keepsData && { data }),
  };
}

/** Altair types fields from the data at hand; a chart without data leaves them open. */
function typedEncoding(encoding: JsonObject, types: ReadonlyMap<string, string>): JsonObject {
  const typed = (value: JsonValue | undefined): JsonValue | undefined => {
    if (isJsonArray(value)) {
      return value.map((item) => typed(item) ?? null);
    }
    if (!isJsonObject(value) || typeof value['field'] !== 'string') {
      return value;
    }
    const isOpen = ['type', 'timeUnit', 'aggregate', 'bin'].every((key) => value[key] === undefined);
    const type = isOpen ? types.get(columnOfField(value['field'])) : undefined;
    return type === undefined ? value : { ...value, type };
  };
  const secondary = /^(?:x2|y2|theta2|radius2|latitude2|longitude2|[xy]Error2?)$/;
  return Object.fromEntries(
    Object.entries(encoding).map(([channel, value]) => [channel, secondary.test(channel) ? value : typed(value)]),
  );
}

function vegaType(type: DataType): string {
  switch (type) {
    case 'integer':
    case 'float':
      return 'quantitative';
    case 'datetime':
      return 'temporal';
    case 'boolean':
    case 'text':
    case 'empty':
      return 'nominal';
  }
}

function withoutDataset(datasets: JsonValue | undefined, primary: JsonObject | undefined): JsonObject | undefined {
  if (!isJsonObject(datasets)) {
    return undefined;
  }
  const others = Object.entries(datasets).filter(([name]) => name !== primary?.['name']);
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

/** In Vega the first data set that is made of nothing else is the source. */
function bindVega(spec: JsonObject): JsonObject {
  const sets = isJsonArray(spec['data']) ? spec['data'].filter(isJsonObject) : [];
  const first = sets.find((set) => set['source'] === undefined);
  const data = sets.map((set): JsonValue => {
    if (set !== first) {
      return set;
    }
    const { url: _url, values: _values, format: _format, ...rest } = set;
    return { ...rest, source: boundDataName };
  });
  return { ...spec, data: [{ name: boundDataName }, ...data] };
}

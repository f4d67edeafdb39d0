import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

/** A table as JSON says it: values by row for each column. A value that a row lacks is undefined. */
export type JsonColumns = ReadonlyMap<string, readonly (JsonValue | undefined)[]>;

/**
 * The table in a JSON value, in whatever way pandas writes one (`DataFrame.to_json`: records, values, split, table, columns), MLflow keeps
 * one (`log_table` and input examples: split), or people do (lists by column). Absent when there is no table in it.
 */
export function jsonColumns(value: JsonValue): JsonColumns | undefined {
  if (isJsonArray(value)) {
    return value.every(isJsonArray) && value.length > 0 ? fromCells(undefined, value) : fromRecords(value);
  }
  return isJsonObject(value) ? fromObject(value) : undefined;
}

function fromObject(value: JsonObject): JsonColumns | undefined {
  const inner = value['dataframe_split'] ?? value['dataframe_records'];
  if (inner !== undefined) {
    return jsonColumns(inner);
  }
  const { columns, data, schema } = value;
  if (isJsonArray(columns) && isJsonArray(data)) {
    return fromCells(columns, data);
  }
  if (isJsonObject(schema) && isJsonArray(data)) {
    return withoutIndex(fromRecords(data), schema);
  }
  return fromColumns(value);
}

/** One row is an object of its values by name. */
export function fromRecords(records: readonly JsonValue[]): JsonColumns | undefined {
  const columns = new Map<string, (JsonValue | undefined)[]>();
  for (const [row, record] of records.entries()) {
    if (!isJsonObject(record)) {
      return undefined;
    }
    for (const [name, value] of Object.entries(record)) {
      let column = columns.get(name);
      if (column === undefined) {
        column = Array.from({ length: records.length }, () => undefined);
        columns.set(name, column);
      }
      column[row] = value;
    }
  }
  return columns;
}

/** One row is a list of its values; nameless columns are numbered from 0, as pandas does. */
function fromCells(names: readonly JsonValue[] | undefined, rows: readonly JsonValue[]): JsonColumns | undefined {
  const lists = rows.filter(isJsonArray);
  if (lists.length !== rows.length) {
    return undefined;
  }
  const width = lists.reduce((most, list) => Math.max(most, list.length), names?.length ?? 0);
  const titles = Array.from({ length: width }, (_, index) => nameOf(names?.[index] ?? index));
  return new Map(titles.map((title, index) => [title, lists.map((list) => list[index])]));
}

/** pandas names columns of several levels by lists. */
function nameOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Lists by column, or objects that give a value for each row's label (pandas' own default). */
function fromColumns(value: JsonObject): JsonColumns | undefined {
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([, list]) => isJsonArray(list))) {
    const length = entries.reduce((most, [, list]) => Math.max(most, isJsonArray(list) ? list.length : 0), 0);
    return new Map(
      entries.map(([name, list]) => [name, Array.from({ length }, (_, row) => (isJsonArray(list) ? list[row] : null))]),
    );
  }
  const labels = [...new Set(entries.flatMap(([, byLabel]) => (isJsonObject(byLabel) ? Object.keys(byLabel) : [])))];
  const isTable = entries.length > 0 && entries.every(([, byLabel]) => isJsonObject(byLabel));
  return isTable
    ? new Map(
        entries.map(([name, byLabel]) => [
          name,
          labels.map((label) => (isJsonObject(byLabel) ? byLabel[label] : undefined)),
        ]),
      )
    : undefined;
}

/** The table orient tells the frame's index among the fields; one without a name is no column of the frame. */
function withoutIndex(columns: JsonColumns | undefined, { primaryKey }: JsonObject): JsonColumns | undefined {
  const isUnnamed = isJsonArray(primaryKey) && primaryKey.length === 1 && primaryKey[0] === 'index';
  return columns && isUnnamed ? new Map([...columns].filter(([name]) => name !== 'index')) : columns;
}

import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { columnOfField, columnsOfExpression } from './fieldPath.ts';

/** What a Vega-Lite transform reads from the rows, and what it adds to them. */
export interface TransformFields {
  readonly reads: readonly string[];
  readonly makes: readonly string[];
}

/** Properties whose value is a field or a list of fields (Vega-Lite 4 to 6). */
const fieldProperties = [
  'groupby',
  'field',
  'fold',
  'flatten',
  'impute',
  'key',
  'stack',
  'pivot',
  'value',
  'density',
  'regression',
  'loess',
  'on',
  'quantile',
  'extent',
];

/** Properties that hold lists of objects with a `field` each. */
const operationProperties = ['aggregate', 'joinaggregate', 'window', 'sort'];

/** What transforms without `as` call their outcome. */
const defaultNames: Readonly<Record<string, readonly string[]>> = {
  fold: ['key', 'value'],
  density: ['value', 'density'],
  quantile: ['prob', 'value'],
};

/** Reads one entry of `transform`. */
export function transformFields(transform: JsonObject): TransformFields {
  const reads = [
    ...fieldProperties.flatMap((name) => fieldsIn(transform[name])),
    ...operationProperties.flatMap((name) => operationFields(transform[name])),
    ...(typeof transform['calculate'] === 'string' ? columnsOfExpression(transform['calculate']) : []),
    ...predicateFields(transform['filter']),
    ...(typeof transform['lookup'] === 'string' ? [columnOfField(transform['lookup'])] : []),
  ];
  return { reads, makes: [...outcomeNames(transform)] };
}

function fieldsIn(value: JsonValue | undefined): string[] {
  const list = isJsonArray(value) ? value : [value];
  return list.filter((name) => typeof name === 'string').map(columnOfField);
}

function operationFields(value: JsonValue | undefined): string[] {
  const operations = isJsonArray(value) ? value.filter(isJsonObject) : [];
  return operations.flatMap((operation) => fieldsIn(operation['field']));
}

/** A filter is an expression, a field predicate, or `and`, `or` and `not` of them. */
function predicateFields(filter: JsonValue | undefined): string[] {
  if (typeof filter === 'string') {
    return columnsOfExpression(filter);
  }
  if (!isJsonObject(filter)) {
    return [];
  }
  const parts = [filter['and'], filter['or']].flatMap((list) => (isJsonArray(list) ? list : []));
  return [...fieldsIn(filter['field']), ...[...parts, filter['not']].flatMap(predicateFields)];
}

function outcomeNames(transform: JsonObject): string[] {
  const nested = operationProperties.flatMap((name) => {
    const operations = transform[name];
    return isJsonArray(operations) ? operations.filter(isJsonObject) : [];
  });
  const named = [transform, ...nested].flatMap((part) => fieldsIn(part['as']));
  const implied = Object.entries(defaultNames).flatMap(([kind, names]) => (kind in transform ? names : []));
  const from = transform['from'];
  const looked = isJsonObject(from) ? fieldsIn(from['fields']) : [];
  return [...named, ...('as' in transform ? [] : implied), ...looked];
}

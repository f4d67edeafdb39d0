import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { FieldNeed } from '../model/dataTable.ts';
import { columnOfField, columnsOfExpression } from './fieldPath.ts';

/** A column that something reads, and what it needs it to hold. */
export interface FieldRead {
  readonly column: string;
  readonly need: FieldNeed;
}

/** What a Vega-Lite transform reads from the rows, and what it adds to them. */
export interface TransformFields {
  readonly reads: readonly FieldRead[];
  readonly makes: readonly string[];
  /** Whether the names of what it adds are values of the data, as with `pivot`. */
  readonly makesOthers: boolean;
}

/** Properties whose value is a field or a list of fields, by what they need (Vega-Lite 4 to 6). */
const fieldProperties: Readonly<Record<string, FieldNeed>> = {
  groupby: 'any',
  fold: 'any',
  flatten: 'any',
  impute: 'any',
  pivot: 'any',
  stack: 'number',
  density: 'number',
  regression: 'number',
  loess: 'number',
  on: 'number',
  quantile: 'number',
  extent: 'number',
};

/** Properties that hold lists of objects with a `field` and an `op` each. */
const operationProperties = ['aggregate', 'joinaggregate', 'window', 'sort'];

/** What transforms without `as` call their outcome. */
const defaultNames: Readonly<Record<string, readonly string[]>> = {
  fold: ['key', 'value'],
  density: ['value', 'density'],
  quantile: ['prob', 'value'],
};

/** Aggregates that need numbers; the others take anything. */
const numericAggregates =
  /^(?:mean|average|sum|median|q1|q3|ci0|ci1|stderr|stdev|stdevp|variance|variancep|product|exponentialb?)$/;

export function isNumericAggregate(op: JsonValue | undefined): boolean {
  return typeof op === 'string' && numericAggregates.test(op);
}

/** Reads one entry of `transform`. */
export function transformFields(transform: JsonObject): TransformFields {
  const listed = Object.entries(fieldProperties).flatMap(([name, need]) => readsOf(transform[name], need));
  const { filter, calculate, lookup } = transform;
  const reads = [
    ...listed,
    ...ownField(transform),
    ...operationProperties.flatMap((name) => operationReads(transform[name])),
    ...(typeof calculate === 'string' ? expressionReads(calculate) : []),
    ...predicateReads(filter),
    ...(typeof lookup === 'string' ? readsOf(lookup, 'any') : []),
  ];
  return { reads, makes: outcomeNames(transform), makesOthers: 'pivot' in transform };
}

/** `field` of bins and time units, `key` of an imputation, `value` of a pivot; elsewhere the last two are constants. */
function ownField({ field, key, value, bin, timeUnit, impute, pivot }: JsonObject): FieldRead[] {
  const need = timeUnit === undefined ? (bin === undefined ? 'any' : 'number') : 'time';
  return [
    ...readsOf(field, need),
    ...(impute === undefined ? [] : readsOf(key, 'any')),
    ...(pivot === undefined ? [] : readsOf(value, 'any')),
  ];
}

/** What a Vega expression reads through `datum`. */
export function expressionReads(expression: string): FieldRead[] {
  return columnsOfExpression(expression).map((column) => ({ column, need: 'any' }));
}

/** Names of fields, in a list or alone. */
export function readsOf(value: JsonValue | undefined, need: FieldNeed): FieldRead[] {
  return names(value).map((name) => ({ column: columnOfField(name), need }));
}

function names(value: JsonValue | undefined): string[] {
  const list = isJsonArray(value) ? value : [value];
  return list.filter((name) => typeof name === 'string');
}

function operationReads(value: JsonValue | undefined): FieldRead[] {
  const operations = isJsonArray(value) ? value.filter(isJsonObject) : [];
  return operations.flatMap(({ field, op }) => readsOf(field, isNumericAggregate(op) ? 'number' : 'any'));
}

const comparisons = ['lt', 'lte', 'gt', 'gte', 'equal', 'range'];

/** A predicate is an expression, a comparison of a field, or `and`, `or` and `not` of them. */
export function predicateReads(predicate: JsonValue | undefined): FieldRead[] {
  if (typeof predicate === 'string') {
    return expressionReads(predicate);
  }
  if (!isJsonObject(predicate)) {
    return [];
  }
  const { and, or, not, field, timeUnit } = predicate;
  const parts = [and, or].flatMap((list) => (isJsonArray(list) ? list : []));
  const compared = comparisons.flatMap((name) => predicate[name]).flat();
  const isNumeric = compared.some((value) => typeof value === 'number');
  const need = timeUnit === undefined ? (isNumeric ? 'number' : 'any') : 'time';
  return [...readsOf(field, need), ...[...parts, not].flatMap(predicateReads)];
}

function outcomeNames(transform: JsonObject): string[] {
  const nested = operationProperties.flatMap((name) => {
    const operations = transform[name];
    return isJsonArray(operations) ? operations.filter(isJsonObject) : [];
  });
  const named = [transform, ...nested].flatMap((part) => names(part['as']));
  const hasEnds = 'bin' in transform || 'timeUnit' in transform;
  const implied = Object.entries(defaultNames).flatMap(([kind, outcomes]) => (kind in transform ? outcomes : []));
  const from = transform['from'];
  const looked = isJsonObject(from) ? names(from['fields']) : [];
  return [
    ...named,
    ...(hasEnds ? named.map((name) => `${name}_end`) : []),
    ...('as' in transform ? [] : implied),
    ...(transform['params'] === true ? ['keys', 'coef', 'rSquared'] : []),
    ...looked,
  ].map(columnOfField);
}

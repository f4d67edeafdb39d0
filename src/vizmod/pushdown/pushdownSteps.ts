import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { parseRowExpression, readsLocalTime, type RowExpression } from './rowExpression.ts';

/** Aggregates whose outcome is exactly Vega's; bootstrapped intervals (`ci0`, `ci1`) are random, `argmin` and `values` are rows. */
export const exactAggregates = [
  'count',
  'valid',
  'missing',
  'distinct',
  'sum',
  'product',
  'mean',
  'average',
  'min',
  'max',
  'variance',
  'variancep',
  'stdev',
  'stdevp',
  'stderr',
  'median',
  'q1',
  'q3',
] as const;
export type ExactAggregate = (typeof exactAggregates)[number];

export interface Measure {
  readonly op: ExactAggregate;
  /** Absent for `count` alone. */
  readonly field?: string | undefined;
  readonly as: string;
}

export const timeUnits = ['year', 'quarter', 'month', 'date', 'day', 'hours', 'minutes', 'seconds'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** The options of Vega's bin transform that are not its extent. */
export interface BinOptions {
  readonly maxbins?: number | undefined;
  readonly base?: number | undefined;
  readonly step?: number | undefined;
  readonly minstep?: number | undefined;
  readonly anchor?: number | undefined;
  readonly span?: number | undefined;
  readonly nice?: boolean | undefined;
  readonly divide?: readonly number[] | undefined;
  readonly steps?: readonly number[] | undefined;
}

/** One Vega transform that the reader can do in Vega's place. Structured-cloneable. */
export type PushdownStep =
  | { readonly kind: 'formula'; readonly expression: RowExpression; readonly as: string }
  | { readonly kind: 'filter'; readonly expression: RowExpression }
  | { readonly kind: 'extent'; readonly field: string; readonly signal: string }
  | {
      readonly kind: 'bin';
      readonly field: string;
      readonly as: readonly [string, string];
      readonly signal?: string | undefined;
      /** Two numbers, or the signal of an extent step before. */
      readonly extent: readonly [number, number] | string;
      readonly options: BinOptions;
    }
  | {
      readonly kind: 'timeUnit';
      readonly field: string;
      readonly units: readonly TimeUnit[];
      readonly isUtc: boolean;
      readonly as: readonly [string, string];
    }
  | { readonly kind: 'aggregate'; readonly groupby: readonly string[]; readonly measures: readonly Measure[] };

/** Whether what the step computes depends on the time zone. */
export function isLocal(step: PushdownStep): boolean {
  switch (step.kind) {
    case 'formula':
    case 'filter':
      return readsLocalTime(step.expression);
    case 'timeUnit':
      return !step.isUtc;
    case 'extent':
    case 'bin':
    case 'aggregate':
      return false;
  }
}

/** Absent for a transform, or an option of one, that has to be left to Vega (6). */
export function parseStep(transform: JsonObject): PushdownStep | undefined {
  switch (transform['type']) {
    case 'formula':
      return formula(transform);
    case 'filter': {
      const expression = expressionOf(transform['expr']);
      return expression && { kind: 'filter', expression };
    }
    case 'extent': {
      const [field, signal] = [plainField(transform['field']), transform['signal']];
      return field !== undefined && typeof signal === 'string' ? { kind: 'extent', field, signal } : undefined;
    }
    case 'bin':
      return bin(transform);
    case 'timeunit':
      return timeUnit(transform);
    case 'aggregate':
      return aggregate(transform);
    default:
      return undefined;
  }
}

function formula({ expr, as, initonly }: JsonObject): PushdownStep | undefined {
  const expression = expressionOf(expr);
  const isPlain = typeof as === 'string' && initonly === undefined;
  return expression !== undefined && isPlain ? { kind: 'formula', expression, as } : undefined;
}

function expressionOf(value: JsonValue | undefined): RowExpression | undefined {
  return typeof value === 'string' ? parseRowExpression(value) : undefined;
}

/** Fields that are paths into objects are left to Vega; rows of a table have none. */
function plainField(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && !/[.[\]\\'"]/.test(value) ? value : undefined;
}

function pairOfNames(value: JsonValue | undefined, otherwise: readonly [string, string]) {
  const [first = otherwise[0], second = otherwise[1]] = isJsonArray(value) ? value : [];
  return typeof first === 'string' && typeof second === 'string' ? ([first, second] as const) : undefined;
}

const numberOptions = ['maxbins', 'base', 'step', 'minstep', 'anchor', 'span'] as const;
const listOptions = ['divide', 'steps'] as const;

function bin(transform: JsonObject): PushdownStep | undefined {
  const { type: _type, field: named, as: names, signal, extent: given, ...rest } = transform;
  const [field, as, extent] = [plainField(named), pairOfNames(names, ['bin0', 'bin1']), binExtent(given)];
  const isKnown = Object.entries(rest).every(([name, value]) => isBinOption(name, value));
  if (field === undefined || as === undefined || extent === undefined || !isKnown) {
    return undefined;
  }
  const options = rest as BinOptions;
  return { kind: 'bin', field, as, extent, options, ...(typeof signal === 'string' && { signal }) };
}

function isBinOption(name: string, value: JsonValue | undefined): boolean {
  if (name === 'nice') {
    return typeof value === 'boolean';
  }
  if ((listOptions as readonly string[]).includes(name)) {
    return isJsonArray(value) && value.every((item) => typeof item === 'number');
  }
  return (numberOptions as readonly string[]).includes(name) && typeof value === 'number';
}

function binExtent(value: JsonValue | undefined): readonly [number, number] | string | undefined {
  if (isJsonObject(value)) {
    return typeof value['signal'] === 'string' ? value['signal'] : undefined;
  }
  const [least, greatest] = isJsonArray(value) ? value : [];
  return typeof least === 'number' && typeof greatest === 'number' ? [least, greatest] : undefined;
}

function timeUnit(transform: JsonObject): PushdownStep | undefined {
  const { type: _type, field: named, as: names, units: given, timezone = 'local', step = 1, ...rest } = transform;
  const units = isJsonArray(given) ? timeUnits.filter((unit) => given.includes(unit)) : [];
  const [field, as] = [plainField(named), pairOfNames(names, ['unit0', 'unit1'])];
  const isKnown = isJsonArray(given) && units.length > 0 && units.length === given.length && canCombine(units);
  const isPlain = Object.keys(rest).length === 0 && step === 1 && (timezone === 'local' || timezone === 'utc');
  if (field === undefined || as === undefined || !isKnown || !isPlain) {
    return undefined;
  }
  return { kind: 'timeUnit', field, units, isUtc: timezone === 'utc', as };
}

/** Days of the week go with neither quarters nor months nor dates (vega-time 3, units.js). */
function canCombine(units: readonly TimeUnit[]): boolean {
  return !units.includes('day') || !(['quarter', 'month', 'date'] as const).some((unit) => units.includes(unit));
}

function aggregate(transform: JsonObject): PushdownStep | undefined {
  const { type: _type, groupby: by = [], ops = ['count'], fields = [null], as = [], ...rest } = transform;
  if (Object.keys(rest).length > 0 || ![by, ops, fields, as].every(isJsonArray)) {
    return undefined;
  }
  const [names, opList, fieldList] = [by as readonly JsonValue[], ops as readonly JsonValue[], fields];
  const groupby = names.map(plainField).filter((name) => name !== undefined);
  const measures = opList
    .map((op, index) =>
      measure(op, isJsonArray(fieldList) ? fieldList[index] : null, isJsonArray(as) ? as[index] : null),
    )
    .filter((known) => known !== undefined);
  const isWhole = groupby.length === names.length && measures.length === opList.length;
  return isWhole ? { kind: 'aggregate', groupby, measures } : undefined;
}

function measure(given: JsonValue, of: JsonValue | undefined, as: JsonValue | undefined): Measure | undefined {
  const op = exactAggregates.find((exact) => exact === given);
  const field = plainField(of);
  const isFieldless = op === 'count' && (of === null || of === undefined);
  if (op === undefined || (field === undefined && !isFieldless)) {
    return undefined;
  }
  const name = typeof as === 'string' ? as : field === undefined ? op : `${op}_${field}`;
  return { op, as: name, ...(op !== 'count' && { field }) };
}

import { pureFunctions, type PureFunction } from './rowExpression.ts';

/** A function of a Vega expression. It takes whatever the data holds, and coerces as JavaScript does. */
type RowFunction = (...args: unknown[]) => unknown;

/** @throws RangeError for a name that no parsed expression has */
export function rowFunctions(name: string): RowFunction {
  const known = pureFunctions.find((pure) => pure === name);
  if (known === undefined) {
    throw new RangeError(`no function is called ${name}`);
  }
  return functions[known];
}

const isNothing = (value: unknown): boolean => value === null || value === undefined || value === '';
const asDate = (value: unknown): Date => new Date(value as number);

/** As Vega defines them (vega-expression 6 functions.js, vega-functions 6 codegen.js, vega-util 2). */
const functions: Readonly<Record<PureFunction, RowFunction>> = {
  isValid: (value) => value !== null && value !== undefined && !Number.isNaN(value),
  isNaN: Number.isNaN,
  isFinite: Number.isFinite,
  isNumber: (value) => typeof value === 'number',
  isString: (value) => typeof value === 'string',
  isBoolean: (value) => typeof value === 'boolean',
  toNumber: (value) => (isNothing(value) ? null : Number(value)),
  toString: (value) => (isNothing(value) ? null : String(value)),
  toBoolean: (value) => (isNothing(value) ? null : Boolean(value) && value !== 'false' && value !== '0'),
  toDate: (value) => {
    const isTime = typeof value === 'number' || value instanceof Date;
    return isNothing(value) ? null : isTime ? value : Date.parse(value as string);
  },
  abs: numeric(Math.abs),
  ceil: numeric(Math.ceil),
  floor: numeric(Math.floor),
  round: numeric(Math.round),
  sqrt: numeric(Math.sqrt),
  exp: numeric(Math.exp),
  log: numeric(Math.log),
  pow: numeric(Math.pow),
  min: numeric(Math.min),
  max: numeric(Math.max),
  clamp: numeric((value = Number.NaN, low = Number.NaN, high = Number.NaN) => Math.max(low, Math.min(high, value))),
  inrange: (value, range, left, right) => isInRange(value as number, range, left !== false, right !== false),
  indexof: (list, value) => (Array.isArray(list) ? list.indexOf(value) : -1),
  lower: (value) => String(value).toLowerCase(),
  upper: (value) => String(value).toUpperCase(),
  time: (value) => asDate(value).getTime(),
  year: (value) => asDate(value).getFullYear(),
  month: (value) => asDate(value).getMonth(),
  date: (value) => asDate(value).getDate(),
  day: (value) => asDate(value).getDay(),
  hours: (value) => asDate(value).getHours(),
  minutes: (value) => asDate(value).getMinutes(),
  seconds: (value) => asDate(value).getSeconds(),
  utcyear: (value) => asDate(value).getUTCFullYear(),
  utcmonth: (value) => asDate(value).getUTCMonth(),
  utcdate: (value) => asDate(value).getUTCDate(),
  utcday: (value) => asDate(value).getUTCDay(),
  utchours: (value) => asDate(value).getUTCHours(),
  utcminutes: (value) => asDate(value).getUTCMinutes(),
  utcseconds: (value) => asDate(value).getUTCSeconds(),
};

function numeric(of: (...values: number[]) => number): RowFunction {
  return (...values) => of(...(values as number[]));
}

function isInRange(value: number, range: unknown, withLeast: boolean, withGreatest: boolean): boolean {
  const ends = Array.isArray(range) ? (range as number[]) : [];
  const [first = Number.NaN, last = Number.NaN] = [ends[0], ends.at(-1)];
  const [least, greatest] = first > last ? [last, first] : [first, last];
  return (withLeast ? least <= value : least < value) && (withGreatest ? value <= greatest : value < greatest);
}
